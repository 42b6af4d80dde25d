"""ID20-ID30, ID35, ID37, ID38, ID42, ID43: what was changed in the form outside its input cells, and what came with it."""

from collections.abc import Mapping, Sequence

import pytest

from par_excel.checks import judge as judge_submission
from par_excel.checks.programs import PROGRAMS, Trace
from par_excel.model import (
    Answer,
    Difference,
    DifferenceKind,
    Finding,
    LegacyText,
    Risk,
    Severity,
    Stamp,
    StampPlace,
    StampVote,
)
from tests import invented
from tests.checks.tables import Row, compare

CODES = {
    DifferenceKind.TEXT: "ID20",
    DifferenceKind.POINTS: "ID21",
    DifferenceKind.FORMULA_LOST: "ID22",
    DifferenceKind.ROW_DOUBLED: "ID25",
    DifferenceKind.ROW_UNKNOWN: "ID26",
    DifferenceKind.COLUMN_MISSING: "ID27",
    DifferenceKind.SHEET_MISSING: "ID28",
    DifferenceKind.STRAY: "ID29",
    DifferenceKind.UNPROTECTED: "ID30",
    DifferenceKind.HIDDEN: "ID42",
    DifferenceKind.DEAD_NAMES: "ID53",
    DifferenceKind.CODES_AS_NUMBERS: "ID58",
}


def _answers() -> list[Answer]:
    return [
        invented.answer("1.1", "0.5", ticked=["1.1-b"], derived="0.5"),
        invented.answer("1.2", "0", ticked=["1.2-0"], derived="0"),
        invented.answer("2.3", "1"),
    ]


def _difference(kind: DifferenceKind, criterion: str = "", label: str = "") -> Difference:
    return Difference(
        kind=kind,
        place=invented.place("B7"),
        criterion=criterion,
        label=label,
        expected="có sẵn",
        found="đã sửa",
    )


def _judged(*differences: Difference, without: str = "") -> tuple[Finding, ...]:
    submission = invented.submission(
        answers=[answer for answer in _answers() if answer.criterion != without],
        contributions=[] if without == "2.1" else [invented.contribution("2.1/X", "2.1")],
        changes={"differences": differences},
    )
    return judge_submission(submission, invented.basis())


def _of_kind(row: Row) -> tuple[Finding, ...]:
    return _judged(*([_difference(DifferenceKind(row["khác biệt"]), "1.1")] if row["khác biệt"] else []))


def test_every_kind_of_difference_has_its_code() -> None:
    of_programs = {DifferenceKind.SHOWN, DifferenceKind.NOT_COMPUTED}
    since = {DifferenceKind.CHANGED_TEXT, DifferenceKind.CHANGED_POINTS}
    assert set(DifferenceKind) - set(CODES) == {DifferenceKind.ROW_MISSING} | of_programs | since
    for kind, code in CODES.items():
        assert [finding.code for finding in _judged(_difference(kind, "1.1"))] == [code]


def test_id20_fixed_text_changed() -> None:
    compare(
        """
        | khác biệt               | phát hiện |
        |                         |           |
        | nội dung cố định bị sửa | ID20      |
        """,
        _of_kind,
    )


def test_id21_fixed_points_changed() -> None:
    compare(
        """
        | khác biệt           | phát hiện |
        |                     |           |
        | điểm cố định bị sửa | ID21      |
        """,
        _of_kind,
    )


def test_id21_names_both_values() -> None:
    (finding,) = _judged(_difference(DifferenceKind.POINTS, "1.1", "Điểm tối đa"))
    assert "“đã sửa”" in finding.sentence
    assert "biểu mẫu phát hành ghi có sẵn (Điểm tối đa)" in finding.sentence


def test_id22_formula_replaced() -> None:
    compare(
        """
        | khác biệt         | phát hiện |
        |                   |           |
        | công thức bị thay | ID22      |
        """,
        _of_kind,
    )


def _row_lost(row: Row) -> tuple[Finding, ...]:
    lost = _difference(DifferenceKind.ROW_MISSING, row["tiêu chí"], row["dòng"])
    return _judged(lost, without=row["không đọc được"])


def test_id23_own_row_missing() -> None:
    compare(
        """
        | tiêu chí | dòng  | không đọc được | phát hiện |
        | 1.1      | 1.1   | 1.1            | ID23      |
        | 2.1      | 2.1/X | 2.1            | ID23      |
        | 1.1      | 1.1-c |                | ID24      |
        """,
        _row_lost,
    )


def test_id24_other_row_missing() -> None:
    compare(
        """
        | tiêu chí | dòng  | không đọc được | phát hiện |
        | 1.1      | 1.1-c |                | ID24      |
        | 1        | 1     |                | ID24      |
        |          | TỔNG  |                | ID24      |
        | 1.1      | 1.1   | 1.1            | ID23      |
        """,
        _row_lost,
    )


def test_id25_row_doubled() -> None:
    compare(
        """
        | khác biệt    | phát hiện |
        |              |           |
        | dòng lặp lại | ID25      |
        """,
        _of_kind,
    )


def test_id26_row_unknown() -> None:
    compare(
        """
        | khác biệt                    | phát hiện |
        |                              |           |
        | dòng không có trong biểu mẫu | ID26      |
        """,
        _of_kind,
    )


def test_id27_column_missing() -> None:
    compare(
        """
        | khác biệt | phát hiện |
        |           |           |
        | thiếu cột | ID27      |
        """,
        _of_kind,
    )


def test_id28_sheet_missing() -> None:
    compare(
        """
        | khác biệt   | phát hiện |
        |             |           |
        | thiếu sheet | ID28      |
        """,
        _of_kind,
    )


def test_id29_stray_content() -> None:
    compare(
        """
        | khác biệt              | phát hiện |
        |                        |           |
        | nội dung ngoài biểu mẫu | ID29      |
        """,
        _of_kind,
    )


def test_id30_protection_removed() -> None:
    compare(
        """
        | khác biệt                | phát hiện |
        |                          |           |
        | đã bỏ bảo vệ trang tính  | ID30      |
        """,
        _of_kind,
    )


@pytest.mark.parametrize("found", ["dòng một\nDòng hai\x07", "x" * 500])
def test_foreign_text_is_quoted_on_one_short_line(found: str) -> None:
    changed = Difference(
        kind=DifferenceKind.TEXT,
        place=invented.place("B7"),
        criterion="1.1",
        label="",
        expected=found,
        found=found,
    )
    (finding,) = _judged(changed)
    assert len(finding.value) <= 80
    assert finding.sentence.isprintable()


def test_id42_part_of_form_hidden() -> None:
    compare(
        """
        | khác biệt                               | phát hiện |
        |                                         |           |
        | dòng, cột hoặc sheet của biểu mẫu bị ẩn | ID42      |
        """,
        _of_kind,
    )


def test_id58_codes_as_numbers() -> None:
    compare(
        """
        | khác biệt            | phát hiện |
        |                      |           |
        | mã tiêu chí thành số | ID58      |
        """,
        _of_kind,
    )


def test_id53_dead_names() -> None:
    compare(
        """
        | khác biệt               | phát hiện |
        |                         |           |
        | tên vùng không còn dùng | ID53      |
        """,
        _of_kind,
    )


def _with(changes: Mapping[str, object]) -> list[Finding]:
    found = judge_submission(invented.submission(answers=_answers(), changes=changes), invented.basis())
    return [finding for finding in found if finding.code in {"ID35", "ID37", "ID38"}]


def test_id35_carries_risks() -> None:
    compare(
        """
        | nguy cơ                                   | phát hiện |
        |                                           |           |
        | macro                                     | ID35      |
        | macro; kết nối dữ liệu; hình ảnh lấy từ mạng | ID35   |
        """,
        lambda row: _with({"risks": tuple(Risk(name.strip()) for name in row["nguy cơ"].split(";") if name)}),
    )


def test_id35_names_each() -> None:
    (finding,) = _with({"risks": (Risk.MACRO, Risk.DDE)})
    assert finding.severity is Severity.WARNING
    assert "trong tệp có macro, liên kết động đến chương trình khác (DDE);" in finding.why


def _legacy(number: int, font: str = ".VnTime") -> LegacyText:
    return LegacyText(
        place=invented.place(f"G{number}"),
        criterion="1.1",
        font=font,
        encoding="TCVN3",
        raw="B¸o c¸o",
        reading="Báo cáo",
    )


def test_id37_text_not_in_unicode() -> None:
    compare(
        """
        | số ô | phát hiện |
        | 0    |           |
        | 1    | ID37      |
        | 2    | ID37 ID37 |
        """,
        lambda row: _with({"legacy_texts": tuple(map(_legacy, range(int(row["số ô"]))))}),
    )


@pytest.mark.parametrize(
    ("font", "said"), [(".VnTime", "phông chữ .VnTime (bảng mã TCVN3)"), ("", "văn bản gõ theo kiểu cũ")]
)
def test_id37_names_the_font_and_shows_the_reading(font: str, said: str) -> None:
    (finding,) = _with({"legacy_texts": (_legacy(8, font),)})
    assert (finding.severity, finding.criterion, finding.value) == (Severity.WARNING, "1.1", "B¸o c¸o")
    assert finding.place.cell == "G8"
    assert finding.why.startswith(said)
    assert finding.why.endswith("có thể đọc là “Báo cáo”")


def test_id37_names_twenty_texts_and_counts_the_rest() -> None:
    found = _with({"legacy_texts": tuple(map(_legacy, range(33)))})
    values = [finding.value for finding in found]
    assert sorted(values) == ["B¸o c¸o"] * 20 + ["và 13 ô khác"]


STAMP = Stamp(period="thu-2020", appendix="1", unit="so-a", fingerprint="0" * 12, form_version=1, revision=0)


def _saved(
    program: str, kinds: Sequence[DifferenceKind], *, lost: Sequence[StampPlace] = ()
) -> list[Finding]:
    votes = tuple(StampVote(place, None if place in lost else STAMP) for place in StampPlace)
    return _with(
        {
            "program": program,
            "differences": tuple(_difference(kind) for kind in kinds),
            "stamp": STAMP,
            "votes": votes,
        }
    )


def test_id38_form_changed_by_program() -> None:
    compare(
        """
        | chương trình                               | khác biệt                            | phát hiện |
        | SheetJS                                    |                                      |           |
        | SheetJS                                    | đã bỏ bảo vệ trang tính              | ID38      |
        | SheetJS                                    | công thức của biểu mẫu chưa được tính |          |
        | gnumeric                                   | sheet ẩn của biểu mẫu đang hiện      | ID38      |
        | Microsoft Excel Compatible / Openpyxl 3.1  | công thức của biểu mẫu chưa được tính | ID38     |
        | openpyxl 3.0                               | công thức của biểu mẫu chưa được tính | ID38     |
        | WPS Office_11.8.2                          | đã bỏ bảo vệ trang tính              | ID38      |
        | Microsoft Excel                            | đã bỏ bảo vệ trang tính              |           |
        | Microsoft Excel Online                     | đã bỏ bảo vệ trang tính              |           |
        | LibreOffice/7.4.7.2                        | sheet ẩn của biểu mẫu đang hiện      |           |
        |                                            | đã bỏ bảo vệ trang tính              |           |
        """,
        lambda row: _saved(
            row["chương trình"], [DifferenceKind(row["khác biệt"])] if row["khác biệt"] else []
        ),
    )


def test_id38_tells_what_is_known_from_what_may_be() -> None:
    (known,) = _saved("ExcelJS", [DifferenceKind.UNPROTECTED], lost=[StampPlace.PROPERTY])
    assert known.severity is Severity.NOTE
    assert (
        "lưu bằng ExcelJS; chương trình này bỏ một phần dấu nhận dạng khi lưu; "
        "chương trình này có thể đã bỏ bảo vệ trang tính;"
    ) in known.why
    (perhaps,) = _saved("Google Sheets", [DifferenceKind.UNPROTECTED])
    assert "chương trình này có thể đã bỏ bảo vệ trang tính" in perhaps.why
    assert "khi lưu" not in perhaps.why


def test_id38_a_few_formulas_typed_over_are_no_trace_of_a_program() -> None:
    assert _saved("pandas", [DifferenceKind.FORMULA_LOST] * 9) == []
    assert _saved("openpyxl 3.1", [DifferenceKind.FORMULA_LOST] * 4) == []
    (many,) = _saved("openpyxl 3.1", [DifferenceKind.FORMULA_LOST] * 5)
    assert "có thể đã thay công thức bằng giá trị" in many.why


def test_every_program_is_known_for_something() -> None:
    assert all(program.does or program.may_do for program in PROGRAMS)
    assert all(program.begins == program.begins.casefold() for program in PROGRAMS)
    assert {trace for program in PROGRAMS for trace in program.does | program.may_do} == set(Trace)


def test_id43_row_scored_elsewhere() -> None:
    compare(
        """
        | dòng thêm | phát hiện |
        | 9.9       | ID26      |
        | 1.3.2     | ID43      |
        | 2.2       | ID43      |
        | 2.1       | ID43      |
        | 1.3       | ID43      |
        """,
        lambda row: _judged(_difference(DifferenceKind.ROW_UNKNOWN, label=row["dòng thêm"])),
    )


def test_id43_says_who_scores_it() -> None:
    said = {
        code: _judged(_difference(DifferenceKind.ROW_UNKNOWN, label=code))[0].why
        for code in ("1.3.2", "2.2", "2.1")
    }
    assert "1.3.2 được xác định qua điều tra xã hội học" in said["1.3.2"]
    assert "2.2 do Sở Nội vụ chấm" in said["2.2"]
    assert "2.1 thuộc phần của phụ lục khác" in said["2.1"]
