"""What differs between operating systems and computers: limited child processes, files, cores, passwords, LibreOffice.

Nothing here knows what the program is about; the rooms above it know nothing of signals, handles and limits.
"""

from par_excel.system.files import (
    is_elsewhere,
    rename,
    rename_over,
    replace_file,
    sync_folder,
    wait_out_sharing,
    without_limit,
)
from par_excel.system.names import is_device, plain_name
from par_excel.system.office import find_office, run_office
from par_excel.system.runner import OWN_CORES, Runner, usable_cores
from par_excel.system.tasks import Cause, ChildNotStarted, Job, ProcessLimits, TaskFailure
from par_excel.system.workers import Workers
