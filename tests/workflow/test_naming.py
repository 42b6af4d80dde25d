"""What a person names is found, or told with what it could be."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from par_excel.model import ConfigError, Received, ReturnState
from par_excel.workflow.folder.naming import find_return, find_unit, parse_moment, show_moment
from tests.invented import RECEIVED, basis

VIETNAM = timezone(timedelta(hours=7))


def line(file: str, sha256: str, state: ReturnState = ReturnState.CURRENT) -> Received:
    return Received(
        file=file,
        sha256=f"{sha256:0<64}",
        size_bytes=1,
        unit="so-a",
        state=state,
        received=RECEIVED,
        program="",
        saved_by="",
        saved_at=None,
        revision=0,
        errors=0,
        warnings=0,
        notes=0,
        detail="",
        in_inbox=True,
    )


LINES = (
    line("thư 1/Phụ lục 1.xlsx", "abc123a"),
    line("thư 2/Phụ lục 1.xlsx", "abc123b", ReturnState.SUPERSEDED),
    line("so-b.xlsx", "def456", ReturnState.EXCLUDED),
    line("scan.pdf", "999999", ReturnState.REFUSED),
)


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("1", "so-a"),
        ("PL1", "so-a"),
        ("pl 1", "so-a"),
        ("Phụ lục 2", "so-b"),
        ("phuluc_2", "so-b"),
        ("so-c", "so-c"),
        ("SỞ C", "so-c"),
        ("sở  a", "so-a"),
        (" c ", "so-c"),
    ],
)
def test_a_unit_is_named_by_appendix_id_or_name(said: str, unit: str) -> None:
    assert find_unit(basis(), said).id == unit


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("4", "“4” không phải là đơn vị nào của kỳ này."),
        ("", "“” không phải là đơn vị nào của kỳ này."),
        ("sở", "“sở” không rõ là đơn vị nào."),
    ],
)
def test_an_unclear_unit_is_told_with_those_that_it_could_be(said: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as told:
        find_unit(basis(), said)
    assert str(told.value) == (
        f"{sentence} Cách sửa: dùng một trong các mã: so-a (phụ lục 1: Sở A), so-b (phụ lục 2: Sở B), "
        "so-c (phụ lục 3: Sở C)."
    )
    assert told.value.exit_status == 2


@pytest.mark.parametrize(
    ("said", "index"),
    [
        ("thư 1/Phụ lục 1.xlsx", 0),
        (r"inbox\thư 2\phụ lục 1.XLSX", 1),
        ("./inbox/thư 1/Phụ lục 1.xlsx", 0),
        ("abc123a", 0),
        ("ABC123B", 1),
        ("abc123b" + "0" * 57, 1),
        ("so-b.xlsx", 2),
    ],
)
def test_a_return_is_named_by_file_or_hash(said: str, index: int) -> None:
    assert find_return(LINES, said) is LINES[index]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            "Phụ lục 1.xlsx",
            (
                "“Phụ lục 1.xlsx” không rõ là bản nộp nào. Cách sửa: dùng mã của một trong các bản: "
                "thư 1/Phụ lục 1.xlsx (mã abc123a0), thư 2/Phụ lục 1.xlsx (mã abc123b0)."
            ),
        ),
        ("abc123", "“abc123” không rõ là bản nộp nào."),
        ("scan.pdf", "scan.pdf không phải là bản nộp (không nhận được)."),
        ("999999", "scan.pdf không phải là bản nộp (không nhận được)."),
        ("def45", "Không có bản nộp nào là “def45”."),
        ("", "Không có bản nộp nào là “”. Cách sửa: dùng tên tệp hoặc mã của một trong các bản: thư 1/"),
    ],
)
def test_an_unclear_return_is_told_with_those_that_it_could_be(said: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as told:
        find_return(LINES, said)
    assert str(told.value).startswith(sentence)


def test_many_candidates_are_counted() -> None:
    many = [line(f"{number}/a.xlsx", f"{number:06}") for number in range(20)]
    with pytest.raises(ConfigError, match=r"7/a\.xlsx \(mã 00000700\) … \(tất cả 20 bản\)"):
        find_return(many, "a.xlsx")
    with pytest.raises(ConfigError, match="chép bản nộp vào thư mục inbox"):
        find_return([], "a.xlsx")


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("17/02/2021 15:30", datetime(2021, 2, 17, 15, 30, tzinfo=VIETNAM)),
        ("17/02/2021 15h30", datetime(2021, 2, 17, 15, 30, tzinfo=VIETNAM)),
        ("17-2-2021 8h", datetime(2021, 2, 17, 8, 0, tzinfo=VIETNAM)),
        ("17.02.2021, 15:30:59", datetime(2021, 2, 17, 15, 30, 59, tzinfo=VIETNAM)),
        ("ngày 17 tháng 02 năm 2021 15:30", datetime(2021, 2, 17, 15, 30, tzinfo=VIETNAM)),
        ("17/02/2021", datetime(2021, 2, 17, tzinfo=VIETNAM)),
        ("2021-02-17T08:30:00Z", datetime(2021, 2, 17, 8, 30, tzinfo=UTC)),
        ("2021-02-17 15:30", datetime(2021, 2, 17, 15, 30, tzinfo=VIETNAM)),
    ],
)
def test_a_moment_is_read_by_the_clocks_of_vietnam(said: str, moment: datetime) -> None:
    assert parse_moment(said) == moment


@pytest.mark.parametrize(
    "said", ["", "hôm qua", "31/02/2021 08:00", "17/02/2021 25:00", "17/02/2021 08:60", "2021-02-31", "15:30"]
)
def test_what_is_no_moment_is_told(said: str) -> None:
    with pytest.raises(
        ConfigError, match=r"không phải là ngày giờ\. Cách sửa: ghi theo dạng 17/02/2021 15:30"
    ):
        parse_moment(said)


def test_what_is_shown_is_read_again() -> None:
    assert show_moment(RECEIVED) == "17/02/2021 15:30"
    assert parse_moment(show_moment(RECEIVED)) == RECEIVED
