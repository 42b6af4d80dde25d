"""The list as CSV: no field is a formula, with whatever separator a program reads it, and the texts are the same."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from par_excel.model import EntryItem, EntryList, LeafState
from par_excel.writing.office.entry import entry_csv
from tests import invented

TEXTS = (
    "Kế hoạch, =1+1;=2+2\t=3+3|=4+4",
    '"=HYPERLINK(""http://x.vn"")", tiếp; +84 912',
    "dòng một\n=cmd|' /C calc'!A0\n@SUM(1)",
    '=1+1";=2+2',
    "- đã ban hành; -5, －6",
    "thường, không có gì; cả",
)


def _list() -> EntryList:
    [criterion] = [each for each in invented.catalogue().criteria if each.code == "1.1"]
    items = tuple(
        EntryItem(
            criterion=criterion,
            unit=None,
            state=LeafState.COUNTED,
            score=None,
            ticked=(),
            is_not_arisen=False,
            figures=(),
            documents=(),
            files=(),
            explanation=text,
            changes=(),
        )
        for text in TEXTS
    )
    return EntryList(period="ky", items=items, loose=(), draft_reasons=())


def _plain(text: str) -> str:
    return text.replace("'", "")


@pytest.fixture(scope="module")
def data() -> bytes:
    return entry_csv(_list(), {})


def test_the_texts_are_read_back(data: bytes) -> None:
    _, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    assert [_plain(row[8]) for row in rows] == [_plain(text) for text in TEXTS]


@pytest.mark.parametrize("separator", list(",;\t|"))
def test_no_field_begins_a_formula_whatever_the_separator(data: bytes, separator: str) -> None:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator):
        assert [field for field in row if field.lstrip(' "').startswith(tuple("=+-@＝＋－＠"))] == []


def test_direction_marks_and_controls_are_shown() -> None:
    made = _list()
    [first, *_] = made.items
    turned = replace(made, items=(replace(first, explanation="a\u202eb\x1b[31m\u2066"),))
    assert "a‹U+202E›b‹U+001B›[31m‹U+2066›" in entry_csv(turned, {}).decode("utf-8-sig")


@pytest.mark.libreoffice
@pytest.mark.parametrize("separator", [44, 59])
def test_libreoffice_reads_no_formula(data: bytes, separator: int, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    assert program is not None
    (tmp_path / "nhap_lieu.csv").write_bytes(data)
    # separator, quote, UTF-8, first line, no formats, language, no quoted text, detect numbers, …, evaluate formulas
    options = f"CSV:{separator},34,76,1,,0,false,true,false,false,false,0,true"
    subprocess.run(
        [program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", f"--infilter={options}",
         "--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / "nhap_lieu.csv")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert "table:formula" not in (tmp_path / "nhap_lieu.fods").read_text("utf-8")
