"""`approve` and `log` on the command line: what they say, what programs get, and how they end."""

import json
import re
from pathlib import Path

import pytest

from par_excel.cli.decisions import KINDS
from par_excel.form import Column
from par_excel.system.account import account_name
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.records.log import EntryKind
from tests.cli.conftest import Command
from tests.workflow.periods import full_period, good_return, period, send

DECISION = ("--decision", "số 12/QĐ-UBND, ngày 18/02/2021", "--by", "Lê Văn B")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return full_period(tmp_path / "ky")


def test_approving_says_version_total_and_where_the_copies_are(command: Command, folder: Folder) -> None:
    done = command("-C", folder.root, "approve", *DECISION)
    assert (done.status, done.err) == (0, "")
    first, total, fingerprint, code, made = done.out.splitlines()
    assert first == "Đã phê duyệt phiên bản 1 theo Quyết định số 12/QĐ-UBND, ngày 18/02/2021."
    assert total == "Tổng điểm: 3,46/3,5."
    assert len(fingerprint.removeprefix("Mã kết quả: ")) == 12
    assert re.search(r"Mã đối chiếu: \d+(-[0-9a-f]{4}){4}", code, re.IGNORECASE), code
    assert str(folder.approved(1)) in made
    again = command("-C", folder.root, "approve", *DECISION)
    assert again.status == 0
    assert again.out.startswith("Đã phê duyệt từ trước, không có gì thay đổi: phiên bản 1")
    status = command("-C", folder.root, "status")
    assert "Đã phê duyệt phiên bản 1 (số 12/QĐ-UBND, ngày 18/02/2021), mã " in status.out
    merge = command("-C", folder.root, "merge")
    assert (merge.status, "Đúng phiên bản 1 (số 12/QĐ-UBND, ngày 18/02/2021) đã phê duyệt" in merge.out) == (
        0,
        True,
    )
    entry = command("-C", folder.root, "entry")
    assert "Theo phiên bản 1 (số 12/QĐ-UBND, ngày 18/02/2021) đã phê duyệt" in entry.out


def test_what_comes_later_is_listed_by_merge_and_by_the_next_approval(
    command: Command, folder: Folder
) -> None:
    command("-C", folder.root, "approve", *DECISION)
    less = good_return(folder, "so-a", {("1.2-a", Column.LEVEL): ""}, saved="2021-02-20T01:00:00Z")
    send(folder, "so-a 2.xlsx", less)
    merge = command("-C", folder.root, "merge")
    assert merge.status == 1
    assert "  - Tiêu chí 1.2 (Tiêu chí b), Điểm: “1” → “0,75” – bản nộp so-a 2.xlsx, nhận " in merge.out
    facts = json.loads(command("-C", folder.root, "merge", "--json").out)["approval"]
    assert (facts["version"], facts["holds"]) == (1, False)
    changes = {
        (each["part"], each["key"], each["what"], each["before"], each["now"]) for each in facts["departures"]
    }
    assert ("Tiêu chí", "1.2", "Điểm", "1", "0,75") in changes
    status = json.loads(command("-C", folder.root, "status", "--json").out)["approval"]
    assert (status["version"], status["departures"]) == (1, len(facts["departures"]))
    again = json.loads(
        command("-C", folder.root, "approve", *DECISION[:1], "số 13, ngày 19/02/2021", "--json").out
    )
    assert (again["approved"], again["is_new"], again["approval"]["version"]) == (True, True, 2)
    assert len(again["approval"]["departures"]) == len(facts["departures"])
    assert set(again["files"]) == {"tong_hop.xlsx", "bao_cao.docx", "phieu_trinh.docx"}


def test_a_refusal_lists_what_stands_in_the_way_and_how_to_accept_it(
    command: Command, tmp_path: Path
) -> None:
    folder = period(tmp_path / "ky")
    send(folder, "so-b.xlsx", good_return(folder, "so-b"))
    done = command("-C", folder.root, "approve", *DECISION)
    assert (done.status, done.err) == (1, "")
    assert done.out.splitlines() == [
        "Chưa phê duyệt được vì còn 1 vướng mắc:",
        "  - Sở A: chưa có bản nộp.",
        f'    Nếu chấp nhận: par-excel -C {folder.root} waive so-a thieu-ban-nop --reason "…"',
        "Xử lý hoặc chấp nhận từng vướng mắc, rồi chạy lại. Chưa có gì được chốt.",
    ]
    facts = json.loads(command("-C", folder.root, "approve", *DECISION, "--json").out)
    assert (facts["approved"], facts["approval"]) == (False, None)
    assert [(each["code"], each["unit"]) for each in facts["obstacles"]] == [("PD01", "so-a")]
    waived = command("-C", folder.root, "waive", "so-a", "PD01", "--reason", "nộp bản giấy")
    assert waived.status == 0
    assert command("-C", folder.root, "approve", *DECISION).status == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "“” chưa nêu đủ số và ngày của quyết định phê duyệt."),
        (("--decision", "12/QĐ"), "“12/QĐ” chưa nêu đủ số và ngày của quyết định phê duyệt."),
        (("--decision", "số 1, ngày 01/01/2999"), "Ngày 01/01/2999 của quyết định phê duyệt chưa đến."),
        ((*DECISION[:2], "--by", " "), "Quyết định phải ghi ai là người quyết định."),
    ],
)
def test_a_decision_that_is_not_clear_is_one_line_and_status_2(
    command: Command, folder: Folder, arguments: tuple[str, ...], sentence: str
) -> None:
    done = command("-C", folder.root, "approve", *arguments)
    assert done.status == 2
    assert sentence in done.line


def test_the_log_is_searched_by_unit_kind_and_time(command: Command, folder: Folder) -> None:
    command("-C", folder.root, "exclude", "so-b.xlsx", "--reason", "nhầm", "--by", "An")
    command("-C", folder.root, "include", "so-b.xlsx", "--reason", "dùng lại", "--by", account_name())
    command("-C", folder.root, "approve", *DECISION)

    def found(*arguments: str) -> list[int]:
        return [
            each["number"] for each in json.loads(command("-C", folder.root, "log", "--json", *arguments).out)
        ]

    assert found() == [1, 2, 3, 4, 5, 6], "the last one names what was made"
    assert found("--unit", "PL2") == [2, 3, 4, 5]
    assert found("--unit", "Sở A") == [1, 5]
    assert found("--kind", "exclude", "--kind", "approve") == [3, 5]
    assert found("--unit", "2", "--kind", "arrival") == [2]
    assert found("--decisions") == [3, 4, 5]
    assert found("--kind", "output") == [6]
    assert (found("--since", "01/01/2021"), found("--since", "01/01/2999")) == ([1, 2, 3, 4, 5, 6], [])
    lines = command("-C", folder.root, "log").out.splitlines()
    assert f"An (tài khoản {account_name()}): loại bản nộp so-b.xlsx" in lines[2]
    assert f"  {account_name()}: dùng lại bản nộp so-b.xlsx" in lines[3]
    approval = "phê duyệt phiên bản 1 theo Quyết định số 12/QĐ-UBND, ngày 18/02/2021 (mã "
    assert f"Lê Văn B (tài khoản {account_name()}): {approval}" in lines[4]
    facts = json.loads(command("-C", folder.root, "log", "--json", "--kind", "approve").out)[0]
    assert (facts["by"], facts["account"], facts["version"]) == ("Lê Văn B", account_name(), 1)


def test_every_kind_of_entry_can_be_looked_for() -> None:
    assert tuple(kind.value for kind in EntryKind) == KINDS


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--unit", "Sở Z"), "“Sở Z” không phải là đơn vị nào của kỳ này."),
        (("--since", "hôm qua"), "“hôm qua” không phải là ngày giờ."),
    ],
)
def test_what_is_looked_for_has_to_be_clear(
    command: Command, folder: Folder, arguments: tuple[str, ...], sentence: str
) -> None:
    command("-C", folder.root, "check")
    done = command("-C", folder.root, "log", *arguments)
    assert done.status == 2
    assert sentence in done.line
