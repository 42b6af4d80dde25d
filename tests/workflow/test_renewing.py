"""A new year's folder out of the last one's: what is the office's own comes along, what has to be confirmed says so."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from par_excel.config import load_basis
from par_excel.config.basis import load_period
from par_excel.form import form_for
from par_excel.form.fixed_texts import form_title
from par_excel.model import AssignmentKind, ConfigError
from par_excel.workflow.folder.catalogue import make_templates
from par_excel.workflow.folder.folder import Folder, lay_out
from par_excel.workflow.folder.renewing import renew

ROOT = Path(__file__).parents[2]


@pytest.fixture
def old(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "2020")
    lay_out(folder, year=2020)
    folder.ledger.write_bytes(b"")
    folder.report_template.write_bytes(b"mau")
    folder.wordings.mkdir()
    (folder.wordings / "moi.txt").write_text("Thư mời riêng", "utf-8")
    return folder


def test_settings_texts_and_templates_come_along(old: Folder, tmp_path: Path) -> None:
    new = Folder(tmp_path / "2026")
    renewed = renew(new, old, year=2026)
    assert sorted(path.relative_to(new.root).as_posix() for path in renewed.written) == [
        "mau_bao_cao.docx",
        "mau_thu/moi.txt",
        "par.toml",
    ]
    settings = load_period(new.root)
    period = settings.period
    assert (period.id, period.year, period.province) == ("quang-tri-2026", 2026, "tỉnh Quảng Trị")
    assert period.title.endswith("năm 2026")
    assert period.former == "../2020/ledger.sqlite"
    assert [deadline.day for deadline in period.deadlines] == [
        date(2027, 2, 18),
        date(2027, 2, 23),
        date(2027, 2, 26),
    ]
    text = new.settings.read_text("utf-8")
    assert text.count("# CẦN XÁC NHẬN: đề xuất theo ngày") == 3
    assert "# CẦN XÁC NHẬN: văn bản của năm 2026; dưới đây là của năm 2020." in text


def test_deadlines_fall_on_working_days(old: Folder, tmp_path: Path) -> None:
    text = (
        old.settings.read_text("utf-8")
        .replace("18/02/2021", "07/02/2021")
        .replace('"23/02/2021"', "2021-02-23")
    )
    old.settings.write_text(text, "utf-8")
    new = Folder(tmp_path / "2026")
    renew(new, old, year=2026)
    first, second, _ = load_period(new.root).period.deadlines
    assert first.day == date(2027, 2, 11)  # the sixth of February 2027 is the first day of Tết
    assert second.day == date(2027, 2, 23)


def test_agencies_that_merged_are_one(old: Folder, tmp_path: Path) -> None:
    new = Folder(tmp_path / "2026")
    renewed = renew(new, old, year=2026)
    units = {unit.name: unit.appendices for unit in load_period(new.root).period.units}
    assert units == {
        "Sở Nội vụ": ("1",),
        "Sở Tư pháp": ("2",),
        "Văn phòng UBND tỉnh": ("3",),
        "Sở Tài chính": ("4", "7"),
        "Sở Khoa học và Công nghệ": ("5", "6"),
        "Sở Nông nghiệp và Môi trường": ("8",),
    }
    assert set(renewed.merged) == {"Sở Tài chính", "Sở Khoa học và Công nghệ", "Sở Nông nghiệp và Môi trường"}
    assert renewed.gone == {
        "cấp huyện": ("1.3.1", "3.2.3", "3.2.4", "3.3.2", "3.4.2", "4.3.2", "4.4.1", "4.4.3")
    }
    assert "suy luận" in new.settings.read_text("utf-8")


def test_mergers_hold_from_their_year_on(old: Folder, tmp_path: Path) -> None:
    renewed = renew(Folder(tmp_path / "2021"), old, year=2021)
    assert renewed.merged == {}
    assert renewed.gone == {}


def test_an_office_gives_its_own_mergers(old: Folder, tmp_path: Path) -> None:
    table = tmp_path / "sap_nhap.csv"
    table.write_text("Cơ quan cũ,Cơ quan mới,Từ năm,Căn cứ\nSở Tư pháp,Sở Nội vụ,2021,ví dụ\n", "utf-8")
    new = Folder(tmp_path / "2021")
    renewed = renew(new, old, year=2021, mergers=table)
    assert set(renewed.merged) == {"Sở Nội vụ"}
    assert load_period(new.root).period.units[0].appendices == ("1", "2")
    table.write_text("Cơ quan cũ,Cơ quan mới,Từ năm,Căn cứ\nSở Tư pháp,Sở Nội vụ,nay,ví dụ\n", "utf-8")
    with pytest.raises(ConfigError, match=r"sap_nhap.csv, dòng 2.*năm chỉ số đầu tiên"):
        renew(Folder(tmp_path / "x"), old, year=2021, mergers=table)


def test_what_is_there_is_never_overwritten(old: Folder, tmp_path: Path) -> None:
    new = Folder(tmp_path / "2026")
    renew(new, old, year=2026)
    with pytest.raises(ConfigError, match="init không ghi đè"):
        renew(new, old, year=2026)
    with pytest.raises(ConfigError, match="--year 2021"):
        renew(Folder(tmp_path / "x"), old, year=2020)


def test_a_year_without_a_catalogue_asks_for_it(old: Folder, tmp_path: Path) -> None:
    new = Folder(tmp_path / "2026")
    renew(new, old, year=2026)
    with pytest.raises(ConfigError, match="catalogue import"):
        load_basis(new.root)


def joined(root: Path) -> Folder:
    """Lay out 2020 with the appendices 4 and 7 in one agency."""
    folder = Folder(root)
    lay_out(folder, year=2020)
    text = folder.settings.read_text("utf-8")
    start = text.index('[[don_vi]]\nid = "so-khdt"')
    end = text.index("[[don_vi]]", start + 1)
    changed = (text[:start] + text[end:]).replace('phu_luc = "4"', 'phu_luc = ["4", "7"]\nxung_ho = "quý sở"')
    folder.settings.write_text(changed, "utf-8")
    return folder


def test_one_agency_fills_several_appendices_in_one_form(tmp_path: Path) -> None:
    apart, together = load_basis(ROOT), load_basis(joined(tmp_path / "ky").root)
    unit = next(unit for unit in together.period.units if unit.id == "so-tai-chinh")
    form = form_for(together, unit)
    leads = {leaf.code for leaf in apart.catalogue.leaves if leaf.lead in {"4", "7"}}
    assert {leaf.code for leaf in form.appendix.leaves} == leads
    assert [given.id for given in form.appendix.contributions] == ["4.3/NS", "4.3/DN", "4.3/DT"]
    initiatives = [row.id for row in together.assignments if row.kind is AssignmentKind.INITIATIVE]
    assert "1.5/SK4" in initiatives
    assert "1.5/SK7" not in initiatives
    assert form_title(form).startswith("PHỤ LỤC 4, 7 – ")
    assert unit.address == "quý sở"


def test_one_agency_gets_one_template(tmp_path: Path) -> None:
    folder = joined(tmp_path / "ky")
    assert sorted(path.name for path in make_templates(folder)) == [
        f"phuluc_{number}.xlsx" for number in (1, 2, 3, 4, 5, 6, 8)
    ]


def test_an_appendix_falls_to_one_agency_only(tmp_path: Path) -> None:
    folder = joined(tmp_path / "ky")
    text = folder.settings.read_text("utf-8").replace('phu_luc = "8"', 'phu_luc = "7"')
    folder.settings.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="Phụ lục 7 đã giao cho cơ quan khác"):
        load_basis(folder.root)


def test_leads_of_the_year_before_come_along(old: Folder, tmp_path: Path) -> None:
    shutil.copy(ROOT / "par.toml", old.settings)
    new = Folder(tmp_path / "2026")
    renew(new, old, year=2026)
    assert load_period(new.root).period.main_appendices["7"] == "4"


LISTED = """\
Mã,Tên đơn vị,Phụ lục,Nhóm,Thư điện tử,Liên hệ
xa-mot,Xã Một,X,Miền núi,mot@example.vn,
xa-hai,Xã Hai,X,Miền núi,hai@example.vn,
xa-ba,Xã Ba,X,Đồng bằng,,Văn thư
phuong-hai,Phường Hai,X,,,
"""
BECAME = """\
Cơ quan cũ,Cơ quan mới,Từ năm,Căn cứ
Xã Một,Xã Hai,2025,Nghị quyết ví dụ
xa-ba,Xã Bà Nà,2025,Nghị quyết ví dụ
"""


def test_listed_units_that_merged_are_one_row_and_stand_nowhere_twice(old: Folder, tmp_path: Path) -> None:
    (old.root / "don_vi.csv").write_text(LISTED, "utf-8")
    table = tmp_path / "sap_nhap.csv"
    table.write_text(BECAME, "utf-8")
    new = Folder(tmp_path / "2026")
    renewed = renew(new, old, year=2026, mergers=table)
    assert {name: [unit.id for unit in olds] for name, olds in renewed.merged.items()} == {
        "Xã Hai": ["xa-mot", "xa-hai"],
        "Xã Bà Nà": ["xa-ba"],
    }
    units = load_period(new.root).period.units
    assert len(units) == len(load_period(old.root).period.units) - 1
    by_name = {unit.name: unit for unit in units}
    assert "Xã Một" not in by_name
    assert (by_name["Xã Hai"].id, by_name["Xã Hai"].email, by_name["Xã Hai"].group) == (
        "xa-hai",
        "hai@example.vn",
        "Miền núi",
    )
    assert (by_name["Xã Bà Nà"].id, by_name["Xã Bà Nà"].contact) == ("xa-ba-na", "Văn thư")
    assert "xa-hai" not in new.settings.read_text("utf-8")
    assert (new.root / "don_vi.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_tables_below_the_units_come_along(old: Folder, tmp_path: Path) -> None:
    text = old.settings.read_text("utf-8").replace("[[don_vi]]", "[[don_vi]]  # theo Quyết định ví dụ")
    below = '\n# Máy chủ của tỉnh\n[thu]\nmay_chu = "thu.example.vn"\n\n# hết\n'
    old.settings.write_text(text + below, "utf-8")
    new = Folder(tmp_path / "2021")
    renew(new, old, year=2021)
    former, period = load_period(old.root).period, load_period(new.root).period
    assert [unit.id for unit in period.units] == [unit.id for unit in former.units]
    assert period.post_office == former.post_office
    assert period.post_office is not None
    assert new.settings.read_text("utf-8").endswith(below)


def test_where_the_former_result_lies_is_said_once(old: Folder, tmp_path: Path) -> None:
    text = old.settings.read_text("utf-8").replace("[nam_truoc]", "[nam_truoc] # nếu có")
    old.settings.write_text(text, "utf-8")
    new = Folder(tmp_path / "2021")
    renew(new, old, year=2021)
    assert load_period(new.root).period.former == "../2020/ledger.sqlite"


def test_days_off_of_the_former_year_do_not_come_along(old: Folder, tmp_path: Path) -> None:
    text = old.settings.read_text("utf-8")
    start = text.index("nghi_them = ")
    end = text.index("\n", text.index("lam_bu = "))
    days = (
        'nghi_them = [\n    "15/02/2021",  # nghỉ bù [ví dụ]\n    "16/02/2021",\n]\nlam_bu = ["20/02/2021"]'
    )
    old.settings.write_text(text[:start] + days + text[end:], "utf-8")
    assert load_period(old.root).period.calendar.off
    new = Folder(tmp_path / "2021")
    renew(new, old, year=2021)
    calendar = load_period(new.root).period.calendar
    assert (calendar.off, calendar.worked) == ((), ())
