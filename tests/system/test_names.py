"""No name from outside leads out of a folder, to a device, or to another name than was written; Windows is the strictest."""

from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_excel.system import is_device, plain_name

FOLDER = PureWindowsPath(r"D:\kỳ 2020\inbox")
HOSTILE = st.text("ab. :/\\\x00\u202e\ud800CONconaux1$³ệ", max_size=40)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Phụ lục 1.xlsx", "Phụ lục 1.xlsx"),
        ("a:b.txt", "a_b.txt"),
        ("C:", "C_"),
        ("a.xlsx:Zone.Identifier", "a.xlsx_Zone.Identifier"),
        ("CON", "_CON"),
        ("con.tar.gz", "_con.tar.gz"),
        ("Aux .txt", "_Aux.txt"),
        ("COM¹.xlsx", "_COM¹.xlsx"),
        ("CONIN$", "_CONIN$"),
        ("console.txt", "console.txt"),
        ("đuôi. . ", "đuôi"),
        ("..", "tep"),
        ("", "tep"),
        (".xlsx", "tep.xlsx"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("lone \ud800.txt", "lone _.txt"),
        ("e\u0323\u0302.pdf", "ệ.pdf"),
        ("x" * 200 + ".pdf", "x" * 96 + ".pdf"),
        ("ệ" * 90 + ".pdf", "ệ" * 52 + ".pdf"),
    ],
)
def test_a_name_as_every_system_takes_it(said: str, name: str) -> None:
    assert plain_name(said) == name


@given(st.text(max_size=60) | HOSTILE)
def test_no_name_leaves_its_folder(said: str) -> None:
    name = plain_name(said)
    path = FOLDER / name
    assert path.parent == FOLDER
    assert path.name == name == name.rstrip(" .")
    assert not path.is_reserved()
    assert not is_device(name)
    assert name.encode()  # no half of a letter
    assert len(name) <= 101
    assert plain_name(name) == name


@pytest.mark.parametrize("name", ["nul", "LPT9.xlsx", "Prn . txt", "com0"])
def test_devices(name: str) -> None:
    assert is_device(name)
    assert not is_device(f"x{name}")
