"""Dropped files lie in the inbox under their own names, whatever a name tries; nothing there is ever overwritten."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from par_excel.panel.uploads import inbox_name, take_uploads
from par_excel.workflow.folder.folder import Folder


def upload(name: str, data: bytes = b"x") -> FileStorage:
    return FileStorage(io.BytesIO(data), filename=name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Phụ lục 1 (bản cuối).xlsx", "Phụ lục 1 (bản cuối).xlsx"),
        ("Sở Tài chính/minh chứng/QĐ 12.pdf", "Sở Tài chính/minh chứng/QĐ 12.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("..\\..\\Windows\\a.dll", "Windows/a.dll"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\a.xlsx", "C_/a.xlsx"),
        ("a:b.txt", "a_b.txt"),
        ("CON.xlsx", "_CON.xlsx"),
        ("com1", "_com1"),
        ("tệp. . ", "tệp"),
        ("a\x00b\n.xlsx", "a_b_.xlsx"),
        ("", "tep"),
        ("...", "tep"),
        ("đ" * 300 + ".xlsx", "đ" * 97 + ".xlsx"),
    ],
)
def test_names_become_paths_in_one_place(said: str, name: str) -> None:
    assert inbox_name(said) == name


@given(st.text(max_size=60))
def test_no_name_leaves_the_inbox(said: str) -> None:
    inbox = Path("/thư mục/inbox")
    path = Path(inbox, inbox_name(said))
    assert inbox in path.parents
    assert ".." not in path.parts
    assert all(len(part.encode()) <= 255 and part == part.rstrip(" .") for part in path.parts[3:])


def test_nothing_is_overwritten_and_the_same_lies_there_once(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    first = take_uploads(folder, [upload("a.xlsx", b"1")])
    again = take_uploads(folder, [upload("a.xlsx", b"1")])
    other = take_uploads(folder, [upload("a.xlsx", b"2")])
    assert [each.place for each in (*first, *again, *other)] == ["a.xlsx", "a.xlsx", "a (2).xlsx"]
    assert {path.name: path.read_bytes() for path in folder.inbox.iterdir()} == {
        "a.xlsx": b"1",
        "a (2).xlsx": b"2",
    }
    assert "a (2).xlsx" in other[0].remark


def test_a_note_lies_beside(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    take_uploads(folder, [upload("a.xlsx")], note="  nhận trực tiếp ")
    assert (folder.inbox / "a.xlsx.ghi_chu.txt").read_text("utf-8") == "nhận trực tiếp"
