"""What must hold of any bytes at all."""

import traceback

from par_excel.model import Submission
from tests.hostile.reading import outcomes
from tests.hostile.second_reader import UNREADABLE, disagreements, read_cells


def trouble(data: bytes) -> str:
    """Return what went wrong with reading and judging some bytes; empty where nothing did."""
    try:
        found = outcomes(data)
    except BaseException as failure:
        if isinstance(failure, KeyboardInterrupt):
            raise
        return traceback.format_exc()
    wrong = [line for each in found if isinstance(each, Submission) for line in _wrong(each, data)]
    return "\n".join(wrong)


def _wrong(submission: Submission, data: bytes) -> list[str]:
    try:
        cells = read_cells(data)
    except UNREADABLE:
        return []  # what the second reader cannot open, it cannot judge
    return disagreements(submission, cells)
