"""Requirements: DESIGN §5 (only a real answer replaces an answer): which return is in use, which waits, and why."""

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.merge import Returns
from par_excel.merge.answers import answered
from par_excel.merge.in_use import choose
from par_excel.model import (
    Answer,
    Basis,
    Decision,
    DecisionKind,
    Doubt,
    FindingKey,
    Judged,
    Mail,
    ReturnState,
)
from tests import invented
from tests.merge.returns import day, excluded_by, judged

FULL = tuple(f"{number}.1" for number in range(1, 13))
"""Criteria that a whole return answers."""
OTHER_UNIT = "b@quang-tri.vn"
PRIVATE = "nguyenvana@gmail.com"
LATER = day(16)


def rows(codes: Iterable[str], score: str = "0.5") -> tuple[Answer, ...]:
    return tuple(invented.answer(code, score) for code in codes)


def given_back(name: str, score: str = "0.5", codes: Sequence[str] = FULL, **changes: object) -> Judged:
    """Return a return of so-a with this score everywhere."""
    return judged(name=name, answers=rows(codes, score), initiatives=(), **changes)  # type: ignore[arg-type]


def letter(sender: str = "", sent: datetime | None = None, arrived: datetime | None = None) -> Mail:
    return Mail(sender=sender or "a@quang-tri.vn", sent_at=sent, subject="", arrived_at=arrived)


@cache
def addressed() -> Basis:
    """Return the invented period, of which every agency has an address."""
    basis = invented.basis()
    units = [replace(unit, email=f"{unit.id[-1]}@quang-tri.vn") for unit in basis.period.units]
    return replace(basis, period=replace(basis.period, units=tuple(units)))


def used(sha: Judged, at: datetime) -> Decision:
    return Decision(
        number=5,
        kind=DecisionKind.USE,
        at=at,
        by="chuyên viên A",
        reason="đã gọi điện",
        sha256=sha.submission.sha256,
        file=sha.submission.file,
        finding=FindingKey("so-a", "", "", ""),
    )


def told(*returns: Judged, choice: Decision | None = None) -> tuple[str, dict[str, Doubt]]:
    """Return the name of the return in use, and why others wait, whatever the order in which they are handed over."""
    found = {_told(order, choice) for order in permutations(returns)}
    [(in_use, held)] = found
    return in_use, dict(held)


def _told(returns: Sequence[Judged], choice: Decision | None) -> tuple[str, tuple[tuple[str, Doubt], ...]]:
    chosen = choose(returns, addressed(), choice)
    name = "" if chosen.in_use is None else _name(chosen.in_use)
    return name, tuple(sorted(((_name(each.judged), each.doubt) for each in chosen.held), key=str))


def _name(each: Judged) -> str:
    return each.submission.file.removesuffix(".xlsx")


# --- what is certainly newer ------------------------------------------------------------------------------------------

OLD = given_back("cũ", saved=day(10), received=day(11))


@pytest.mark.parametrize(
    "newer",
    [
        given_back("mới", "0.75", saved=day(12), received=day(11)),
        given_back("mới", "0.75", revision=1, received=day(11)),
        given_back("mới", "0.75", revision=1, saved=day(12), received=day(13), mail=letter(sent=day(12))),
        given_back("mới", "0.75", received=day(13)),
        given_back("mới", "0.75", received=day(13), mail=letter(PRIVATE, sent=day(13))),
        given_back("mới", "0.75", revision=None, saved=day(12), received=day(13)),
    ],
    ids=["lưu sau", "phản hồi", "mọi căn cứ", "lần nhận sau", "địa chỉ riêng", "mất dấu"],
)
def test_a_return_that_is_certainly_newer_replaces_the_one_in_use(newer: Judged) -> None:
    assert told(OLD, newer) == ("mới", {})


def test_letters_and_our_server_put_returns_in_order() -> None:
    first = given_back("thư 1", mail=letter(sent=day(12), arrived=day(12)))
    second = given_back("thư 2", "0.75", mail=letter(sent=day(13)))
    assert told(first, second) == ("thư 2", {})
    by_server = given_back("máy chủ", "0.75", mail=letter(arrived=day(12, 9)))
    assert told(first, by_server) == ("máy chủ", {})


def test_a_return_that_is_certainly_older_gives_way_though_it_arrives_later() -> None:
    late = given_back("đến sau", "0.75", saved=day(9), received=day(15))
    assert told(OLD, late) == ("cũ", {})


def test_a_time_without_zone_is_taken_as_universal_time() -> None:
    plain = given_back("không múi giờ", saved=datetime(2021, 2, 16, 9))  # noqa: DTZ001 - some programs leave it out
    hanoi = given_back(
        "giờ Hà Nội", "0.75", saved=datetime(2021, 2, 16, 15, tzinfo=timezone(timedelta(hours=7)))
    )
    assert told(plain, hanoi) == ("không múi giờ", {})


def test_a_clock_that_is_far_ahead_says_nothing() -> None:
    ahead = given_back("năm 2190", "0.75", saved=day(12) + timedelta(days=60000), received=day(11))
    assert told(OLD, ahead) == ("", {"cũ": Doubt.TIE, "năm 2190": Doubt.TIE})


# --- what waits -------------------------------------------------------------------------------------------------------


def test_what_nothing_orders_waits_and_no_name_decides() -> None:
    names = ("ban_1", "ban_2")
    for score in permutations(("0.5", "0.75")):
        returns = [given_back(name, each) for name, each in zip(names, score, strict=True)]
        assert told(*returns) == ("", dict.fromkeys(names, Doubt.TIE))
    before = given_back("trước", "0.25", saved=day(1), received=day(2))
    assert told(before, *(replace(each, received=day(17)) for each in returns)) == (
        "trước",
        dict.fromkeys(names, Doubt.TIE),
    )


def test_of_two_that_say_the_same_one_counts_and_none_waits() -> None:
    assert told(given_back("một"), given_back("hai"))[1] == {}


def test_what_says_the_same_changes_nothing_but_ends_a_doubt() -> None:
    again = given_back("lại", saved=day(12), received=day(13))
    assert told(OLD, again) == ("cũ", {})
    other = replace(OLD, mail=letter(OTHER_UNIT, sent=day(10)))
    assert told(other, again) == ("lại", {})


def test_a_newer_return_settles_what_waited() -> None:
    tied = given_back("a"), given_back("b", "0.75")
    assert told(*tied, given_back("c", "1", received=day(20))) == ("c", {})


@pytest.mark.parametrize(
    "other",
    [
        given_back("kia", "0.75", saved=day(9), received=day(13), mail=letter(sent=day(13))),
        given_back("kia", "0.75", revision=1, saved=day(9), received=day(13)),
    ],
    ids=["gửi sau nhưng lưu trước", "phản hồi nhưng lưu trước"],
)
def test_signs_that_contradict_each_other_hold(other: Judged) -> None:
    first = replace(OLD, mail=letter(sent=day(10)))
    assert told(first, other) == ("cũ", {"kia": Doubt.CONTRADICTION})


def test_a_feedback_workbook_that_no_program_dated_is_newer_all_the_same() -> None:
    issued = datetime(2021, 1, 1, tzinfo=UTC)
    mended = given_back("sửa", "0.75", revision=1, saved=issued, received=day(13), mail=letter(sent=day(13)))
    assert told(OLD, mended) == ("sửa", {})


def test_a_lower_revision_after_a_higher_one_waits() -> None:
    higher = given_back("bản 1", revision=1, received=day(12))
    lower = given_back("bản 0", "0.75", received=day(13))
    assert told(given_back("đầu", "0.25", received=day(11)), higher, lower) == (
        "bản 1",
        {"bản 0": Doubt.LOWER_REVISION},
    )


@pytest.mark.parametrize(("kept", "waits"), [(12, False), (11, False), (10, True), (0, True)], ids=str)
def test_a_return_that_drops_more_than_a_tenth_of_the_answers_waits(kept: int, waits: bool) -> None:  # noqa: FBT001 - a column
    newer = given_back("mới", "0.75", FULL[:kept], saved=day(12), received=day(13))
    assert told(OLD, newer) == (("cũ", {"mới": Doubt.DROPS}) if waits else ("mới", {}))


def test_small_losses_do_not_add_up() -> None:
    second = given_back("hai", "0.75", FULL[:11], received=day(12))
    third = given_back("ba", "0.75", FULL[:10], received=day(13))
    assert told(OLD, second, third) == ("hai", {"ba": Doubt.DROPS})


def test_an_answer_is_a_row_in_which_anything_is_filled_in() -> None:
    explained = tuple(invented.answer(code, explanation="Đang chờ số liệu") for code in FULL)
    newer = judged(name="mới", answers=explained, initiatives=(), received=day(13))
    assert told(OLD, newer) == ("mới", {})


def test_a_lost_initiative_is_a_lost_answer() -> None:
    one = judged(name="một", answers=rows(FULL[:2]), received=day(11))
    none = judged(name="hai", answers=rows(FULL[:2], "0.75"), initiatives=(), received=day(12))
    assert told(one, none) == ("một", {"hai": Doubt.DROPS})


# --- senders ----------------------------------------------------------------------------------------------------------


def test_what_comes_from_another_agencys_address_waits() -> None:
    other = given_back("của ai", "1", received=day(13), mail=letter(OTHER_UNIT, sent=day(13)))
    assert told(OLD, other) == ("cũ", {"của ai": Doubt.SENDER})


def test_where_nothing_else_is_there_it_is_taken_with_a_doubt_until_a_better_one_comes() -> None:
    other = given_back("của ai", "1", received=day(11), mail=letter(OTHER_UNIT, sent=day(11)))
    assert choose([other], addressed()).doubt is Doubt.SENDER
    own = given_back("của mình", received=day(13), mail=letter(sent=day(10)))
    assert told(other, own) == ("của mình", {"của ai": Doubt.SENDER})


def test_the_office_and_an_agency_with_several_forms_may_send_it() -> None:
    basis = addressed()
    office = basis.period.sender.email
    forwarded = given_back("chuyển tiếp", "1", received=day(13), mail=letter(office, sent=day(13)))
    assert told(OLD, forwarded) == ("chuyển tiếp", {})
    one, two, *more = basis.period.units
    for same in (replace(two, name=one.name), replace(two, email=one.email)):
        period = replace(basis.period, units=(one, same, *more))
        sent = given_back("của mình", "1", received=day(13), mail=letter(same.email, sent=day(13)))
        chosen = choose([OLD, sent], replace(basis, period=period))
        assert (chosen.in_use, chosen.held) == (sent, ())


def test_forms_of_several_agencies_from_a_strange_address_wait() -> None:
    beside = frozenset({"so-a", "so-b"})
    both = given_back("kèm", "1", received=day(13), beside=beside, mail=letter(PRIVATE, sent=day(13)))
    assert told(OLD, both) == ("cũ", {"kèm": Doubt.SEVERAL_UNITS})
    own = replace(both, mail=letter(sent=day(13)))
    assert told(OLD, own) == ("kèm", {})


def test_a_revision_that_was_never_issued_waits() -> None:
    forged = given_back("giả", "1", revision=99, received=day(13), mail=letter(PRIVATE, sent=day(13)))
    assert told(OLD, forged) == ("cũ", {"giả": Doubt.NEVER_ISSUED})
    assert told(forged) == ("", {"giả": Doubt.NEVER_ISSUED}), (
        "also where nothing else is there: it is no form of ours"
    )
    same = given_back("giả như thật", revision=99, received=day(13), mail=letter(PRIVATE, sent=day(13)))
    assert told(OLD, same) == ("cũ", {"giả như thật": Doubt.NEVER_ISSUED})
    answer = given_back("bản 1", "0.75", revision=1, saved=day(12), received=day(12))
    assert told(OLD, answer, forged) == ("bản 1", {"giả": Doubt.NEVER_ISSUED})


def test_a_revision_may_arrive_before_the_return_that_it_followed() -> None:
    second = given_back("bản 2", "1", revision=2, saved=day(14), received=day(14))
    first = given_back("bản 1", "0.75", revision=1, saved=day(12), received=day(15))
    assert told(OLD, second) == ("cũ", {"bản 2": Doubt.NEVER_ISSUED})
    assert told(OLD, second, first) == ("bản 2", {})


# --- decisions --------------------------------------------------------------------------------------------------------


def test_what_the_office_chose_is_in_use_until_a_newer_one_comes() -> None:
    fewer = given_back("ít hơn", "0.75", FULL[:3], saved=day(12), received=day(13))
    assert told(OLD, fewer, choice=used(fewer, day(14))) == ("ít hơn", {})
    assert told(OLD, fewer, choice=used(OLD, day(14))) == ("cũ", {})
    later = given_back("sau", "1", FULL[:3], saved=day(15), received=day(15))
    assert told(OLD, fewer, later, choice=used(fewer, day(14))) == ("sau", {})
    assert told(OLD, fewer, later, choice=used(OLD, day(14))) == ("cũ", {"sau": Doubt.DROPS})


def test_a_choice_of_what_was_excluded_since_is_no_choice() -> None:
    fewer = given_back("ít hơn", "0.75", FULL[:3], received=day(13), exclusion=excluded_by("nhầm"))
    assert told(OLD, fewer, choice=used(fewer, day(14))) == ("cũ", {})


def test_one_of_two_that_tie_counts_when_the_other_is_excluded() -> None:
    tied = given_back("a"), given_back("b", "0.75", exclusion=excluded_by("nhầm"))
    assert told(*tied) == ("a", {})


# --- no returns -------------------------------------------------------------------------------------------------------


def states(*returns: Judged) -> dict[str, ReturnState]:
    found = Returns(returns, addressed())
    return {_name(each): found.state(each) for each in returns}


def blank(name: str, revision: int = 0, *, received: datetime = LATER) -> Judged:
    made = given_back(name, "", (), revision=revision, received=received)
    return replace(made, submission=replace(made.submission, is_blank=True))


def test_a_blank_form_is_no_return_at_any_revision() -> None:
    assert states(OLD, blank("trống", 3)) == {"cũ": ReturnState.CURRENT, "trống": ReturnState.BLANK}
    assert states(blank("trống")) == {"trống": ReturnState.BLANK}
    assert Returns([blank("trống")], addressed()).in_use == {}


def test_our_own_workbook_sent_back_unchanged_is_no_return() -> None:
    back = given_back("phản hồi", revision=1, received=day(16), mail=letter(OTHER_UNIT, sent=day(16)))
    mended = given_back("đã sửa", "0.75", saved=day(12), received=day(18))
    assert states(OLD, back, mended) == {
        "cũ": ReturnState.SUPERSEDED,
        "phản hồi": ReturnState.SENT_BACK,
        "đã sửa": ReturnState.CURRENT,
    }


# --- for any set of returns -------------------------------------------------------------------------------------------

times = st.none() | st.integers(10, 13).map(day)
mails = st.none() | st.builds(
    letter, st.sampled_from(["", OTHER_UNIT, PRIVATE]), times, st.none() | st.integers(10, 13).map(day)
)


@st.composite
def many_returns(draw: st.DrawFn) -> list[Judged]:
    """Return up to six returns of one unit, blank forms and our own workbooks among them."""
    found: list[Judged] = []
    for order in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["return", "return", "return", "blank", "own"]))
        received = day(draw(st.integers(13, 16)))
        name = f"tệp {draw(st.integers(0, 99))}-{order}"
        if kind == "blank":
            found.append(blank(name, draw(st.integers(0, 3)), received=received))
        elif kind == "own" and found:
            of = draw(st.sampled_from(found))
            number = (of.submission.stamp.revision if of.submission.stamp else 0) + 1
            again = judged(name=name, answers=of.submission.answers, initiatives=(), revision=number)
            same = replace(again.submission, is_blank=of.submission.is_blank)
            found.append(replace(again, submission=same, received=received))
        else:
            codes = draw(st.sets(st.sampled_from(FULL), min_size=1).map(sorted))
            found.append(
                given_back(
                    name,
                    draw(st.sampled_from(["0.25", "0.5", "0.75"])),
                    codes,
                    revision=draw(st.none() | st.integers(0, 2)),
                    saved=draw(times),
                    received=received,
                    mail=draw(mails),
                )
            )
    return found


@settings(deadline=None, max_examples=200)
@given(many_returns(), st.randoms(use_true_random=False))
def test_names_and_the_order_of_handing_over_decide_nothing(
    returns: list[Judged], chance: random.Random
) -> None:
    renamed = [
        replace(each, submission=replace(each.submission, file=f"{chance.random()}.xlsx")) for each in returns
    ]
    shuffled = Returns(chance.sample(renamed, len(renamed)), addressed())
    plain = Returns(returns, addressed())
    assert {unit: each.submission.sha256 for unit, each in shuffled.in_use.items()} == {
        unit: each.submission.sha256 for unit, each in plain.in_use.items()
    }
    assert {each.judged.submission.sha256: each.doubt for each in shuffled.held} == {
        each.judged.submission.sha256: each.doubt for each in plain.held
    }


@settings(deadline=None, max_examples=200)
@given(many_returns())
def test_answers_in_use_never_become_fewer_by_more_than_a_tenth(returns: list[Judged]) -> None:
    moments = sorted({each.received for each in returns})
    most: frozenset[str] = frozenset()
    for moment in moments:
        known = [each for each in returns if each.received <= moment]
        in_use = Returns(known, addressed()).in_use.get("so-a")
        assert in_use is not None or not most, "nothing in use where something was"
        if in_use is not None:
            assert not in_use.submission.is_blank
            now = answered(in_use.submission)
            assert len(most - now) * 10 <= len(most)
            most = max(most, now, key=len)
