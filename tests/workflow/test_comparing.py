"""The year before, from a ledger or a master workbook, in this year's master and report."""

import shutil
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from par_excel.model import ConfigError
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.verify import output_problems
from tests.workflow import periods
from tests.workflow.shown import master_tables, report_tables


def _year(root: Path, year: int, former: str = "") -> Folder:
    """Lay out a year in which everything was sent in."""
    folder = periods.period(root)
    catalogue = folder.root / "tieu_chi.csv"
    catalogue.write_text(
        catalogue.read_text("utf-8").replace("2020", str(year)), encoding="utf-8", newline=""
    )
    text = (
        folder.settings.read_text("utf-8")
        .replace("nam = 2020", f"nam = {year}")
        .replace("thu-2020", f"thu-{year}")
    )
    text = text.replace("/2021", f"/{year + 1}") + (f'[nam_truoc]\ntep = "{former}"\n' if former else "")
    folder.settings.write_text(text, encoding="utf-8")
    for unit in periods.UNITS:
        periods.send(folder, f"{unit}.xlsx", periods.good_return(folder, unit))
    return folder


def _merged(folder: Folder) -> Folder:
    merge_inbox(folder, now=periods.RECEIVED + timedelta(hours=1))
    return folder


@pytest.mark.parametrize("source", ["ledger.sqlite", "outbox/tong_hop.xlsx"])
def test_master_and_report_show_both_years(tmp_path: Path, source: str) -> None:
    _merged(_year(tmp_path / "2019", 2019))
    folder = _merged(_year(tmp_path / "2020", 2020, f"../2019/{source}"))
    rows = master_tables(folder.master)["So với năm trước"]
    shown = {
        row.text("Mã"): (row.number("Điểm 2019"), row.number("Điểm 2020"), row.number("Thay đổi điểm"))
        for row in rows
    }
    assert set(shown) == {"1", "1.1", "1.2", "1.3", ""}
    for before, now, change in shown.values():
        assert before is not None
        assert now == before
        assert change == 0
    tables = report_tables(folder.report)
    assert tables["bang_so_sanh"][-1][1] == "Tổng cộng"
    assert [row[0] for row in tables["bang_so_sanh_tieu_chi"]] == ["1", "1.1", "1.2", "1.3"]


def test_without_a_year_before_nothing_of_it_is_shown(tmp_path: Path) -> None:
    folder = _merged(_year(tmp_path / "2020", 2020))
    assert "So với năm trước" not in master_tables(folder.master)
    assert "bang_so_sanh" not in report_tables(folder.report)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("khong-co.xlsx", None, "không có tệp này"),
        ("la.xlsx", b"PK\x03\x04 hong", "không mở được như một bảng tính"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    folder = _year(tmp_path / "2020", 2020, name)
    if content is not None:
        (folder.root / name).write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        _merged(folder)
    assert not folder.master.exists()


def test_a_form_or_this_very_year_is_no_year_before(tmp_path: Path) -> None:
    folder = _year(tmp_path / "2020", 2020, "inbox/so-a.xlsx")
    with pytest.raises(ConfigError, match=r"không phải là tong_hop\.xlsx"):
        _merged(folder)
    _merged(_year(tmp_path / "kia", 2020))
    other = _year(tmp_path / "nay", 2020, "../kia/outbox/tong_hop.xlsx")
    with pytest.raises(ConfigError, match="là của năm 2020, không phải của năm trước"):
        _merged(other)


@pytest.mark.parametrize(
    ("change", "tep", "said"),
    [
        ("renamed", "../2019/so_cu.sqlite", "phải giữ tên ledger"),
        ("damaged", "../2019/ledger.sqlite", "không mở được"),
        ("no inbox", "../2019/ledger.sqlite", "không còn đủ par"),
    ],
)
def test_a_ledger_that_cannot_be_used_is_never_an_empty_year(
    tmp_path: Path, change: str, tep: str, said: str
) -> None:
    old = _merged(_year(tmp_path / "2019", 2019))
    if change == "renamed":
        old.ledger.rename(old.root / "so_cu.sqlite")
    elif change == "damaged":
        old.ledger.write_bytes(b"SQLite format 3\0" + b"xx" * 3000)
    else:
        shutil.rmtree(old.inbox)
    folder = _year(tmp_path / "2020", 2020, tep)
    with pytest.raises(ConfigError, match=said):
        _merged(folder)
    assert not folder.master.exists()


def test_verify_holds_the_year_before_too(tmp_path: Path) -> None:
    _merged(_year(tmp_path / "2019", 2019))
    folder = _merged(_year(tmp_path / "2020", 2020, "../2019/ledger.sqlite"))
    assert list(output_problems(folder)) == []
    book = openpyxl.load_workbook(folder.master, data_only=True)
    book["So với năm trước"]["D6"] = 0.5
    book.save(folder.master)
    told = list(output_problems(folder))
    assert "tong_hop.xlsx: sheet “So với năm trước”, ô D6 là 0,5; theo sổ theo dõi là 3,46." in told
