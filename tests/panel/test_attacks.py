"""What a page, a name or a file tries: paths that lead out, links, too much, addresses of somebody else."""

import io
from pathlib import Path

import pytest

from par_excel.panel.files import find_file, openable, openable_files
from par_excel.workflow.folder.folder import Folder, lay_out
from tests.panel.conftest import Visitor


@pytest.fixture
def period(visitor: Visitor, tmp_path: Path) -> str:
    """Return the address of an empty period that is known."""
    root = tmp_path / "kỳ"
    lay_out(Folder(root))
    return f"/ky/{visitor.panel.periods.add(root).id}"


@pytest.mark.parametrize(
    "place",
    [
        "/ky/../../../etc/passwd/tinh-hinh",
        "/ky/..%2f..%2fetc%2fpasswd/tinh-hinh",
        "/static/../application.py",
        "/static/..%2fapplication.py",
        "/static/%2e%2e/application.py",
        "{period}/tep/..%2f..%2fpar.toml",
        "{period}/tep/par.toml",
        "{period}/co-quan/..%2f..%2fpar.toml",
        "{period}/tieu-chi/..%2f1.1",
        "{period}/nhap/..%2f1.1",
        "{period}/ket-qua/trang/99999.png",
        "{period}/ket-qua/trang/-1.png",
    ],
)
def test_no_path_leads_out(visitor: Visitor, period: str, place: str) -> None:
    assert visitor.get(place.format(period=period)).status_code == 404


def test_only_what_lies_in_the_folders_is_opened_and_no_link(
    visitor: Visitor, period: str, tmp_path: Path
) -> None:
    folder = Folder(tmp_path / "kỳ")
    secret = tmp_path / "bí mật.txt"
    secret.write_text("x", "utf-8")
    (folder.inbox / "liên kết.txt").symlink_to(secret)
    (folder.inbox / "thư mục").symlink_to(tmp_path)
    (folder.inbox / "thật.txt").write_text("y", "utf-8")
    assert [each.path.name for each in openable_files(folder)] == ["thật.txt"]
    key = openable(folder, folder.inbox / "thật.txt").key
    assert find_file(folder, key) is not None
    answer = visitor.get(f"{period}/tep/{key}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    linked = openable(folder, folder.inbox / "liên kết.txt").key
    assert visitor.get(f"{period}/tep/{linked}").status_code == 404
    assert visitor.post(f"{period}/tep/{linked}/mo").status_code == 404


def test_a_page_is_downloaded_never_shown(visitor: Visitor, period: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "kỳ")
    page = folder.inbox / "a.html"
    page.write_text("<script>alert(1)</script>", "utf-8")
    answer = visitor.get(f"{period}/tep/{openable(folder, page).key}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_too_much_is_refused_before_it_is_read(visitor: Visitor, period: str) -> None:
    door = visitor.panel.door
    answer = visitor.client.post(
        f"{period}/tha-tep",
        base_url=door.origin,
        headers={"Origin": door.origin, "X-Ma-Phien": door.token},
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(2 << 30)},
    )
    assert answer.status_code == 413
    assert "quá lớn" in answer.text


@pytest.mark.parametrize(
    "said", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_address_of_somebody_else_is_gone_to(
    visitor: Visitor, period: str, said: str, tmp_path: Path
) -> None:
    folder = Folder(tmp_path / "kỳ")
    (folder.inbox / "a.txt").write_text("x", "utf-8")
    key = openable(folder, folder.inbox / "a.txt").key
    for answer in (
        visitor.post("/viec/dung", {"ve": said}),
        visitor.post(f"{period}/tep/{key}/mo-thu-muc", {"ve": said}),
    ):
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/")
        assert "evil" not in answer.headers["Location"]


def test_texts_are_shown_as_text(visitor: Visitor, period: str) -> None:
    hostile = '"><script>alert(1)</script>'
    for answer in (
        visitor.get(f"{period}/nhat-ky/?tim={hostile}"),
        visitor.get(f"{period}/tieu-chi/?loc={hostile}"),
        visitor.post("/mo", {"thu_muc": hostile}),
        visitor.post(f"{period}/thiet-lap/", {"ky.ten": hostile, "ky.tinh": hostile, "don_vi": hostile}),
    ):
        assert "<script>alert" not in answer.text


def test_a_dropped_page_lies_in_the_inbox_and_is_nothing_else(
    visitor: Visitor, period: str, tmp_path: Path
) -> None:
    data = {"tep": (io.BytesIO(b"<script>"), "../../<b>.html"), "ghi_chu": "<i>"}
    answer = visitor.post(f"{period}/tha-tep", data, accept="application/json")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["files"][0]["place"] == "_b_.html"
    assert (tmp_path / "kỳ" / "inbox" / "_b_.html").read_bytes() == b"<script>"
    while visitor.panel.jobs.is_busy:
        pass
