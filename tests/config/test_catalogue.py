"""tieu_chi: every wrong row is told with file, line and what is wrong, all in one go."""

from pathlib import Path

import pytest

from par_excel.config import check_basis, load_basis
from par_excel.model import Cumulative, Formula, Level, Method, Provenance, Survey
from tests.config.small import ASSIGNMENTS, CATALOGUE, SETTINGS, catalogue_rows, csv_bytes, folder, problems

HEADER = 1
FIELD, LEVELS_LEAF, LEVELS_TOP, LEVELS_ZERO = 2, 3, 4, 5
HEADING, CUMULATIVE, FIRST_OF_TWO, SURVEY_LEAF, SURVEY_NOTE = 6, 7, 8, 10, 11
RATE, RATE_NOTE, OFFICE, OFFICE_TOP = 12, 13, 14, 15


def changed(line: int, **new: str) -> bytes:
    """Return the small catalogue with some cells of one line changed."""
    names = {
        "year": "Năm",
        "code": "Mã",
        "level": "Cấp",
        "text": "Nội dung",
        "points": "Điểm",
        "method": "Cách chấm",
        "scale": "Thang điểm",
        "threshold": "Ngưỡng (%)",
        "factor": "Hệ số",
        "cap": "Trần",
        "upper": "Tử số",
        "lower": "Mẫu số",
        "appendix": "Phụ lục",
        "source": "Nguồn",
        "confidence": "Độ tin cậy",
    }
    rows = catalogue_rows()
    for name, value in new.items():
        rows[line - 1][rows[0].index(names[name])] = value
    return csv_bytes(rows)


def without(*lines: int) -> bytes:
    """Return the small catalogue without some lines."""
    return csv_bytes(row for number, row in enumerate(catalogue_rows(), start=1) if number not in lines)


def test_a_right_file(tmp_path: Path) -> None:
    catalogue = load_basis(folder(tmp_path)).catalogue
    assert list(catalogue) == ["1", "1.1", "1.2", "1.2.1", "1.2.2", "1.3", "1.4"]
    first = catalogue["1.1"]
    assert (first.level, first.parent, first.method, first.lead) == (Level.CRITERION, "1", Method.SELF, "1")
    assert first.evidence == ("Kế hoạch", "báo cáo, số liệu")
    assert first.provenance == Provenance("bịa ra; thử", ("verified",))
    assert catalogue["1.2"].provenance.is_verified
    assert catalogue["1.2"].scale is None
    assert isinstance(catalogue["1.2.1"].scale, Cumulative)
    assert isinstance(catalogue["1.2.2"].scale, Survey)
    scale = catalogue["1.3"].scale
    assert isinstance(scale, Formula)
    assert (scale.note, [figure.name for figure in scale.figures]) == ("tỷ lệ", ["Số a", "Số b"])


@pytest.mark.parametrize(
    ("line", "new", "expected"),
    [
        (FIELD, {"level": "linh vuc"}, ["2 Cột “Cấp” ghi “linh vuc”."]),
        (LEVELS_LEAF, {"code": "1/1"}, ["3 Mã “1/1” không đúng dạng."]),
        (LEVELS_LEAF, {"code": ""}, ["3 Cột “Mã” để trống."]),
        (LEVELS_LEAF, {"text": ""}, ["3 Cột “Nội dung” để trống."]),
        (LEVELS_LEAF, {"points": "một"}, ["3 Cột “Điểm” ghi “một”: không phải là số."]),
        (LEVELS_LEAF, {"points": ""}, ["3 Cột “Điểm” để trống."]),
        (LEVELS_LEAF, {"points": "-1,5"}, ["3 Cột “Điểm” ghi số âm “-1,5”."]),
        (
            LEVELS_LEAF,
            {"points": "1.500"},
            ["3 Cột “Điểm” ghi “1.500”: không rõ là số thập phân hay hàng nghìn."],
        ),
        (LEVELS_LEAF, {"points": "0"}, ["3 Điểm tối đa là 0."]),
        (LEVELS_LEAF, {"method": "tự chấm"}, ["3 Cột “Cách chấm” ghi “tự chấm”."]),
        (LEVELS_LEAF, {"method": "hỗn hợp"}, ["3 Cách chấm “hỗn hợp” chỉ dùng cho đề mục"]),
        (LEVELS_LEAF, {"scale": "một mức"}, ["3 Cột “Thang điểm” ghi “một mức”."]),
        (LEVELS_LEAF, {"scale": ""}, ["3 Mã 1.1 chưa có thang điểm."]),
        (
            LEVELS_LEAF,
            {"scale": "điều tra"},
            ["3 Cách chấm “tự đánh giá” không đi với thang “điều tra”.", "4 ", "5 "],
        ),
        (LEVELS_LEAF, {"cap": "1"}, ["3 Thang “chọn một mức” không dùng cột “Trần”."]),
        (LEVELS_LEAF, {"appendix": ""}, ["3 Tiêu chí do cơ quan tự chấm chưa có phụ lục chủ trì."]),
        (LEVELS_LEAF, {"appendix": "9"}, ["3 Không có cơ quan nào phụ trách phụ lục 9."]),
        (LEVELS_LEAF, {"appendix": "1;2"}, ["3 Cột “Phụ lục” ghi “1;2”: một tiêu chí chỉ có một"]),
        (LEVELS_TOP, {"points": "1"}, ["3 Mức cao nhất là 1, khác điểm tối đa 1,5."]),
        (LEVELS_TOP, {"points": "2"}, ["3 Mức cao nhất là 2, khác điểm tối đa 1,5."]),
        (LEVELS_TOP, {"points": "x"}, ["4 Cột “Điểm” ghi “x”: không phải là số."]),
        (LEVELS_TOP, {"code": "1.3"}, ["4 Dòng “mức” mang mã 1.3 nhưng đứng dưới mã 1.1."]),
        (LEVELS_TOP, {"appendix": "1"}, ["4 Dòng “mức” có nội dung ở cột “Phụ lục”."]),
        (LEVELS_TOP, {"text": ""}, ["4 Cột “Nội dung” để trống."]),
        (
            LEVELS_ZERO,
            {"level": "diễn giải"},
            ["5 Dòng “diễn giải” có nội dung ở cột “Điểm”.", "5 Dòng “diễn giải” không"],
        ),
        (HEADING, {"scale": "cộng dồn"}, ["6 Mã 1.2 có thang điểm, nhưng bên dưới còn có"]),
        (HEADING, {"appendix": "1"}, ["6 Đề mục không có phụ lục chủ trì."]),
        (
            HEADING,
            {"points": "2,5"},
            ["2 Điểm tối đa của 1 là 6 nhưng", "6 Điểm tối đa của 1.2 là 2,5 nhưng"],
        ),
        (
            HEADING,
            {"level": "lĩnh vực"},
            ["6 Mã 1.2 có nhiều phần nhưng ghi cấp “lĩnh vực”.", "7 Mã 1.2.1", "10 Mã 1.2.2"],
        ),
        (
            HEADING,
            {"code": "1.5"},
            ["6 Mã 1.5 chưa có thang điểm.", "7 Mã 1.2.1 ghi cấp", "10 Mã 1.2.2 ghi cấp"],
        ),
        (CUMULATIVE, {"code": "1.2.2"}, ["8 Dòng “mức”", "9 Dòng “mức”", "10 Mã 1.2.2 đã có ở dòng 7."]),
        (
            CUMULATIVE,
            {"level": "tiêu chí"},
            ["7 Mã 1.2.1 ghi cấp “tiêu chí” nhưng đứng dưới tiêu chí 1.2.", "10 Mã 1.2.2 không"],
        ),
        (FIRST_OF_TWO, {"points": "0,5"}, ["7 Tổng điểm các mức là 1,25, khác điểm tối đa 1."]),
        (FIRST_OF_TWO, {"points": "0"}, ["7 Tổng điểm các mức là 0,75", "8 Thang “cộng dồn” có mức 0 điểm."]),
        (SURVEY_LEAF, {"appendix": "1"}, ["10 Cách chấm “điều tra xã hội học” không có phụ lục chủ trì"]),
        (
            SURVEY_LEAF,
            {"method": "số liệu"},
            ["10 Cách chấm “số liệu” không đi với thang “điều tra”.", "10 Tiêu chí do cơ"],
        ),
        (SURVEY_NOTE, {"level": "mức"}, ["11 Thang “điều tra” không có dòng “mức”."]),
        (RATE, {"cap": "0,5"}, ["12 Trần 0,5 khác điểm tối đa 1."]),
        (RATE, {"cap": "?"}, ["12 Cột “Trần” ghi “?”: không phải là số."]),
        (RATE, {"threshold": "95%"}, ["12 Cột “Ngưỡng (%)” ghi “95%”: tỷ lệ phần trăm."]),
        (RATE, {"threshold": "950"}, ["12 Ngưỡng 950% lớn hơn 100%."]),
        (RATE, {"factor": "0"}, ["12 Hệ số là 0."]),
        (RATE, {"upper": ""}, ["12 Chỉ có một trong hai cột “Tử số”, “Mẫu số”."]),
        (OFFICE, {"appendix": "1"}, ["14 Cách chấm “cơ quan tổng hợp chấm” không có phụ lục chủ trì"]),
        (OFFICE, {"year": "2019"}, ["14 Cột “Năm” ghi “2019”, trong khi kỳ đánh giá là năm 2020."]),
        (OFFICE_TOP, {"text": "\x07"}, ["15 Cột “Nội dung” có ký tự điều khiển: ‹U+0007›."]),
    ],
)
def test_wrong_cell(tmp_path: Path, line: int, new: dict[str, str], expected: list[str]) -> None:
    found = [
        each for each in problems(folder(tmp_path, catalogue=changed(line, **new))) if "tieu_chi" in each
    ]
    assert len(found) == len(expected), found
    for each, start in zip(found, expected, strict=True):
        assert each.startswith(f"tieu_chi.csv:{start}"), found


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ((LEVELS_TOP, LEVELS_ZERO), ["3 Thang “chọn một mức” chưa có mức nào."]),
        ((FIELD,), ["2 Mã 1.1 ghi cấp “tiêu chí” nhưng chưa có dòng mã 1", "5 ", "11 ", "13 "]),
        ((FIELD, LEVELS_LEAF), ["2 Dòng “mức” đứng trước mọi tiêu chí.", "3 Dòng", "4 ", "10 ", "12 "]),
        (
            (HEADING, CUMULATIVE, FIRST_OF_TWO, 9, SURVEY_LEAF, SURVEY_NOTE),
            ["2 Điểm tối đa của 1 là 6 nhưng các dòng ngay dưới cộng lại là 4."],
        ),
    ],
)
def test_missing_rows(tmp_path: Path, missing: tuple[int, ...], expected: list[str]) -> None:
    found = [each for each in problems(folder(tmp_path, catalogue=without(*missing))) if "tieu_chi" in each]
    assert len(found) == len(expected), found
    for each, start in zip(found, expected, strict=True):
        assert each.startswith(f"tieu_chi.csv:{start}"), found


def test_scale_line_under_a_heading(tmp_path: Path) -> None:
    rows = catalogue_rows()
    rows.insert(HEADING, ["2020", "1.2", "mức", "Lạc", "1", *[""] * 11])
    assert problems(folder(tmp_path, catalogue=csv_bytes(rows))) == [
        "tieu_chi.csv:7 Dòng “mức” đứng dưới đề mục 1.2, là dòng không chấm điểm."
    ]


def test_row_away_from_its_parent(tmp_path: Path) -> None:
    rows = catalogue_rows()
    moved = [rows.pop(CUMULATIVE - 1) for _ in range(3)]
    found = problems(folder(tmp_path, catalogue=csv_bytes([*rows, *moved])))
    assert found == ["tieu_chi.csv:13 Mã 1.2.1 không đứng dưới mã 1.2."]


def test_wrong_year_is_told_once(tmp_path: Path) -> None:
    where = folder(tmp_path, settings=SETTINGS.replace("nam = 2020", "nam = 2021"))
    assert problems(where) == [
        "tieu_chi.csv:2 Cột “Năm” ghi “2020” (và 13 dòng khác), trong khi kỳ đánh giá là năm 2021."
    ]


def test_all_problems_of_all_files_in_one_go(tmp_path: Path) -> None:
    rows = catalogue_rows()
    rows[LEVELS_LEAF - 1][rows[0].index("Phụ lục")] = "9"
    rows[RATE - 1][rows[0].index("Hệ số")] = "x"
    assignments = ASSIGNMENTS.replace("phối hợp", "giúp đỡ")
    found = problems(folder(tmp_path, catalogue=csv_bytes(rows), assignments=assignments))
    assert [each.split(" ")[0] for each in found] == ["tieu_chi.csv:3", "tieu_chi.csv:12", "phan_cong.csv:2"]


def test_report_of_the_small_catalogue(tmp_path: Path) -> None:
    report = check_basis(folder(tmp_path))
    total = report.total
    assert total is not None
    assert (total.criteria, total.components, total.leaves) == (4, 2, 5)
    parts = (total.maximum, total.survey, total.office, total.self_assessed)
    assert [str(part) for part in parts] == ["6", "1", "1.5", "3.5"]
    assert [row.code for row in report.unverified] == ["1", "1.2.1", "1.2.2", "1.3", "1.4"]
    assert (report.assignments, report.unknown_formulas, report.year) == (2, (), 2020)
    assert [Path(source).name for source in report.sources.values()] == [
        "par.toml",
        "tieu_chi.csv",
        "phan_cong.csv",
    ]


def test_counts_are_left_out_where_the_catalogue_is_wrong(tmp_path: Path) -> None:
    report = check_basis(folder(tmp_path, catalogue=changed(FIELD, points="7")))
    assert report.total is None
    assert (report.fields, report.unverified, report.assignments) == ((), (), 0)
    assert len(report.problems) == 1


def test_an_empty_catalogue(tmp_path: Path) -> None:
    assert "tieu_chi.csv:1 Tệp không có nội dung." in problems(folder(tmp_path / "a", catalogue=b""))
    header = csv_bytes(catalogue_rows()[:1])
    assert "tieu_chi.csv:- Bộ tiêu chí không có dòng nào." in problems(
        folder(tmp_path / "b", catalogue=header)
    )


def test_blank_cap_is_the_maximum_and_blank_figures_are_unknown(tmp_path: Path) -> None:
    data = changed(RATE, cap="", threshold="", factor="", upper="", lower="")
    report = check_basis(folder(tmp_path, catalogue=data))
    assert report.problems == ()
    (unknown,) = report.unknown_formulas
    assert unknown.criterion.code == "1.3"
    assert unknown.missing == ("Ngưỡng (%)", "Hệ số", "Tử số", "Mẫu số")
    scale = load_basis(tmp_path).catalogue["1.3"].scale
    assert isinstance(scale, Formula)
    assert scale.cap == 1
    assert not scale.is_computable


def test_confidence_pulled_down_over_every_row(tmp_path: Path) -> None:
    rows = catalogue_rows()
    for row in rows[1:]:
        row[-1] = "Đã đối chiếu"
    assert check_basis(folder(tmp_path, catalogue=csv_bytes(rows))).unverified == ()


def test_both_words_for_verified_are_one() -> None:
    assert "verified" in CATALOGUE
    assert "đã đối chiếu" in CATALOGUE
