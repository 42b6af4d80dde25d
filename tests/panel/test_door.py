"""Nobody comes in but a browser that this program has opened; and a page of somebody else can do nothing with it."""

import pytest

from par_excel.panel.door import KEY
from tests.panel.conftest import PORT, Visitor


def test_a_key_lets_in_once(stranger: Visitor) -> None:
    address = stranger.panel.door.new_address().removeprefix(stranger.panel.door.origin)
    first, second = stranger.get(address), stranger.get(address)
    assert (first.status_code, first.headers["Location"]) == (303, "/")
    cookie = first.headers["Set-Cookie"]
    assert cookie.startswith(f"par_excel_{PORT}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert second.status_code == 403


@pytest.mark.parametrize("key", ["", "x", "đ", "0" * 10_000])
def test_a_wrong_key_lets_nobody_in(stranger: Visitor, key: str) -> None:
    stranger.panel.door.new_address()
    assert stranger.get(f"/?{KEY}={key}").status_code == 403
    assert stranger.get("/").status_code == 403


def test_without_a_cookie_no_page_is_shown_and_nothing_done(stranger: Visitor) -> None:
    for address in ("/", "/viec", "/ky/abc/tinh-hinh"):
        assert stranger.get(address).status_code == 403
    assert stranger.post("/ket-thuc").status_code == 403
    assert not stranger.panel.presence.is_asked_to_end


@pytest.mark.parametrize(
    "host",
    ["evil.example", f"evil.example:{PORT}", f"localhost:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", ""],
)
def test_another_host_is_not_answered(visitor: Visitor, host: str) -> None:
    """DNS rebinding: the browser thinks that it speaks to another host, and sends its name."""
    assert visitor.get("/", host=host).status_code == 421


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", f"http://localhost:{PORT}", "http://127.0.0.1"]
)
def test_another_origin_changes_nothing(visitor: Visitor, origin: str) -> None:
    assert visitor.post("/ket-thuc", origin=origin).status_code == 403
    assert not visitor.panel.presence.is_asked_to_end


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_of_another_page_changes_nothing(visitor: Visitor, site: str) -> None:
    assert visitor.post("/ket-thuc", sec_fetch_site=site).status_code == 403
    assert not visitor.panel.presence.is_asked_to_end


def test_a_page_of_another_site_shows_none_of_ours(visitor: Visitor) -> None:
    assert visitor.get("/", sec_fetch_site="cross-site").status_code == 403
    assert visitor.get("/", sec_fetch_site="none").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "đ"])
def test_without_its_token_nothing_is_changed(visitor: Visitor, token: str) -> None:
    assert visitor.post("/ket-thuc", token=token).status_code == 403
    assert not visitor.panel.presence.is_asked_to_end
    assert visitor.post("/ket-thuc").status_code == 200
    assert visitor.panel.presence.is_asked_to_end


def test_every_answer_carries_the_policy(visitor: Visitor) -> None:
    for answer in (visitor.get("/"), visitor.get("/khong-co"), visitor.get("/static/panel.css")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] in {"no-store", "no-cache"}
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_another_start_is_told_an_address_only_with_its_word(stranger: Visitor) -> None:
    door = stranger.panel.door
    said = stranger.client.post("/go-cua", base_url=door.origin, headers={"X-Go-Cua": door.knock})
    assert said.status_code == 200
    assert stranger.get(said.text.removeprefix(door.origin)).status_code == 303
    assert stranger.client.post("/go-cua", base_url=door.origin).status_code == 403
    sent_by_a_page = {"X-Go-Cua": door.knock, "Origin": "https://evil.example"}
    assert stranger.client.post("/go-cua", base_url=door.origin, headers=sent_by_a_page).status_code == 403


def test_scripts_are_told_by_the_program_not_by_the_computer(visitor: Visitor) -> None:
    """On Windows the registry may say that `.js` is plain text, and a browser then runs none of it."""
    assert visitor.get("/static/panel.js").headers["Content-Type"].startswith("text/javascript")
