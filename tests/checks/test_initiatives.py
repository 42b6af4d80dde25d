"""IN: initiatives. Requirements 9 and 10 of the decision."""

from msgspec.structs import replace

from par_excel.checks import judge as judge_submission
from par_excel.checks import judge_collection
from par_excel.model import Basis, Finding
from tests import invented
from tests.checks.tables import Row, compare


def test_in01_too_few_initiatives() -> None:
    compare(
        """
        | cần | có | phụ lục có sáng kiến | phát hiện |
        | 1   | 1  | có                   |           |
        | 1   | 0  | có                   | IN01      |
        | 2   | 1  | có                   | IN01      |
        | 0   | 0  | có                   |           |
        | 1   | 0  | không                |           |
        """,
        _counted,
    )


def _counted(row: Row) -> tuple[Finding, ...]:
    basis = _basis(minimum=int(row["cần"]))
    if row["phụ lục có sáng kiến"] == "không":
        basis = replace(basis, assignments=())
    given = [invented.initiative(title=f"Sáng kiến {index}") for index in range(int(row["có"]))]
    return judge_submission(invented.submission("so-c", initiatives=given), basis)


def _basis(*, minimum: int = 1) -> Basis:
    plain = invented.basis()
    initiatives = tuple(each for each in plain.assignments if each.kind.value == "sáng kiến")
    return replace(plain, period=replace(plain.period, minimum_initiatives=minimum), assignments=initiatives)


def test_in02_initiative_incomplete() -> None:
    compare(
        """
        | tên           | nội dung        | quy mô    | kinh phí        | thời gian     | phát hiện |
        | Trả qua Zalo  | Nhắn kết quả    | Toàn tỉnh | Không phát sinh | Giảm 2 ngày   |           |
        | Trả qua Zalo  | Nhắn kết quả    | Toàn tỉnh | Không           | Giảm 2 ngày   |           |
        | Trả qua Zalo  | Nhắn kết quả    |           | 20 triệu đồng   | Giảm 2 ngày   | IN02      |
        | Trả qua Zalo  | Nhắn kết quả    | Toàn tỉnh |                 | Giảm 2 ngày   | IN02      |
        | Trả qua Zalo  | Nhắn kết quả    | Toàn tỉnh | 20 triệu đồng   | …             | IN02      |
        |               | Nhắn kết quả    | Toàn tỉnh | 20 triệu đồng   | Giảm 2 ngày   | IN02      |
        | Trả qua Zalo  | như trên        | Toàn tỉnh | 20 triệu đồng   | Giảm 2 ngày   | IN02      |
        """,
        lambda row: judge_submission(
            invented.submission(
                "so-c",
                initiatives=[
                    invented.initiative(
                        title=row["tên"],
                        content=row["nội dung"],
                        reach=row["quy mô"],
                        cost=row["kinh phí"],
                        duration=row["thời gian"],
                    )
                ],
            ),
            _basis(),
        ),
    )


def test_in02_names_everything_that_is_missing_in_one_finding() -> None:
    given = invented.initiative(reach="", cost="", duration="")
    (finding,) = judge_submission(invented.submission("so-c", initiatives=[given]), _basis())
    assert finding.why == "còn thiếu: Quy mô áp dụng, Kinh phí, Thời gian"


def test_in03_initiative_doubled() -> None:
    compare(
        """
        | một          | hai             | phát hiện |
        | Trả qua Zalo | Trả qua bưu cục |           |
        | Trả qua Zalo | TRẢ  QUA ZALO   | IN03      |
        | Trả qua Zalo | Trả qua Zalo | IN03      |
        | Số hóa, ủy quyền | Số hoá, uỷ quyền | IN03      |
        """,
        lambda row: judge_submission(
            invented.submission(
                "so-c",
                initiatives=[invented.initiative(title=row["một"]), invented.initiative(title=row["hai"])],
            ),
            _basis(),
        ),
    )


_LONG = "Kết nối phần mềm một cửa với tổng đài, nhắn tin kết quả cho người dân"


def test_in03_initiative_of_the_same_content() -> None:
    compare(
        """
        | một                    | hai                     | phát hiện |
        | Nhắn tin               | Nhắn tin                |           |
        | Nhắn tin cho tổ chức, cá nhân khi có kết quả giải quyết | NHẮN TIN cho tổ chức, cá nhân khi có  kết quả giải quyết | IN03 |
        """,
        lambda row: judge_submission(
            invented.submission(
                "so-c",
                initiatives=[
                    invented.initiative(title="Một", content=row["một"]),
                    invented.initiative(title="Hai", content=row["hai"]),
                ],
            ),
            _basis(),
        ),
    )


def test_in04_initiative_of_another() -> None:
    compare(
        """
        | tên            | nội dung       | phát hiện |
        | Trả qua Zalo   | Nhắn tin       | IN04      |
        | TRẢ QUA  ZALO  | Khác           | IN04      |
        | Họp không giấy | Nhắn tin       |           |
        | Họp không giấy | như cơ quan kia | IN04     |
        """,
        _beside_another,
    )


def _beside_another(row: Row) -> list[Finding]:
    content = _LONG.upper() if row["nội dung"] == "như cơ quan kia" else row["nội dung"]
    mine = invented.submission("so-c", initiatives=[invented.initiative(title=row["tên"], content=content)])
    other = invented.submission(
        "so-b",
        initiatives=[
            invented.initiative(title="Trả qua Zalo", content="Nhắn tin"),
            invented.initiative(title="Tổng đài", content=_LONG),
        ],
    )
    findings = judge_collection([invented.judged(mine), invented.judged(other)], _basis())
    return [finding for finding in findings if finding.unit == "so-c"]


def test_in04_does_not_say_whose_it_is() -> None:
    (finding,) = _beside_another({"tên": "Trả qua Zalo", "nội dung": "Nhắn tin"})
    assert "Sở B" not in finding.sentence
    assert "so-b" not in finding.sentence
