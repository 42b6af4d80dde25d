"""The pages, one subject each."""

from par_excel.panel.pages.catalogue import catalogue
from par_excel.panel.pages.criteria import criteria
from par_excel.panel.pages.entry import entry
from par_excel.panel.pages.files import files
from par_excel.panel.pages.letters import letters
from par_excel.panel.pages.records import records
from par_excel.panel.pages.results import results
from par_excel.panel.pages.settings import settings
from par_excel.panel.pages.standing import standing
from par_excel.panel.pages.start import start
from par_excel.panel.pages.unit import unit

BLUEPRINTS = (start, standing, unit, criteria, results, letters, entry, records, settings, catalogue, files)
