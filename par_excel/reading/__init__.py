"""Reading: the inbox becomes parcels, a parcel becomes a submission; it observes and never judges."""

from par_excel.reading.parcel import outline_parcel, read_file, read_parcel
from par_excel.reading.parcels.inbox import SENT_BY_NOBODY, Skipped, scan_inbox
from par_excel.reading.parcels.mail_preview import LetterPreview, preview_letter
