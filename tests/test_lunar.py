"""The lunar calendar: days that sources state in both calendars."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.ontology.lunar import from_solar, occurrences, to_solar


@pytest.mark.parametrize(
    ("solar", "lunar"),
    [
        ("2018-03-31", (15, 2, 2018)),
        ("2022-03-14", (12, 2, 2022)),
        ("2023-03-03", (12, 2, 2023)),
        ("2026-03-08", (20, 1, 2026)),
        ("1888-08-22", (15, 7, 1888)),
        ("2024-02-15", (6, 1, 2024)),
        ("1913-02-10", (5, 1, 1913)),
        ("1427-11-12", (15, 10, 1427)),
    ],
)
def test_a_lunar_day_is_the_solar_day_that_sources_state(
    solar: str, lunar: tuple[int, int, int]
) -> None:
    assert to_solar(*lunar) == date.fromisoformat(solar)
    assert from_solar(date.fromisoformat(solar)) == (*lunar, False)


def test_a_day_of_a_leap_month_says_so() -> None:
    assert from_solar(date(2023, 4, 3)) == (13, 2, 2023, True)


def test_a_festival_in_a_leap_year_is_kept_in_the_regular_month() -> None:
    assert occurrences(12, 14, 2, 2023) == (date(2023, 3, 3), date(2023, 3, 5))


def test_a_month_without_day_30_ends_a_festival_on_day_29() -> None:
    assert occurrences(29, 30, 2, 2024) == (date(2024, 4, 7), date(2024, 4, 8))
    assert occurrences(29, 30, 1, 2024)[1] == to_solar(29, 1, 2024)


def test_a_day_that_the_month_lacks_is_refused() -> None:
    with pytest.raises(ValueError):
        to_solar(30, 1, 2024)
    with pytest.raises(ValueError):
        occurrences(1, 31, 1, 2024)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2199, 12, 31)))
def test_there_and_back_again(day: date) -> None:
    number, month, year, leap = from_solar(day)
    if not leap:
        assert to_solar(number, month, year) == day
