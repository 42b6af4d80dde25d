"""The one door before every request: only pages of this very panel, opened by this very user, come in.

A page on loopback can be reached by every web site that a browser shows and by every user of the computer. So the name
of the host is looked at (against DNS rebinding), the origin, a cookie that is given once for a one-time key in the
address, and a token in everything that changes something.
"""

import secrets
from collections.abc import Mapping
from hmac import compare_digest
from threading import Lock

from flask import Flask, Request, Response, abort, g, redirect, request
from msgspec import Struct, field
from werkzeug.wrappers import Response as AnyResponse

KEY = "khoa"
"""The one-time key in the address that the program opens."""
TOKEN = "ma_phien"  # noqa: S105 - the name of a field
TOKEN_HEADER = "X-Ma-Phien"  # noqa: S105 - the name of a header
_KEYS_AT_MOST = 20
"""How many keys that nobody has used yet are kept, the newest ones: a double-click that opened no page leaves one."""
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Nothing is loaded from anywhere else, nothing in the text of a page is run, no other page may show this one."""
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Door(Struct):
    """Who may come in: the secrets of one running panel.

    Attributes:
        port: the port that the panel listens on, which its own addresses carry.
        knock: what another start of the program says to be told a new key; it stands in a file of this user alone.
    """

    port: int
    knock: str = field(default_factory=secrets.token_urlsafe)
    _cookie: str = field(default_factory=secrets.token_urlsafe)
    _token: str = field(default_factory=secrets.token_urlsafe)
    _keys: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    @property
    def host(self) -> str:
        """The only host that is answered."""
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        """The only origin from which something may be changed."""
        return f"http://{self.host}"

    @property
    def cookie_name(self) -> str:
        """Browsers keep one set of cookies for all ports of a host."""
        return f"par_excel_{self.port}"

    @property
    def token(self) -> str:
        """What everything that changes something has to bring along."""
        return self._token

    def new_address(self) -> str:
        """Return an address that lets one browser in, once."""
        key = secrets.token_urlsafe()
        with self._lock:
            self._keys = [*self._keys, key][-_KEYS_AT_MOST:]
        return f"{self.origin}/?{KEY}={key}"

    def take_key(self, key: str) -> bool:
        """Say whether a key is one that was given and not used; it is used up."""
        with self._lock:
            found = [each for each in self._keys if compare_digest(each.encode(), key.encode())]
            self._keys = [each for each in self._keys if each not in found]
        return bool(found)

    def is_inside(self, cookies: Mapping[str, str]) -> bool:
        """Say whether a browser has been let in."""
        return _is_same(cookies.get(self.cookie_name, ""), self._cookie)

    def is_knock(self, said: str) -> bool:
        """Say whether another start of the program of this very user asks."""
        return _is_same(said, self.knock)

    def let_in(self) -> AnyResponse:
        """Return the answer that lets a browser in and takes the key out of its address."""
        answer = redirect("/", 303)
        answer.set_cookie(self.cookie_name, self._cookie, httponly=True, samesite="Strict", path="/")
        return answer


def _is_same(said: str, kept: str) -> bool:
    return compare_digest(said.encode("utf-8", "replace"), kept.encode("utf-8"))


def guard(app: Flask, door: Door) -> None:
    """Put the door before every request of an application, and its headers on every answer."""

    @app.before_request
    def look() -> AnyResponse | None:
        if request.headers.get("Host", "") != door.host:  # a name that was made to lead here (DNS rebinding)
            abort(421)
        if _is_foreign(request, door):
            abort(403)
        # no browser asks this, but another start of the program: it has no cookie yet, and the word of the note instead
        if request.endpoint == "knock":
            return None if door.is_knock(request.headers.get("X-Go-Cua", "")) else abort(403)
        key = request.args.get(KEY)
        if key is not None and request.method == "GET":
            return door.let_in() if door.take_key(key) else abort(403)
        # the page that says “not let in” needs its style sheet; nothing in `static` is about a period
        if not door.is_inside(request.cookies) and request.endpoint != "static":
            abort(403)
        if request.method in _CHANGING and not _brings_token(request, door):
            abort(403)
        g.token = door.token
        return None

    @app.after_request
    def label(answer: Response) -> Response:
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer


def _is_foreign(asked: Request, door: Door) -> bool:
    """Say whether another page sends this: what browsers tell of the sender is believed where it is bad news."""
    origin, site = asked.headers.get("Origin"), asked.headers.get("Sec-Fetch-Site")
    if origin is not None and origin != door.origin:
        return True
    if asked.method in _CHANGING:
        return (origin is None and asked.endpoint != "knock") or site not in {None, "same-origin"}
    return site not in {None, "same-origin", "none"}


def _brings_token(asked: Request, door: Door) -> bool:
    said = asked.headers.get(TOKEN_HEADER) or asked.form.get(TOKEN, "")
    return _is_same(said, door.token)
