"""What came with a return belongs to its unit; what nobody can place belongs to nobody."""

import pytest

from par_excel.merge import Owner, is_signed_report, owners

RETURNS = [
    ("so a/phuluc_1.xlsx", "so-a"),
    ("thu/so b.eml/phuluc_2.zip/phuluc_2.xlsx", "so-b"),
    ("thu/so c.eml/phuluc_3.xlsx", "so-c"),
    ("phuluc_4.xlsx", "so-d"),
    ("gom/1/phuluc_1.xlsx", "so-a"),
    ("gom/2/phuluc_2.xlsx", "so-b"),
    ("gui lai/cu.xlsx", "so-a"),
    ("gui lai/moi.xlsx", "so-a"),
]


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("so a/bao cao.pdf", "so-a"),
        ("so a/minh chung/2020/qd 12.pdf", "so-a"),
        ("thu/so b.eml/phuluc_2.zip/minh chung.pdf", "so-b"),
        ("thu/so b.eml/minh chung.rar/qd.pdf", "so-b"),
        ("thu/so c.eml/van ban.docx", "so-c"),
        ("gui lai/quet.pdf", "so-a"),
        ("gom/1/quet.pdf", "so-a"),
        ("gom/chung.pdf", ""),  # beside returns of two units
        ("thu/roi.pdf", ""),
        ("quet.pdf", ""),  # the inbox itself is everybody's
        ("khong co ban nop/quet.pdf", ""),
        ("so a.pdf", ""),
    ],
)
def test_a_file_belongs_to_the_return_in_the_nearest_folder_that_holds_one(path: str, unit: str) -> None:
    returns = [(place, owner, False) for place, owner in RETURNS]
    assert owners(returns, [path]) == ({path: Owner(unit, is_aside=False)} if unit else {})


@pytest.mark.parametrize(("others", "is_aside"), [([True], True), ([True, False], False)], ids=str)
def test_what_lies_beside_returns_of_which_none_counts_is_set_aside(
    others: list[bool], *, is_aside: bool
) -> None:
    returns = [(f"so a/{number}.xlsx", "so-a", each) for number, each in enumerate(others)]
    returns.append(("phuluc_1.xlsx", "so-a", False))
    assert owners(returns, ["so a/quet.pdf"]) == {"so a/quet.pdf": Owner("so-a", is_aside=is_aside)}


@pytest.mark.parametrize(
    ("path", "numbers", "is_report"),
    [
        ("so a/Báo cáo tự đánh giá CCHC 2020.pdf", (), True),
        ("BC tu cham diem.docx", (), True),
        ("bao_cao_PAR_INDEX.pdf", (), True),
        ("Báo cáo tài chính.pdf", (), False),
        ("Kế hoạch CCHC.pdf", (), False),
        ("123-BC-SNV.pdf", ("123/BC-SNV",), True),
        ("So 123 BC SNV ky so.pdf", ("123/BC-SNV",), True),
        ("1234-BC-SNV.pdf", ("123/BC-SNV",), False),
        ("024-BC-SNV.pdf", ("Báo cáo số 24/BC-SNV ngày 17/02/2021",), True),
        ("123-QD-UBND.pdf", ("123/QĐ-UBND",), False),
        ("BC.pdf", ("",), False),
        ("báo cáo cchc/quyết định.pdf", (), False),
        ("Báo cáo (bản đã ký).pdf", (), True),
        ("Báo cáo ký số.pdf", (), True),
        ("Báo cáo Sở A.pdf", (), True),
        ("BC_so_a.pdf", (), True),
        ("Quyết định Sở A.pdf", (), False),
        ("Báo cáo Sở AB.pdf", (), False),
    ],
)
def test_the_signed_report_is_known_by_its_name_agency_or_number(
    path: str, numbers: tuple[str, ...], *, is_report: bool
) -> None:
    assert is_signed_report(path, numbers, "Sở A") is is_report


_HEAD = "UBND TỈNH VÍ DỤ\nSỞ A\nSố: {number}/BC-SA\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n{title}\n{subject}\n"


@pytest.mark.parametrize(
    ("number", "title", "subject", "is_report"),
    [
        ("012", "BÁO CÁO", "Công tác cán bộ", True),
        ("……", "BÁO CÁO", "Kết quả tự đánh giá, chấm điểm Chỉ số cải cách hành chính năm 2020", True),
        ("……", "BÁO CÁO", "Tình hình biên chế năm 2020", False),
        ("……", "KẾ HOẠCH", "Tự đánh giá, chấm điểm Chỉ số cải cách hành chính năm 2020", False),
        ("112", "BÁO CÁO", "Công tác cán bộ", False),
    ],
)
def test_the_signed_report_is_known_by_how_it_begins(
    number: str, title: str, subject: str, *, is_report: bool
) -> None:
    opening = _HEAD.format(number=number, title=title, subject=subject)
    assert is_signed_report("Scan_0001.pdf", ("Báo cáo số 12/BC-SA",), "Sở A", opening=opening) is is_report


def test_a_report_of_another_agency_is_not_the_units_own() -> None:
    opening = _HEAD.format(number="……", title="BÁO CÁO", subject="Kết quả tự chấm điểm")
    assert is_signed_report("1.pdf", (), "Sở A", opening=opening)
    assert not is_signed_report("1.pdf", (), "Sở B", opening=opening)


def test_a_document_that_cites_the_report_far_below_is_not_the_report() -> None:
    opening = f"TỜ TRÌNH\n{'Căn cứ chức năng, nhiệm vụ được giao. ' * 20}Báo cáo số 12/BC-SA"
    assert not is_signed_report("1.pdf", ("12/BC-SA",), "Sở A", opening=opening)
