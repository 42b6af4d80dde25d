"""The ledger: every byte that arrived, what was read from it, and what was decided. It judges nothing and knows no clock."""

from par_excel.ledger.codec import encode_readings
from par_excel.ledger.codes import CODE, code_of
from par_excel.ledger.entries import Approval, Arrival, Entry, Made, Posted, PostKind, kind_of
from par_excel.ledger.failures import ContentMissing, NobodyDecides, ReasonMissing
from par_excel.ledger.ledger import Ledger
from par_excel.ledger.log import end_of_log
from par_excel.ledger.opening import is_shared_ledger_there, open_ledger, open_shared_ledger
from par_excel.ledger.recorded import Recorded, submissions_of
from par_excel.ledger.snapshot_json import decode_snapshot, encode_snapshot
from par_excel.ledger.verifying import Verification
