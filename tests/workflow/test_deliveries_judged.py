"""What came beside a return is judged with it: the signed report, and the evidence that the return cites."""

from datetime import timedelta
from pathlib import Path

import pytest

from par_excel.form import Column
from par_excel.model import ConfigError
from par_excel.workflow.folder.catalogue import check_catalogue
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake import check as checking
from tests.config import small
from tests.reading.short_documents import word
from tests.workflow import periods


def _codes(folder: Folder, minutes: int) -> set[tuple[str, str]]:
    checked = checking.check_inbox(folder, now=periods.RECEIVED + timedelta(minutes=minutes))
    return {(finding.unit, finding.code) for finding in checked.intake.collection.findings}


def test_the_signed_report_and_the_evidence_are_looked_for(tmp_path: Path) -> None:
    folder = periods.period(tmp_path)
    folder.settings.write_text(small.SETTINGS, encoding="utf-8")
    cited = {
        ("1.1", Column.EVIDENCE): "Báo cáo số 12/BC-SA ngày 10/12/2020\nQuyết định số 45/QĐ-SA ngày 1/3/2020"
    }
    periods.send(folder, "a/so-a.xlsx", periods.good_return(folder, "so-a", cited))
    assert _codes(folder, 0) == {("so-a", "EV14")}
    periods.send(folder, "a/12-BC-SA.pdf", b"%PDF-1.7 12")
    periods.send(folder, "a/scan001.pdf", b"%PDF-1.7 scan")
    assert _codes(folder, 1) == {("so-a", "EV15"), ("so-a", "EV09"), ("so-a", "EV10")}
    periods.send(folder, "a/45-QD-SA.pdf", b"%PDF-1.7 45")
    periods.send(folder, "a/bao-cao-cchc.pdf", b"%PDF-1.7 report")
    assert ("so-a", "EV09") not in _codes(folder, 2)


def test_the_signed_report_is_known_by_its_content(tmp_path: Path) -> None:
    folder = periods.period(tmp_path)
    folder.settings.write_text(small.SETTINGS, encoding="utf-8")
    periods.send(folder, "a/so-a.xlsx", periods.good_return(folder, "so-a"))
    lines = ("UBND TỈNH VÍ DỤ", "SỞ A", "BÁO CÁO", "Kết quả tự chấm điểm Chỉ số cải cách hành chính")
    periods.send(folder, "a/van ban 1.docx", word(*lines))
    unnumbered = "đã nhận tệp báo cáo, biểu mẫu chưa ghi số báo cáo"
    checked = checking.check_inbox(folder, now=periods.RECEIVED)
    (finding,) = checked.intake.findings("so-a")
    assert (finding.code, unnumbered in finding.why) == ("EV15", True)


def test_a_check_that_is_switched_off_says_nothing(tmp_path: Path) -> None:
    folder = periods.period(tmp_path)
    periods.send(folder, "so-a.xlsx", periods.good_return(folder, "so-a"))
    assert _codes(folder, 0) == set()


def test_changed_weights_are_told(tmp_path: Path) -> None:
    folder = periods.period(tmp_path / "ky")
    assert checking.changed_weights(folder) == {"EV13": "tắt", "EV14": "tắt"}
    assert checking.changed_weights(Folder(tmp_path / "khong-co")) == {}


def test_a_check_that_cannot_be_changed_is_told_with_its_line(tmp_path: Path) -> None:
    folder = periods.period(tmp_path)
    settings = f'{small.SETTINGS}[kiem_tra]\nSC02 = "tắt"\n'
    folder.settings.write_text(settings, encoding="utf-8")
    line = settings.count("\n")
    with pytest.raises(ConfigError, match=rf"par\.toml, dòng {line}: SC02 .* bảo vệ tổng điểm"):
        checking.check_inbox(folder, now=periods.RECEIVED)
    (problem,) = check_catalogue(folder).problems
    assert problem.line == line
