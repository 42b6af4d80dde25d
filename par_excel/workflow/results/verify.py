"""The command `verify`: is all that was received, decided and made still as it was written?"""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import chain

from par_excel.ledger import Verification
from par_excel.model import ParExcelError
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.ledgers import ledger_of, require_ledger
from par_excel.workflow.folder.outputs import read_output
from par_excel.workflow.results.proving import differences
from par_excel.workflow.results.proving_approved import approval_differences


def verify_all(folder: Folder) -> Verification:
    """Hold ledger, log and outputs against the hashes taken when they were written, and every figure against the ledger.

    Copies of approved versions are held against the approvals in the chain.

    Raises:
        ConfigError: nothing was ever recorded in this folder.
        ParExcelError: the ledger is damaged so much that it cannot be opened.
    """
    require_ledger(folder)
    with ledger_of(folder) as ledger:
        found = ledger.verify()
        outputs = ledger.outputs()
    every = (_changed_outputs(folder, outputs), _approvals(folder), _differences(folder, outputs))
    for problem in chain.from_iterable(every):
        found = found.with_problem(problem)
    return found


def _differences(folder: Folder, outputs: Mapping[str, str]) -> Iterator[str]:
    """Yield where an output that the program wrote does not say what the ledger holds."""
    if not outputs:
        return
    try:
        yield from differences(folder, basis_of(folder))
    except ParExcelError as failure:
        yield f"Chưa đối chiếu được số liệu của các tệp đã lập với sổ theo dõi: {failure}"


def _approvals(folder: Folder) -> Iterator[str]:
    """Yield where a copy of what was approved is something else."""
    try:
        yield from approval_differences(folder)
    except ParExcelError as failure:
        yield f"Chưa đối chiếu được các bản đã phê duyệt: {failure}"


def _changed_outputs(folder: Folder, outputs: Mapping[str, str]) -> Iterator[str]:
    """Yield the outputs that are not as they were written; one that was taken away is none."""
    filled_in = {folder.review, folder.entry}  # made for the office to write in
    for name, hashes in outputs.items():
        if folder.root / name in filled_in or folder.approvals in (folder.root / name).parents:
            continue  # copies of what was approved are held against the approval itself
        data = read_output(folder.root / name)
        if data is not None and hashlib.sha256(data).hexdigest() not in hashes.split():
            yield f"Tệp {name} khác với bản chương trình đã lập (đã được sửa bằng tay, hoặc bị hỏng)."
