"""The calendar of working days: the law's days off, Tết among them, and what par.toml sets right."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from par_excel.config import load_basis
from par_excel.config.working_days import working_days
from par_excel.model import Margin, WorkingDays
from tests.config.small import SETTINGS, folder, problems

TET = [date(2021, 2, day) for day in range(10, 17)]
SUBMIT = date(2021, 2, 18)


def calendar(place: Path, more: str = "", *, first: int = 2021, last: int = 2021) -> WorkingDays:
    """Return the calendar of a folder with more settings."""
    period = load_basis(folder(place, settings=SETTINGS + more)).period
    return working_days(period, date(first, 1, 1), date(last, 12, 31))


def days_off(found: WorkingDays, first: date, last: date) -> list[date]:
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return [day for day in days if not found.is_worked(day)]


def test_tet_2021(tmp_path: Path) -> None:
    found = calendar(tmp_path)
    around = days_off(found, date(2021, 2, 8), date(2021, 2, 19))
    assert around == TET
    assert found.is_worked(date(2021, 2, 9))
    assert found.is_worked(date(2021, 2, 17))


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2021, 5, 3), False),  # a Monday off for the Labour Day on a Saturday
        (date(2024, 4, 29), False),  # a Monday off, worked on the Saturday after
        (date(2024, 5, 4), True),
        (date(2024, 5, 11), False),
        (date(2023, 1, 26), False),  # Tết over a weekend
        (date(2021, 9, 3), False),
        (date(2022, 3, 7), True),
    ],
    ids=str,
)
def test_days_in_lieu_and_swaps(tmp_path: Path, day: date, *, is_worked: bool) -> None:
    assert calendar(tmp_path, first=2021, last=2024).is_worked(day) is is_worked


@pytest.mark.parametrize(
    ("day", "margin"),
    [
        (date(2021, 2, 5), Margin(13, 4)),  # Monday 8, Tuesday 9, Wednesday 17, Thursday 18
        (date(2021, 2, 9), Margin(9, 2)),
        (date(2021, 2, 10), Margin(8, 2)),
        (date(2021, 2, 16), Margin(2, 2)),
        (date(2021, 2, 17), Margin(1, 1)),
        (date(2021, 2, 18), Margin(0, 0)),
        (date(2021, 2, 19), Margin(-1, -1)),
        (date(2021, 2, 21), Margin(-3, -1)),
        (date(2021, 2, 22), Margin(-4, -2)),
    ],
    ids=str,
)
def test_margin_over_tet(tmp_path: Path, day: date, margin: Margin) -> None:
    assert calendar(tmp_path).margin(SUBMIT, day) == margin
    assert margin.is_late is (day > SUBMIT)


def test_the_office_adds_a_day_off_and_works_another(tmp_path: Path) -> None:
    more = '[lich]\nnghi_them = ["17/02/2021", 2021-02-19]\nlam_bu = ["20/02/2021", "16/02/2021"]\n'
    found = calendar(tmp_path, more)
    assert days_off(found, date(2021, 2, 14), date(2021, 2, 21)) == [
        date(2021, 2, day) for day in (14, 15, 17, 19, 21)
    ]


def test_corrections_may_be_left_out_or_empty(tmp_path: Path) -> None:
    assert calendar(tmp_path / "a", "[lich]\n") == calendar(tmp_path / "b", "[lich]\nlam_bu = []\n")


@pytest.mark.parametrize(
    ("setting", "what"),
    [
        ('nghi_them = ["30/02/2021"]', "Khóa nghi_them ghi “30/02/2021”, không phải là một ngày có thật."),
        ('lam_bu = "20/02/2021"', "Khóa lam_bu không phải là danh sách ngày."),
        ("lam_bu = [20]", "Khóa lam_bu ghi “20”, không phải là một ngày có thật."),
        ("lam_buu = []", "Bảng [lich] có khóa lạ “lam_buu”."),
    ],
)
def test_a_wrong_correction_is_told_with_its_line(tmp_path: Path, setting: str, what: str) -> None:
    settings = f"{SETTINGS}[lich]\n{setting}\n"
    [problem] = problems(folder(tmp_path, settings=settings))
    line = settings.count("\n")
    assert problem == f"par.toml:{line} {what}"


def test_a_day_cannot_be_both(tmp_path: Path) -> None:
    settings = SETTINGS + '[lich]\nnghi_them = ["20/02/2021"]\nlam_bu = ["20/02/2021"]\n'
    [problem] = problems(folder(tmp_path, settings=settings))
    assert "Ngày 20/02/2021 có cả trong nghi_them và lam_bu." in problem


def test_years_that_no_calendar_knows_have_weekends(tmp_path: Path) -> None:
    found = calendar(tmp_path, first=1980, last=1980)
    assert days_off(found, date(1980, 1, 1), date(1980, 1, 7)) == [date(1980, 1, 5), date(1980, 1, 6)]
