"""ID11-ID17: whose form it is, which form, and whether it is signed."""

from collections.abc import Mapping

from msgspec.structs import replace

from par_excel.checks import judge as judge_submission
from par_excel.model import Cell, FileFormat, Finding, Recognition, Remark, Stamp, StampPlace, StampVote
from tests import invented
from tests.checks.tables import Row, compare

STAMP = Stamp(period="thu-2020", appendix="3", unit="so-c", fingerprint="0" * 12, form_version=1, revision=0)


def _judged(changes: Mapping[str, object]) -> tuple[Finding, ...]:
    """Judge a complete submission of the unit that only contributes, with these attributes changed."""
    given = [invented.contribution("1.2/Y", "1.2")]
    return judge_submission(
        invented.submission("so-c", contributions=given, changes=changes), invented.basis()
    )


def test_id11_unit_not_known() -> None:
    compare(
        """
        | cơ quan | phát hiện |
        | so-c    |           |
        |         | ID11      |
        | so-z    | ID11      |
        """,
        lambda row: _judged({"unit": row["cơ quan"]}),
    )


def test_id12_appendix_of_another_unit() -> None:
    compare(
        """
        | cơ quan | phát hiện |
        | so-c    |           |
        | so-b    | ID12      |
        """,
        lambda row: _judged({"unit": row["cơ quan"]}),
    )


def test_id13_stamps_disagree() -> None:
    compare(
        """
        | sheet ẩn | tên vùng | phát hiện |
        | 3        | 3        |           |
        | 3        |          |           |
        | 3        | 1        | ID13      |
        """,
        _voted,
    )


def _voted(row: Row) -> tuple[Finding, ...]:
    places = {"sheet ẩn": StampPlace.HIDDEN_SHEET, "tên vùng": StampPlace.DEFINED_NAME}
    votes = tuple(
        StampVote(place, replace(STAMP, appendix=row[name]) if row[name] else None)
        for name, place in places.items()
    )
    return _judged({"stamp": STAMP, "votes": votes})


def test_id13_names_the_places_that_dissent() -> None:
    (finding,) = _voted({"sheet ẩn": "3", "tên vùng": "1"})
    assert finding.why.startswith("tên vùng cho biết khác")


def test_id14_recognised_by_codes() -> None:
    compare(
        """
        | nhận ra theo   | phát hiện |
        | dấu nhận dạng  |           |
        | mã tiêu chí    | ID14      |
        """,
        lambda row: _judged({"recognised_by": Recognition(row["nhận ra theo"])}),
    )


def test_id16_value_in_merged_cell() -> None:
    compare(
        """
        | gộp | phát hiện |
        |     |           |
        | có  | ID16      |
        """,
        _merged,
    )


def _merged(row: Row) -> tuple[Finding, ...]:
    remarks = frozenset({Remark.MERGED}) if row["gộp"] else frozenset[Remark]()
    evidence = Cell("Sổ 9", "BC 9", invented.place("G40"), remarks)
    given = replace(invented.contribution("1.2/Y", "1.2"), evidence=evidence)
    return _judged({"contributions": (given,)})


def test_id17_signature_incomplete() -> None:
    compare(
        """
        | người lập   | thủ trưởng | ngày ký    | phát hiện |
        | Lê Thị Thử  | Trần Thử   | 18/02/2021 |           |
        |             | Trần Thử   | 18/02/2021 | ID17      |
        | Lê Thị Thử  | ……………      | 18/02/2021 | ID17      |
        |             |            |            | ID17      |
        """,
        lambda row: _judged({"closing": _signed(row)}),
    )


def _signed(row: Row) -> object:
    sheet = "Khó khăn, vướng mắc"
    return replace(
        invented.submission().closing,
        author=invented.text(row["người lập"], "B7", sheet=sheet),
        head=invented.text(row["thủ trưởng"], "B10", sheet=sheet),
        signed_on=invented.text(row["ngày ký"], "B12", sheet=sheet),
    )


def test_id36_form_in_another_format() -> None:
    compare(
        """
        | định dạng | phát hiện |
        | .xlsx     |           |
        | .xlsm     |           |
        | .ods      | ID36      |
        | .xls      | ID36      |
        """,
        lambda row: _judged({"format": FileFormat(row["định dạng"])}),
    )


def test_id36_names_the_format() -> None:
    (finding,) = _judged({"format": FileFormat.XLS})
    assert "định dạng .xls," in finding.why
