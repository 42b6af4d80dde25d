"""How documents are cited, as agencies write it, and what is no citation at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_excel.vietnamese import days_year_first, documents_in, parse_references, split_documents
from par_excel.vietnamese.references import KINDS

_CASES = """
Quyết định số 320/QĐ-UBND ngày 05/02/2021 của UBND tỉnh | Quyết định | 320 | QĐ-UBND | 2021-02-05 | UBND tỉnh
Quyết định số 320/QĐ-UBND ngày 05/02/2021 của UBND tỉnh về việc ban hành Kế hoạch | Quyết định | 320 | QĐ-UBND | 2021-02-05 | UBND tỉnh
QUYẾT ĐỊNH SỐ 320/QĐ-UBND NGÀY 05/02/2021 | Quyết định | 320 | QĐ-UBND | 2021-02-05 | -
quyết định số 320/qđ-ubnd | Quyết định | 320 | qđ-ubnd | - | -
QĐ số 320/QĐ-UBND ngày 5/2/2021 | Quyết định | 320 | QĐ-UBND | 2021-02-05 | -
QĐ 320/QĐ-UBND, 5/2/2021 | Quyết định | 320 | QĐ-UBND | 2021-02-05 | -
QĐ 320 | Quyết định | 320 | - | - | -
QĐ 320 ngày 2021-02-05 của UBND tỉnh | Quyết định | 320 | - | 2021-02-05 | UBND tỉnh
QĐ 320/QĐ-UBND (2021-2-5) | Quyết định | 320 | QĐ-UBND | 2021-02-05 | -
QĐ 320/QĐ-UBND 2021-02-30 | Quyết định | 320 | QĐ-UBND | - | -
QĐ 320 ngày 5-2-2021 | Quyết định | 320 | - | 2021-02-05 | -
Quyết định số: 320/QĐ-UBND, ngày 05.02.2021 | Quyết định | 320 | QĐ-UBND | 2021-02-05 | -
Quyết định số 320/QĐ - UBND ngày 05/02/2021 | Quyết định | 320 | QĐ - UBND | 2021-02-05 | -
Quyết định số 320/QĐ–UBND | Quyết định | 320 | QĐ–UBND | - | -
Quyết định 320/QĐ-UBND (05/02/2021) | Quyết định | 320 | QĐ-UBND | 2021-02-05 | -
Quyết định số 12a/QĐ-UBND ngày 1/2/2020 | Quyết định | 12a | QĐ-UBND | 2020-02-01 | -
Quyết định số 0320/QĐ-UBND | Quyết định | 0320 | QĐ-UBND | - | -
Số 15/BC-STC | Báo cáo | 15 | BC-STC | - | -
BC số 12/BC-SNV, 3/1/2021 | Báo cáo | 12 | BC-SNV | 2021-01-03 | -
BC 12/BC-SNV ngày 3/1/21 | Báo cáo | 12 | BC-SNV | 2021-01-03 | -
Báo cáo số 158/BC-STTTT ngày 09/12/2020 của Sở Thông tin và Truyền thông về tổ chức cuộc thi | Báo cáo | 158 | BC-STTTT | 2020-12-09 | Sở Thông tin và Truyền thông
Báo cáo của Sở Nội vụ số 12/BC-SNV ngày 10/12/2020 | Báo cáo | 12 | BC-SNV | 2020-12-10 | -
Báo cáo kết quả CCHC số 12/BC-SNV ngày 10-12-2020 | Báo cáo | 12 | BC-SNV | 2020-12-10 | -
- Báo cáo số 12/BC-SNV ngày 10/12/2020 | Báo cáo | 12 | BC-SNV | 2020-12-10 | -
1. Báo cáo số 12/BC-SNV ngày 10/12/2020 | Báo cáo | 12 | BC-SNV | 2020-12-10 | -
a) Báo cáo số 12/BC-SNV ngày 10/12/2020. | Báo cáo | 12 | BC-SNV | 2020-12-10 | -
Báo cáo tổng hợp của Sở Nội vụ về CCHC | Báo cáo | - | - | - | Sở Nội vụ
Báo cáo 6 tháng đầu năm 2020 | Báo cáo | - | - | - | -
Báo cáo 2020 | Báo cáo | - | - | - | -
Báo cáo ngày 10/12/2020 của Thanh tra tỉnh | Báo cáo | - | - | 2020-12-10 | Thanh tra tỉnh
Công văn 45/SNV-CCHC | Công văn | 45 | SNV-CCHC | - | -
Công văn số 45/SNV-CCHC ngày 4/5/2020 của Sở Nội vụ | Công văn | 45 | SNV-CCHC | 2020-05-04 | Sở Nội vụ
CV 45/SNV-CCHC | Công văn | 45 | SNV-CCHC | - | -
123/SNV-CCVC ngày 4/5/2020 | Công văn | 123 | SNV-CCVC | 2020-05-04 | -
Văn bản số 123/UBND-NC | Công văn | 123 | UBND-NC | - | -
Nghị quyết số 12-NQ/TU ngày 5.2.2021 | Nghị quyết | 12 | NQ/TU | 2021-02-05 | -
Nghị quyết 35/NQ-HĐND ngày 06/12/2019 của HĐND tỉnh | Nghị quyết | 35 | NQ-HĐND | 2019-12-06 | HĐND tỉnh
Nghị quyết số 35/2019/NQ-HĐND | Nghị quyết | 35/2019 | NQ-HĐND | - | -
Chỉ thị số 07-CT/TU ngày 12/3/2020 của Ban Thường vụ Tỉnh ủy | Chỉ thị | 07 | CT/TU | 2020-03-12 | Ban Thường vụ Tỉnh ủy
Kết luận số 20-KL/TU | Kết luận | 20 | KL/TU | - | -
Kế hoạch số 5123/KH-UBND ngày 30 tháng 12 năm 2020 | Kế hoạch | 5123 | KH-UBND | 2020-12-30 | -
KH số: 01/KH-UBND ngày 31/02/2020 | Kế hoạch | 01 | KH-UBND | - | -
KH 12/KH-SNV từ ngày 1/1/2020 đến ngày 31/12/2020 | Kế hoạch | 12 | KH-SNV | - | -
Kế hoạch 2020-2021 | Kế hoạch | - | - | - | -
Kế hoạch kiểm tra số 884/KH-STNMT ngày 30/03/2020 | Kế hoạch | 884 | KH-STNMT | 2020-03-30 | -
Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ | Nghị định | 30/2020 | NĐ-CP | 2020-03-05 | Chính phủ
Nghị định 61/2018/NĐ-CP | Nghị định | 61/2018 | NĐ-CP | - | -
Thông tư 07/2018/TT-BNV | Thông tư | 07/2018 | TT-BNV | - | -
Tờ trình số 12/TTr-SNV ngày 1/7/2020 | Tờ trình | 12 | TTr-SNV | 2020-07-01 | -
Hướng dẫn số 3/HD-SNV | Hướng dẫn | 3 | HD-SNV | - | -
Thông báo số 05 ngày 1/2/2020 | Thông báo | 05 | - | 2020-02-01 | -
Thông báo số 05/TB-VPUBND ngày 1/2/2020, của Văn phòng UBND tỉnh | Thông báo | 05 | TB-VPUBND | 2020-02-01 | Văn phòng UBND tỉnh
Biên bản số 4/BB-HĐ | Biên bản | 4 | BB-HĐ | - | -
Biên bản họp ngày 12/3/2020 | Biên bản | - | - | 2020-03-12 | -
Biên bản 12/3/2020 | Biên bản | - | - | 2020-03-12 | -
Chương trình số 9/CTr-UBND | Chương trình | 9 | CTr-UBND | - | -
Đề án số 8/ĐA-UBND | Đề án | 8 | ĐA-UBND | - | -
Hợp đồng số 15/HĐ-STTTT ngày 7/8/2020 | Hợp đồng | 15 | HĐ-STTTT | 2020-08-07 | -
Giấy mời số 99/GM-UBND | Giấy mời | 99 | GM-UBND | - | -
Công điện số 2/CĐ-UBND | Công điện | 2 | CĐ-UBND | - | -
Quy chế số 3/QC-SNV | Quy chế | 3 | QC-SNV | - | -
Phiếu chuyển số 77/PC-SNV | Phiếu chuyển | 77 | PC-SNV | - | -
Quyết định số 3719/QĐ-UBND ngày 10/12/2019 phân bổ dự toán ngân sách | Quyết định | 3719 | QĐ-UBND | 2019-12-10 | -
Quyết định của Giám đốc Sở số 64/QĐ-SKHCN ngày 18/05/2020 | Quyết định | 64 | QĐ-SKHCN | 2020-05-18 | -
Công văn số 3861/STNMT-ĐĐ ngày 30/12/2020 đôn đốc khắc phục | Công văn | 3861 | STNMT-ĐĐ | 2020-12-30 | -
"""
_NONE = (
    "1/2/2020 họp",
    "Danh sách 166 cơ quan, đơn vị",
    "tỷ lệ 97/100",
    "điểm 1,5/2 đạt",
    "10/12 đơn vị",
    "https://snv.vn/12/QD-1",
    "Hồ sơ 12",
    "đạt 95%",
    "Ảnh chụp hội nghị",
    "như trên",
    "…",
    "",
)


def _row(line: str) -> tuple[str, tuple[str | None, ...]]:
    text, *parts = (part.strip() for part in line.split(" | "))
    return text, tuple(None if part == "-" else part for part in parts)


_ROWS = [_row(line) for line in _CASES.strip().splitlines()]


def test_there_are_cases_enough() -> None:
    assert len(_ROWS) >= 60


@pytest.mark.parametrize(("text", "parts"), _ROWS, ids=[text for text, _ in _ROWS])
def test_a_citation_is_taken_apart(text: str, parts: tuple[str | None, ...]) -> None:
    (found,) = parse_references(text)
    day = None if found.day is None else found.day.isoformat()
    assert (found.kind, found.number, found.symbol, day, found.issuer) == parts


@pytest.mark.parametrize("text", _NONE)
def test_what_is_no_citation_is_none(text: str) -> None:
    assert parse_references(text) == ()


def test_several_in_one_text() -> None:
    text = "QĐ số 1/QĐ-SNV, QĐ số 2/QĐ-SNV ngày 1/2/2020; Kế hoạch số 3/KH-SNV\n- BC 4/BC-SNV ngày 5/6/2020 và 7/BC-SNV"
    found = parse_references(text)
    assert [(each.number, each.symbol) for each in found] == [
        ("1", "QĐ-SNV"),
        ("2", "QĐ-SNV"),
        ("3", "KH-SNV"),
        ("4", "BC-SNV"),
        ("7", "BC-SNV"),
    ]
    assert [each.day for each in found] == [None, date(2020, 2, 1), None, date(2020, 6, 5), None]


def test_one_document_spelt_in_two_ways_is_one() -> None:
    one, other, third = parse_references(
        "QĐ số 0320/QĐ – UBND; quyết định 320/qđ-ubnd ngày 5/2/2021; 320/QĐ-SNV"
    )
    assert one.identity == other.identity == ("320", "qd-ubnd")
    (dotted,) = parse_references("Quyết định số 320/QĐ.UBND.")
    assert dotted.symbol == "QĐ.UBND"
    assert dotted.identity == one.identity
    assert third.identity != one.identity
    assert parse_references("QĐ 320")[0].identity is None


def test_what_a_citation_lacks() -> None:
    lacks = {text: parse_references(text)[0].missing for text in ("QĐ 320", "Báo cáo năm", "Số 5/BC-SNV")}
    assert lacks == {
        "QĐ 320": ("ngày", "cơ quan ban hành"),
        "Báo cáo năm": ("số", "ngày", "cơ quan ban hành"),
        "Số 5/BC-SNV": ("ngày",),
    }


def test_every_kind_is_known_by_its_symbol() -> None:
    for short, kind in KINDS.items():
        (found,) = parse_references(f"Số 12/{short}-SNV ngày 1/2/2020")
        assert (found.kind, found.symbol) == (kind, f"{short}-SNV")


def test_documents_are_split_by_lines_and_semicolons() -> None:
    assert split_documents("- Một;\n2) Hai\n…") == ("Một", "Hai")


_WORDS = st.sampled_from(
    ["Quyết định", "QĐ", "số", "12", "/", "-", "ngày", "31/02/2020", "của", "UBND", ";", "\n", ".", "BC"]
)


@given(st.one_of(st.text(max_size=120), st.lists(_WORDS, max_size=30).map(" ".join)))
def test_no_text_is_too_odd(text: str) -> None:
    for found in parse_references(text):
        assert found.raw
        assert found.number is not None or found.kind is not None


@pytest.mark.parametrize(
    "symbol",
    [
        "96/BC-STC",
        "96/BC\u2011STC",
        "96/BC\u2010STC",
        "96/BC\u2212STC",
        "96/BC–STC",
        "96/BC—STC",
        "96/BC\u00adSTC",
    ],
)
def test_hyphens_that_look_alike_are_one(symbol: str) -> None:
    text = f"Báo cáo số {symbol} ngày 05/02/2021 của Sở Tài chính"
    (found,) = parse_references(text)
    assert (found.kind, found.number, found.day) == ("Báo cáo", "96", date(2021, 2, 5))
    assert found.identity == ("96", "bc-stc") or "\u00ad" in symbol
    assert found.raw == text.replace("\u00ad", "")


@pytest.mark.parametrize("hyphen", ["-", "\u2011", "\u2212", "\uff0d"])
@pytest.mark.parametrize("day", ["10-12-2020", "2020-12-10"])
def test_days_are_read_with_any_hyphen(day: str, hyphen: str) -> None:
    text = f"Báo cáo số 12/BC-SNV ngày {day.replace('-', hyphen)}"
    assert [found.day for found in parse_references(text)] == [date(2020, 12, 10)]
    assert (date(2020, 12, 10) in days_year_first(text)) is day.startswith("2020")


def test_an_eth_is_a_d_with_stroke_and_tones_stand_in_either_place() -> None:
    (eth,) = parse_references("Quyết định số 3836/Q\u00d0-UBND ngày 20/12/2019")
    assert (eth.kind, eth.symbol, eth.identity) == ("Quyết định", "QĐ-UBND", ("3836", "qd-ubnd"))
    assert eth.raw.startswith("Quyết định số 3836/Q\u00d0")
    kinds = [parse_references(f"{name} số 5/GUQ-STC")[0].kind for name in ("Giấy ủy quyền", "Giấy uỷ quyền")]
    assert kinds == ["Giấy ủy quyền"] * 2


def test_citations_in_one_line_are_told_as_written() -> None:
    first, second = parse_references("BC số 1/BC\u2011A ngày 01/02/2021, BC số 1/BC\u2011A ngày 02/02/2021")
    assert (first.raw, second.raw) == (
        "BC số 1/BC\u2011A ngày 01/02/2021",
        "BC số 1/BC\u2011A ngày 02/02/2021",
    )


def test_each_document_of_a_cell_has_what_it_cites() -> None:
    text = "- BC số 1/BC-A; QĐ số 2/QĐ-B và KH số 3/KH-C\nBảng kê"
    named = documents_in(text)
    assert [each.text for each in named] == list(split_documents(text))
    assert [[cited.number for cited in each.references] for each in named] == [["1"], ["2", "3"], []]
    assert [each.reference and each.reference.number for each in named] == ["1", "2", None]
