"""The status page: well formed, nothing from outside, nothing foreign comes alive, everything has its place."""

import hashlib
import re
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from lxml import etree
from msgspec.structs import replace

from par_excel.model import (
    Deadline,
    DeadlineStanding,
    LetterKind,
    LetterState,
    Margin,
    NextStep,
    Receipt,
    SentLetter,
    Standing,
    UnitStanding,
    UnitState,
    WorkingDays,
)
from par_excel.writing.status.page import status_page
from par_excel.writing.status.timeline import LEFT, WIDTH, timeline
from tests import invented

NOW = datetime(2021, 2, 17, 3, tzinfo=UTC)
SENT = datetime(2021, 2, 8, 2, tzinfo=UTC)
MARKUP = '<script src="//example.vn/x.js">alert(1)</script><img src=x onerror=alert(1)>&"\'\u202egnp.\x1b[31m'
LINKING = {"src", "href", "action", "data", "srcset", "poster", "background", "style"}


def unit(index: int = 0, **changes: object) -> UnitStanding:
    """Return an agency that handed in a return in time."""
    known = UnitStanding(
        unit=invented.period().units[index],
        state=UnitState.VALID,
        errors=0,
        warnings=1,
        counted=2,
        leaves=4,
        file="phuluc.xlsx",
        is_in_inbox=True,
        receipts=(Receipt(NOW, has_errors=False, is_late=False),),
        received=NOW,
        version=1,
        margin=Margin(1, 1),
        letters=(),
    )
    return replace(known, **changes)


def missing(index: int = 1) -> UnitStanding:
    """Return an agency that has not handed in anything."""
    return unit(
        index, state=UnitState.MISSING, file="", receipts=(), received=None, version=0, counted=0, warnings=0
    )


def standing(**changes: object) -> Standing:
    """Return a period in which all is well but for one agency."""
    period = invented.period()
    calendar = WorkingDays(frozenset(date(2021, 2, day) for day in range(10, 17)))
    today = date(2021, 2, 17)
    known = Standing(
        period=period,
        at=NOW,
        calendar=calendar,
        deadlines=tuple(
            DeadlineStanding(each, calendar.margin(each.day, today), is_day_off=False)
            for each in period.deadlines
        ),
        units=(unit(0), missing(1)),
        untaken=(),
        unread=(),
        left=(),
        held=(),
        undelivered=(),
        lost="",
        refused=(),
        notice="",
        next_step=NextStep("Gửi thư nhắc.", is_due=True),
    )
    return replace(known, **changes)


def hostile() -> Standing:
    """Return a period in which every text that comes from outside is markup."""
    one = unit(0)
    named = replace(one.unit, name=MARKUP, appendix=MARKUP)
    letter = SentLetter("a", LetterKind.REMIND, LetterState.UNKNOWN, SENT, MARKUP, "0")
    period = replace(invented.period(), title=MARKUP, province=MARKUP)
    deadlines = [
        replace(each, deadline=replace(each.deadline, title=MARKUP)) for each in standing().deadlines
    ]
    return standing(
        period=period,
        deadlines=tuple(deadlines),
        units=(replace(one, unit=named, file=MARKUP, is_in_inbox=False, letters=(letter,)), missing()),
        untaken=(MARKUP,),
        unread=(MARKUP,),
        left=((MARKUP, MARKUP),),
        refused=(MARKUP,),
        notice=MARKUP,
        next_step=NextStep(MARKUP, is_due=True),
    )


def tree(page: bytes) -> etree._Element:
    """Return the page as XML; fails where it is not well formed."""
    return etree.fromstring(page, etree.XMLParser(resolve_entities=False, no_network=True))


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


@pytest.mark.parametrize("given", [standing(), hostile()], ids=["plain", "hostile"])
def test_well_formed_and_only_elements_of_its_own(given: Standing) -> None:
    found = {local(each) for each in tree(status_page(given)).iter("*")}
    own = "html head meta title style body main h1 h2 p span div b i strong svg rect text line circle path table "
    own += "thead tbody tr th td br small ul li footer"
    assert found <= set(own.split())


def test_every_foreign_text_stands_there_as_text() -> None:
    page = status_page(hostile()).decode("utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "\x1b" not in page
    text = "".join(str(part) for part in tree(page.encode()).itertext())
    shown = '<script src="//example.vn/x.js">alert(1)</script><img src=x onerror=alert(1)>&"\'‹U+202E›gnp.‹U+001B›[31m'
    # title and h1, province, step, 3 deadlines, their lines, the agency's row and name, its file, and all that is noted
    assert text.count(shown) >= 17


@pytest.mark.parametrize("given", [standing(), hostile()], ids=["plain", "hostile"])
def test_nothing_is_loaded_and_nothing_is_run(given: Standing) -> None:
    page = tree(status_page(given))
    for element in page.iter():
        assert not {str(name) for name in element.attrib if name in LINKING or str(name).startswith("on")}
    style = next(str(each.text) for each in page.iter("{*}style"))
    assert not re.search(r"url\(|@import|expression", style)
    namespaces = {"http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"}
    urls = set(re.findall(r"https?://[^\s\"<>']+", status_page(standing()).decode("utf-8")))
    assert urls <= namespaces
    assert {urlsplit(url).scheme for url in urls} == {"http"}


def test_the_browser_is_told_to_run_nothing_but_these_styles() -> None:
    page = tree(status_page(standing()))
    metas = {str(each.get("http-equiv")): str(each.get("content")) for each in page.iter("{*}meta")}
    style = next(str(each.text) for each in page.iter("{*}style"))
    digest = b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    assert metas["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_all_that_is_known_stands_on_the_page() -> None:
    letters = (
        SentLetter("a", LetterKind.INVITE, LetterState.SENT, SENT, "a@b.vn", "0"),
        SentLetter("a", LetterKind.REMIND, LetterState.UNKNOWN, NOW, "a@b.vn", "1"),
    )
    page = status_page(standing(units=(unit(0, letters=letters, is_in_inbox=False), missing()))).decode(
        "utf-8"
    )
    for text in (
        "Gửi thư nhắc.",
        "18/02/2021: <span>còn 1 ngày (1 ngày làm việc)</span>",
        "Tình hình lúc 17/02/2021 10:00",
        "✓ hợp lệ",
        "○ chưa nộp",
        "2/4",
        "mời 08/02/2021; nhắc 17/02/2021, không rõ đã gửi chưa",
        "phuluc.xlsx (không còn trong inbox, vẫn được tính)",
        'class="step due"',
    ):
        assert text in page
    assert "Cần lưu ý" in page
    assert "Cần lưu ý" not in status_page(standing()).decode("utf-8")


def test_an_agency_that_only_contributes_has_no_bar() -> None:
    bars = {
        leaves: tree(status_page(standing(units=(unit(0, counted=0, leaves=leaves),)))) for leaves in (0, 3)
    }
    tracks = {leaves: len(page.findall(".//{*}rect[@class='track']")) for leaves, page in bars.items()}
    assert tracks == {0: 0, 3: 1}
    assert "chỉ phối hợp" in "".join(str(part) for part in bars[0].itertext())


def test_the_same_standing_gives_the_same_bytes() -> None:
    assert status_page(standing()) == status_page(standing())


def test_timeline_has_deadlines_days_off_receipts_and_now_in_order() -> None:
    given = standing(
        units=(
            unit(
                0,
                receipts=(
                    Receipt(SENT, has_errors=True, is_late=False),
                    Receipt(NOW, has_errors=False, is_late=False),
                ),
            ),
            missing(),
        )
    )
    drawn = timeline(given)
    lines = [float(line.x) for line in drawn.lines]
    assert lines == sorted(lines)
    assert LEFT < float(drawn.now) < lines[0] < WIDTH
    assert [mark.kind for mark in drawn.rows[0].marks] == ["faulty", "good"]
    first, second = (float(mark.x) for mark in drawn.rows[0].marks)
    tet = max(drawn.strips, key=lambda strip: float(strip.width))
    assert first < float(tet.x) < second
    day = (lines[1] - lines[0]) / 5
    assert float(tet.width) == pytest.approx(7 * day, abs=0.2)
    assert drawn.rows[1].marks == ()


@pytest.mark.parametrize("later", [0, 3, 20, 400])
def test_the_timeline_reaches_today_and_what_happened_keeps_its_place(later: int) -> None:
    receipt = Receipt(SENT, has_errors=False, is_late=False)
    drawn = timeline(standing(at=NOW + timedelta(days=later), units=(unit(0, receipts=(receipt,)),)))
    lines = [float(line.x) for line in drawn.lines]
    now, [mark] = float(drawn.now), drawn.rows[0].marks
    assert LEFT < float(mark.x) < now < WIDTH
    assert now > lines[-1] or later <= 3
    assert bool(drawn.pause) is (later == 400)
    if drawn.pause:
        assert lines[-1] < float(drawn.pause) < now
        assert float(drawn.ticks[-1].x) == now


@pytest.mark.parametrize("away", [timedelta(days=4000), timedelta(days=-4000)])
def test_what_is_far_away_stands_at_the_edge(away: timedelta) -> None:
    far = Receipt(NOW + away, has_errors=False, is_late=False)
    drawn = timeline(standing(at=NOW + away, units=(unit(0, receipts=(far,)),)))
    [mark] = drawn.rows[0].marks
    assert LEFT <= float(mark.x) <= WIDTH
    assert LEFT < float(drawn.lines[0].x) < float(drawn.lines[-1].x) < WIDTH
    assert len(drawn.ticks) < 20
    if drawn.pause:  # years later: after the days that are drawn, and not among them
        assert float(drawn.pause) < float(mark.x) < float(drawn.now)


def test_a_period_with_one_deadline_and_no_agency_has_a_page() -> None:
    only = DeadlineStanding(Deadline("nop", date(2021, 2, 18), "Nộp"), Margin(1, 1), is_day_off=True)
    page = tree(status_page(standing(deadlines=(only,), units=(), at=NOW)))
    assert "rơi vào ngày nghỉ" in "".join(str(part) for part in page.itertext())
