"""ID18, ID19, ID39-ID41, ID45: how a return arrived."""

from msgspec.structs import replace

from par_excel.checks import judge_collection
from par_excel.model import Basis, Doubt, Finding, Judged
from tests import invented
from tests.checks.tables import Row, compare

CURRENT = invented.submission(changes={"sha256": "1" * 64, "file": "sau.xlsx"})
OTHER = invented.submission(changes={"sha256": "2" * 64, "file": "trước.xlsx"})


def _addressed() -> Basis:
    """Return the invented period in which every unit has an address of its own."""
    plain = invented.basis()
    units = tuple(replace(unit, email=f"{unit.id}@quangtri.gov.vn") for unit in plain.period.units)
    return replace(plain, period=replace(plain.period, units=units))


def test_id18_newest_submission_unclear() -> None:
    compare(
        """
        | bản kia        | phát hiện |
        | cũ hơn         |           |
        | chờ quyết định | ID18      |
        """,
        lambda row: judge_collection(
            [invented.judged(CURRENT)],
            invented.basis(),
            rivals={CURRENT.sha256: [OTHER]} if row["bản kia"] == "chờ quyết định" else {},
        ),
    )


def test_id19_older_submission_sent_again() -> None:
    compare(
        """
        | bản cũ  | phát hiện |
        |         |           |
        | gửi lại | ID19      |
        """,
        lambda row: judge_collection(
            [invented.judged(CURRENT)],
            invented.basis(),
            sent_again={CURRENT.sha256: [OTHER]} if row["bản cũ"] else {},
        ),
    )


def test_id39_sent_by_another_unit() -> None:
    def arrived(row: Row) -> tuple[Finding, ...]:
        return judge_collection(
            [invented.judged(invented.submission("so-a"), sender=row["người gửi"])], _addressed()
        )

    compare(
        """
        | người gửi             | phát hiện |
        |                       |           |
        | so-a@quangtri.gov.vn  |           |
        | SO-A@QuangTri.gov.vn  |           |
        | ai-do@gmail.com       |           |
        | so-b@quangtri.gov.vn  | ID39      |
        """,
        arrived,
    )


def test_id39_is_silent_where_the_office_forwards_or_both_are_one_agency() -> None:
    basis = _addressed()
    office = replace(basis.period.units[1], email=basis.period.sender.email)
    for same in (office, replace(basis.period.units[1], name=basis.period.units[0].name)):
        units = (basis.period.units[0], same, *basis.period.units[2:])
        came = invented.judged(invented.submission("so-a"), sender=same.email)
        period = replace(basis.period, units=units)
        assert judge_collection([came], replace(basis, period=period)) == ()


def test_id45_not_surely_of_this_unit() -> None:
    compare(
        """
        | nghi ngờ     | phát hiện |
        |              |           |
        | SENDER       |           |
        | NEVER_ISSUED | ID45      |
        """,
        lambda row: judge_collection(
            [invented.judged(CURRENT)],
            invented.basis(),
            doubts={"so-a": Doubt[row["nghi ngờ"]]} if row["nghi ngờ"] else {},
        ),
    )


def test_id39_says_that_two_units_may_have_swapped_their_files() -> None:
    def letter(unit: str, sender: str) -> Judged:
        return invented.judged(invented.submission(unit), sender=f"{sender}@quangtri.gov.vn")

    swapped = judge_collection([letter("so-a", "so-b"), letter("so-b", "so-a")], _addressed())
    assert [finding.code for finding in swapped] == ["ID39", "ID39"]
    assert all("đổi nhầm tệp cho nhau" in finding.why for finding in swapped)
    (single,) = judge_collection([letter("so-a", "so-b"), letter("so-b", "so-b")], _addressed())
    assert "đổi nhầm" not in single.why


def test_id39_an_address_of_two_units_names_nobody() -> None:
    plain = _addressed()
    units = tuple(replace(unit, email="vanthu@quangtri.gov.vn") for unit in plain.period.units)
    basis = replace(plain, period=replace(plain.period, units=units))
    given = invented.judged(invented.submission("so-a"), sender="vanthu@quangtri.gov.vn")
    assert judge_collection([given], basis) == ()


def test_id40_file_named_after_another_appendix() -> None:
    def named(row: Row) -> tuple[Finding, ...]:
        given = invented.submission("so-a", changes={"file": row["tệp"]})
        return judge_collection([invented.judged(given)], invented.basis())

    compare(
        """
        | tệp                              | phát hiện |
        | phuluc_1.xlsx                    |           |
        | Phụ lục 01 – Sở A (sửa).xlsx     |           |
        | PL1.xlsx                         |           |
        | bao cao 2.xlsx                   |           |
        | phuluc_9.xlsx                    |           |
        | PL1 va PL2.xlsx                  |           |
        | phuluc_2/cham diem.xlsx          |           |
        | phuluc_2.xlsx                    | ID40      |
        | thư.eml/PHỤ LỤC 3.xlsx           | ID40      |
        """,
        named,
    )


def test_id41_same_bytes_under_several_names() -> None:
    def doubled(row: Row) -> tuple[Finding, ...]:
        names = tuple(filter(None, row["tên khác"].split(";")))
        return judge_collection([replace(invented.judged(CURRENT), also_named=names)], invented.basis())

    compare(
        """
        | tên khác          | phát hiện |
        |                   |           |
        | phuluc_1 (1).xlsx | ID41      |
        """,
        doubled,
    )
