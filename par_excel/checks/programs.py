"""What spreadsheet programs are known to do to a form when they save it, so that a trace can be explained.

Measured by filling in, saving and reading a form: SheetJS 0.18.5, ExcelJS 4.4, Gnumeric 1.12, openpyxl 3.1, pandas 3.
Excel, on whatever device, and LibreOffice leave none of these traces; what is seen there a person did.
Of the others nothing was measured: for them it is only said what may have been.
"""

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from par_excel.model import DifferenceKind, StampPlace, Submission

_MANY_FORMULAS = 5
"""Formulas that are gone from which on a program is thought of: so many are not typed over by accident."""
_OFTEN_LOST = frozenset({StampPlace.DEFINED_NAME, StampPlace.PROPERTY})


class Trace(Enum):
    """What a program did to a form besides what was filled in."""

    UNPROTECTED = "bỏ bảo vệ trang tính"
    STAMP = "bỏ một phần dấu nhận dạng"
    SHOWN = "làm hiện sheet ẩn của biểu mẫu"
    NOT_COMPUTED = "không lưu kết quả của công thức"
    REPLACED = "thay công thức bằng giá trị"


class Program(Struct, frozen=True):
    """A program with the traces that it always leaves, and those that it may leave."""

    name: str
    begins: str
    """How the program names itself begins so, in small letters."""
    does: frozenset[Trace] = frozenset()
    may_do: frozenset[Trace] = frozenset()


_ANY = frozenset(Trace)
PROGRAMS = (
    Program("SheetJS", "sheetjs", does=frozenset({Trace.UNPROTECTED})),
    Program(
        "ExcelJS",
        "exceljs",
        does=frozenset({Trace.STAMP, Trace.NOT_COMPUTED}),  # results that are empty or 0
        may_do=frozenset({Trace.UNPROTECTED}),
    ),
    Program("Gnumeric", "gnumeric", does=frozenset({Trace.SHOWN})),
    Program(
        "openpyxl hoặc pandas",
        "microsoft excel compatible / openpyxl",
        does=frozenset({Trace.NOT_COMPUTED}),
        may_do=_ANY,
    ),
    Program("openpyxl hoặc pandas", "openpyxl", does=frozenset({Trace.NOT_COMPUTED}), may_do=_ANY),
    Program("Google Sheets", "google sheets", may_do=_ANY),
    Program("WPS Office", "wps", may_do=_ANY),
    Program("ONLYOFFICE", "onlyoffice", may_do=_ANY),
    Program("Numbers", "numbers", may_do=_ANY),
)


def program_of(submission: Submission) -> Program | None:
    """Return what is known of the program that saved a file; None where nothing is."""
    name = submission.program.casefold()
    return next((program for program in PROGRAMS if name.startswith(program.begins)), None)


def traces(submission: Submission) -> Iterator[Trace]:
    """Yield what is seen in a file that a program may have done."""
    kinds = [difference.kind for difference in submission.differences]
    if DifferenceKind.UNPROTECTED in kinds:
        yield Trace.UNPROTECTED
    if any(vote.stamp is None for vote in submission.votes if vote.place in _OFTEN_LOST):
        yield Trace.STAMP
    if DifferenceKind.SHOWN in kinds:
        yield Trace.SHOWN
    if DifferenceKind.NOT_COMPUTED in kinds:
        yield Trace.NOT_COMPUTED
    if kinds.count(DifferenceKind.FORMULA_LOST) >= _MANY_FORMULAS:
        yield Trace.REPLACED


def explained(submission: Submission, program: Program) -> str:
    """Return which of the traces seen are the program's, in words; empty where none is."""
    seen = tuple(traces(submission))
    does = ", ".join(trace.value for trace in seen if trace in program.does)
    may_do = ", ".join(trace.value for trace in seen if trace in program.may_do - program.does)
    sentences = (
        f"chương trình này {does} khi lưu" if does else "",
        f"chương trình này có thể đã {may_do}" if may_do else "",
    )
    return "; ".join(sentence for sentence in sentences if sentence)
