"""What officials read has no words of the machine: no codes, fingerprints, English, or names of the program's files."""

import ast
import json
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

import par_excel
from par_excel.checks import RULES
from tests.cli.running import run

PACKAGE = Path(par_excel.__file__).parent
MACHINE = re.compile(
    r"\bPD0\d\b|SHA-?256|\broot\b(?!/)|No such file|Permission denied|Errno|Traceback|\bNone\b|"
    r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{16,}\b|\brecalled\b|\bseed\b|\bfound:|\b\w+\.py\b|"
    r"\[tính từ|\[nhập trực tiếp|vân tay|ô để trống có màu",
    re.ASCII,
)
DIACRITIC = re.compile(r"[à-ỹ]")


def _sentences(path: Path) -> Iterator[str]:
    """Yield the Vietnamese sentences that a module holds; docstrings are for developers."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    shown = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if path.parent.name == "cli"
        and isinstance(node, ast.FunctionDef)
        and node.decorator_list
        and isinstance(node.body[0], ast.Expr)
    }  # the help of a command
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_shown = id(node) not in told or id(node) in shown
            if is_shown and DIACRITIC.search(node.value):
                yield node.value


def test_no_sentence_of_the_program_has_words_of_the_machine() -> None:
    found = [
        (path.relative_to(PACKAGE).as_posix(), text)
        for path in sorted(PACKAGE.rglob("*.py"))
        for text in _sentences(path)
        if MACHINE.search(text)
    ]
    assert found == []


def test_no_text_beside_the_program_has_any() -> None:
    files = [*PACKAGE.rglob("mau_thu/*.txt"), *PACKAGE.rglob("packaged/*/*.csv"), *PACKAGE.rglob("par.toml")]
    for path in files:
        assert MACHINE.findall(path.read_text("utf-8-sig")) == [], path
    assert [rule.code for rule in RULES.values() if MACHINE.search(f"{rule.why} {rule.mend}")] == []


def _told(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what a whole period says on the way from the returns to the entry list."""
    yield "demo", run("demo", folder).out
    orders = (
        ["check"],
        ["merge"],
        ["review"],
        ["plan"],
        ["mail", "invite"],
        ["mail", "remind"],
        ["mail", "feedback"],
        ["approve", "--decision", "số 500/QĐ-UBND, ngày 25/02/2021"],
        ["waive", "chung", "chua-doi-chieu", "--reason", "đối chiếu sau khi có văn bản"],
        ["status", "--html", str(folder / "outbox" / "tinh_hinh.html")],
        ["log"],
        ["history"],
        ["verify"],
        ["entry"],
        ["catalogue", "check"],
        ["exclude", "khong-co.xlsx", "--reason", "thử"],
        ["reconcile", str(folder / "khong-co.xlsx")],
        ["catalogue", "import", str(folder / "khong-co.docx")],
    )
    for order in orders:
        done = (
            run("-C", folder, *order, "--by", "Trần Thị B")
            if order[0] == "waive"
            else run("-C", folder, *order)
        )
        yield " ".join(order[:2]), f"{done.out}\n{done.err}"


def _written(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every text of the files that were made."""
    for path in sorted((folder / "outbox").rglob("*")):
        if path.suffix == ".xlsx":
            book = load_workbook(BytesIO(path.read_bytes()), read_only=True)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    cells = (
                        str(value) for row in sheet.iter_rows(values_only=True) for value in row if value
                    )
                    yield f"{path.name}, {sheet.title}", "\n".join(cells)
        elif path.suffix in {".txt", ".html"}:
            yield path.name, re.sub(r"<style>.*?</style>", "", path.read_text("utf-8-sig"), flags=re.DOTALL)
        elif path.suffix == ".docx":
            word = Document(str(path))
            texts = [each.text for each in word.paragraphs]
            texts += [cell.text for table in word.tables for row in table.rows for cell in row.cells]
            yield path.name, "\n".join(texts)
        elif path.suffix == ".eml":
            letter = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = letter.get_body(("plain",))
            yield path.name, f"{letter['Subject']}\n{body.get_content() if body else ''}"


def _sentences_of(facts: object) -> Iterator[str]:
    """Yield the Vietnamese sentences in JSON; keys, codes and fingerprints are for programs."""
    if isinstance(facts, str) and DIACRITIC.search(facts):
        yield facts
    elif isinstance(facts, dict | list):
        for each in facts.values() if isinstance(facts, dict) else facts:
            yield from _sentences_of(each)


def _for_programs(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what officials may read of what programs are given."""
    orders = (
        ["check"],
        ["merge"],
        ["status"],
        ["approve", "--decision", "số 1/QĐ-UBND, ngày 25/02/2021"],
        ["plan"],
    )
    for order in orders:
        facts = json.loads(run("-C", folder, *order, "--json").out)
        yield f"{order[0]} --json", "\n".join(_sentences_of(facts))


def test_a_whole_period_says_nothing_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("kỳ thử")
    told = list(_told(folder))
    found = [
        (where, MACHINE.search(text)) for where, text in (*told, *_written(folder), *_for_programs(folder))
    ]
    assert [(where, hit[0]) for where, hit in found if hit] == []
