"""The settings of a working folder: par.toml, tieu_chi and phan_cong → what everything is judged against.

The room tells what is wrong with file, line and how to mend it; it guesses nothing and writes nothing.
"""

from par_excel.config.basis import ensure_work, find_shared_ledger, load_basis, load_period
from par_excel.config.report import CatalogueReport, check_basis
from par_excel.config.sections import OFF
from par_excel.config.sources import packaged_files, packaged_names, packaged_years
from par_excel.config.units import units_csv
