"""IN: initiatives. Requirements 9 and 10 of the decision."""

from dataclasses import replace

from par_excel.checks import judge as judge_submission
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
        """,
        lambda row: judge_submission(
            invented.submission(
                "so-c",
                initiatives=[invented.initiative(title=row["một"]), invented.initiative(title=row["hai"])],
            ),
            _basis(),
        ),
    )
