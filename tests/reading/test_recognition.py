"""Whose form it is: four stamps vote, then the codes; a foreign or another period's workbook is refused."""

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from par_excel.form import CODE_CELL, Column, Sheet, stamp_name, stamp_text
from par_excel.model import Basis, Recognition, Refusal, RefusalReason, Stamp, StampPlace, Submission, Unit
from par_excel.reading.form.submissions import read_submission
from tests.reading.workbooks import BASIS, SCORES, Change, form, parcel, read, workbook

STAMP = form().stamp
OTHER = form("so-b").stamp
PLACES = tuple(StampPlace)


def _set(book: Any, place: StampPlace, stamp: Stamp | None) -> None:
    text = "" if stamp is None else stamp_text(stamp)
    if place is StampPlace.HIDDEN_SHEET:
        book[Sheet.HIDDEN.value]["B1"] = text
    elif place is StampPlace.VISIBLE_CELL:
        book[SCORES][CODE_CELL] = text
    elif place is StampPlace.DEFINED_NAME:
        for name in list(book.defined_names):
            named = book.defined_names.pop(name)
            if stamp is not None:
                named.name = stamp_name(stamp)
                book.defined_names[stamp_name(stamp)] = named
    else:
        book.custom_doc_props.props[0].value = text or None
        if stamp is None:
            book.custom_doc_props.props.clear()


def _with(stamps: Iterable[tuple[StampPlace, Stamp | None]]) -> Change:
    def change(book: Any) -> None:
        for place, stamp in stamps:
            _set(book, place, stamp)

    return change


def _outcome(change: Change, basis: Basis = BASIS) -> Submission | Refusal:
    return read_submission(parcel(workbook(form(), change=change)), basis)


def _submission(change: Change) -> Submission:
    found = _outcome(change)
    assert isinstance(found, Submission), found
    return found


def test_the_form_as_issued_carries_its_stamp_in_four_places() -> None:
    submission = read(workbook(form()))
    assert [(vote.place, vote.stamp) for vote in submission.votes] == [(place, STAMP) for place in PLACES]
    assert (submission.unit, submission.appendix, submission.stamp) == ("so-a", "1", STAMP)
    assert submission.recognised_by is Recognition.STAMP
    assert submission.is_current_form


@pytest.mark.parametrize("kept", PLACES)
def test_one_place_is_enough(kept: StampPlace) -> None:
    submission = _submission(_with((place, None) for place in PLACES if place is not kept))
    assert submission.stamp == STAMP
    assert [vote.place for vote in submission.votes if vote.stamp is not None] == [kept]


@pytest.mark.parametrize("dissenting", PLACES)
def test_three_places_outvote_one(dissenting: StampPlace) -> None:
    submission = _submission(_with([(dissenting, OTHER)]))
    assert submission.unit == "so-a"
    assert {vote.stamp for vote in submission.votes} == {STAMP, OTHER}


def test_of_a_tie_the_earlier_place_decides() -> None:
    first = _submission(_with([(PLACES[2], OTHER), (PLACES[3], OTHER)]))
    assert first.unit == "so-a"
    second = _submission(_with([(PLACES[0], OTHER), (PLACES[3], OTHER)]))
    assert second.unit == "so-b"


def test_a_damaged_stamp_is_no_vote() -> None:
    def change(book: Any) -> None:
        book[SCORES][CODE_CELL] = stamp_text(STAMP).replace("so-a", "so-b")

    submission = _submission(change)
    assert submission.unit == "so-a"
    assert submission.votes[1].stamp is None


def test_the_visible_stamp_is_found_below_inserted_rows() -> None:
    def change(book: Any) -> None:
        book[SCORES].insert_rows(1, 3)
        _with((place, None) for place in PLACES if place is not StampPlace.VISIBLE_CELL)(book)

    assert _submission(change).stamp == STAMP


@pytest.mark.parametrize(
    ("period", "detail"),
    [
        ("thu-2019", "biểu mẫu của năm khác: 2019"),
        ("quang-binh-2020", "biểu mẫu của địa phương khác hoặc kỳ khác: “quang-binh-2020”"),
        ("thu", "biểu mẫu của địa phương khác hoặc kỳ khác: “thu”"),
    ],
)
def test_a_form_of_another_year_or_province_is_refused(period: str, detail: str) -> None:
    other = Basis(replace(BASIS.period, id=period), BASIS.catalogue, BASIS.assignments)
    found = read_submission(parcel(workbook(form("so-a", other))), BASIS)
    assert isinstance(found, Refusal)
    assert (found.reason, found.detail) == (RefusalReason.OTHER_PERIOD, detail)


def test_a_unit_that_the_period_does_not_have_is_refused() -> None:
    units = (*BASIS.period.units, Unit(id="so-d", name="Sở D", appendix="1", email="", contact=""))
    wider = Basis(replace(BASIS.period, units=units), BASIS.catalogue, BASIS.assignments)
    found = read_submission(parcel(workbook(form("so-d", wider))), BASIS)
    assert isinstance(found, Refusal)
    assert (found.reason, found.detail) == (RefusalReason.UNKNOWN_UNIT, "mã cơ quan “so-d”")


def test_a_form_from_an_older_basis_is_read_knowingly() -> None:
    older = Basis(
        BASIS.period, replace(BASIS.catalogue, criteria=BASIS.catalogue.criteria), BASIS.assignments
    )
    changed = tuple(
        replace(row, name="Tên cũ") if row.code == "1.1" else row for row in older.catalogue.criteria
    )
    older = Basis(older.period, replace(older.catalogue, criteria=changed), older.assignments)
    submission = read(workbook(form("so-a", older), {("1.1-a", Column.LEVEL): "x"}))
    assert not submission.is_current_form
    assert str(submission.answers[0].score.value) == "1.5"
    [difference] = submission.differences
    assert (difference.criterion, difference.found) == ("1.1", "Tên cũ")


def test_a_higher_revision_is_the_same_form() -> None:
    from par_excel.form import form_for

    later = form_for(BASIS, BASIS.units["so-a"], revision=3)
    submission = read(workbook(later))
    assert submission.stamp is not None
    assert (submission.stamp.revision, submission.is_current_form) == (3, True)


def test_a_stamp_for_another_appendix_is_read_as_that_appendix() -> None:
    moved = Basis(
        replace(
            BASIS.period,
            units=tuple(
                replace(unit, appendix="2" if unit.id == "so-a" else unit.appendix)
                for unit in BASIS.period.units
            ),
        ),
        BASIS.catalogue,
        BASIS.assignments,
    )
    data = workbook(form("so-a"), {("1.1-a", Column.LEVEL): "x"})
    submission = read(data, moved)
    assert (submission.unit, submission.appendix) == ("so-a", "1")


# --- by codes ----------------------------------------------------------------------------------------------------

_NO_STAMPS = _with((place, None) for place in PLACES)


@pytest.mark.parametrize("unit", ["so-a", "so-b", "so-c"])
def test_without_stamps_the_codes_tell_the_unit(unit: str) -> None:
    def change(book: Any) -> None:
        for place in PLACES:
            _set(book, place, None)

    submission = read(workbook(form(unit), change=change))
    assert (submission.unit, submission.recognised_by, submission.stamp) == (unit, Recognition.CODES, None)
    assert submission.is_current_form


def _forget(book: Any) -> None:
    for place in PLACES:
        _set(book, place, None)


def test_units_that_share_an_appendix_are_not_guessed() -> None:
    units = (*BASIS.period.units, Unit(id="so-d", name="Sở D", appendix="1", email="", contact=""))
    wider = Basis(replace(BASIS.period, units=units), BASIS.catalogue, BASIS.assignments)
    found = read_submission(parcel(workbook(form("so-a", wider), change=_forget)), wider)
    assert isinstance(found, Refusal)
    assert found.reason is RefusalReason.FOREIGN


def test_a_few_codes_do_not_make_a_form() -> None:
    def change(book: Any) -> None:
        _forget(book)
        for row in range(9, 40):
            book[SCORES].cell(row, 1).value = None

    found = _outcome(change)
    assert isinstance(found, Refusal)
    assert found.reason is RefusalReason.FOREIGN


@pytest.mark.parametrize(
    ("title", "is_refused"),
    [
        ("Chỉ số CCHC năm 2019", True),
        ("CHỈ SỐ CCHC NĂM 2020", False),
        ("Quyết định năm 2021, Chỉ số năm 2020", False),
        ("Phụ lục 1", False),
    ],
)
def test_a_title_of_another_year_is_refused_where_stamps_are_lost(title: str, *, is_refused: bool) -> None:
    def change(book: Any) -> None:
        _forget(book)
        book[SCORES]["A1"] = title

    found = _outcome(change)
    assert isinstance(found, Refusal) is is_refused
    if isinstance(found, Refusal):
        assert found.reason is RefusalReason.OTHER_PERIOD


def test_a_foreign_workbook_is_refused() -> None:
    def change(book: Any) -> None:
        for sheet in book.worksheets:
            sheet.delete_rows(1, 60)
        _forget(book)
        book[SCORES]["A1"] = "Dự toán"

    found = _outcome(change)
    assert isinstance(found, Refusal)
    assert (found.reason, found.detail) == (RefusalReason.FOREIGN, "")


def test_who_saved_it_when_and_with_what_is_read() -> None:
    from datetime import UTC, datetime

    def change(book: Any) -> None:
        book.properties.lastModifiedBy = "Nguyễn Văn Thử"
        book.properties.modified = datetime(2021, 2, 17, 8, 30)  # noqa: DTZ001 - openpyxl wants it naive

    submission = _submission(change)
    assert submission.saved_by == "Nguyễn Văn Thử"
    assert submission.saved_at is not None
    assert submission.saved_at.tzinfo is UTC
    assert submission.program.startswith("Microsoft Excel")
