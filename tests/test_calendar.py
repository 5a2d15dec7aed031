"""The calendar of festivals: days by both calendars, the page, and files for other calendars."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event
from lxml import html
from pyoxigraph import NamedNode

from mocban.graph.festivals import Festival, festivals
from mocban.graph.store import GraphStore
from mocban.ontology.recurrence import Rule, between, held, lunar, rule
from mocban.site.current import Reader
from mocban.site.feed import AFTER, BEFORE, feed
from mocban.site.festivals import FIRST, LAST, day_in_words, lunar_in_words, rule_in_words
from mocban.site.words import LANGUAGES, Words
from tests.main_part import page, words

NOW = "2026-11-20"
VINH_NGHIEM, XUONG_GIANG, THO_HA = Rule(True, 2, 12, 14), Rule(True, 1, 5, 7), Rule(True, 1, 20, 22)
YEN_THE = Rule(False, 3, 15, 17)
MARCH = "calendar?month=3&year=2027"


@pytest.fixture(scope="module")
def app(demo_app: Flask) -> Flask:
    return demo_app


@pytest.fixture
def client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    for module in ("calendar", "held", "leaf"):
        monkeypatch.setattr(f"mocban.site.{module}.today", lambda: NOW)
    return app.test_client()


def listed(main: html.HtmlElement) -> list[str]:
    """The festivals with their days."""
    return [words(each) for each in main.xpath(".//ul[@class='held']/li")]


def calendar(client: FlaskClient, path: str) -> Calendar:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar"), path
    found = Calendar.from_ical(answer.data)
    assert isinstance(found, Calendar)
    return found


def events(client: FlaskClient, path: str) -> list[Event]:
    return list(calendar(client, path).events)


# When a festival falls


@pytest.mark.parametrize(
    ("by", "year", "first", "last"),
    [
        (VINH_NGHIEM, 2022, "2022-03-14", "2022-03-16"),
        (VINH_NGHIEM, 2023, "2023-03-03", "2023-03-05"),  # the year has a second month 2
        (VINH_NGHIEM, 2027, "2027-03-19", "2027-03-21"),
        (XUONG_GIANG, 2024, "2024-02-14", "2024-02-16"),
        (THO_HA, 2026, "2026-03-08", "2026-03-10"),
        (YEN_THE, 2027, "2027-03-15", "2027-03-17"),
        (Rule(True, 1, 1, 1), 2025, "2025-01-29", "2025-01-29"),  # Tết
        (Rule(True, 1, 1, 1), 2026, "2026-02-17", "2026-02-17"),
        (Rule(True, 12, 23, 23), 2026, "2027-01-30", "2027-01-30"),
    ],
)
def test_a_festival_falls_on_the_days_that_sources_state(
    by: Rule, year: int, first: str, last: str
) -> None:
    assert held(by, year) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_day_that_a_year_lacks_is_no_day() -> None:
    leap_day = Rule(False, 2, 29, 29)
    assert held(leap_day, 2027) is None
    assert held(leap_day, 2028) == (date(2028, 2, 29), date(2028, 2, 29))


def test_a_lunar_month_twelve_falls_in_the_next_solar_year() -> None:
    kitchen_gods = Rule(True, 12, 23, 23)
    assert between(kitchen_gods, date(2027, 1, 1), date(2027, 12, 31)) == [
        (date(2027, 1, 30), date(2027, 1, 30))
    ]


def test_a_festival_counts_from_its_first_day_to_its_last() -> None:
    last, after = date(2027, 3, 17), date(2027, 3, 18)
    assert between(YEN_THE, last, last) == [(date(2027, 3, 15), last)]
    assert between(YEN_THE, after, after) == []


@pytest.mark.parametrize(
    "parts",
    [("", "", ""), ("2", "12", ""), ("13", "1", "2"), ("0", "1", "2"), ("2", "14", "12"),
     ("2", "0", "1"), ("1", "1", "32"), ("-1", "1", "1"), ("x", "1", "1"), ("9" * 5000, "1", "1")],
)  # fmt: skip
def test_what_is_no_rule_is_none(parts: tuple[str, str, str]) -> None:
    assert rule(True, *parts) is None and rule(False, *parts) is None


@given(
    st.builds(Rule, st.booleans(), st.integers(1, 12), st.integers(1, 30), st.just(30)),
    st.dates(date(FIRST, 1, 1), date(LAST, 1, 1)),
    st.integers(0, 800),
)
def test_times_lie_in_the_period_in_order_and_once(by: Rule, start: date, days: int) -> None:
    end = start + timedelta(days)
    found = between(by, start, end)
    assert found == sorted(set(found))
    assert all(first <= end and start <= last and first <= last for first, last in found)
    if by.lunar and days > 385:  # a lunar year with a leap month has 384 days at most
        assert found


@given(st.dates(date(FIRST, 1, 1), date(LAST, 12, 31)))
def test_the_lunar_day_in_words_is_that_of_the_calendar(day: date) -> None:
    told = lunar(day)
    said = lunar_in_words(day, day, Words("vi"))
    assert said.startswith(f"{told.day} tháng ") and said.endswith(f"năm {told.name}")
    assert told.leap == (" nhuận " in said)


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        ("2027-03-21", "14 tháng Hai năm Đinh Mùi",
         "day 14 of the 2nd lunar month, year Đinh Mùi (Goat)"),
        ("2023-04-03", "13 tháng Hai nhuận năm Quý Mão",
         "day 13 of the leap 2nd lunar month, year Quý Mão (Cat)"),
        ("2018-03-31", "15 tháng Hai năm Mậu Tuất",
         "day 15 of the 2nd lunar month, year Mậu Tuất (Dog)"),
        ("2024-02-10", "1 tháng Giêng năm Giáp Thìn",
         "day 1 of the 1st lunar month, year Giáp Thìn (Dragon)"),
        ("2024-02-09", "30 tháng Chạp năm Quý Mão",
         "day 30 of the 12th lunar month, year Quý Mão (Cat)"),
    ],
)  # fmt: skip
def test_a_day_is_told_as_the_lunar_calendar_tells_it(day: str, vi: str, en: str) -> None:
    when = date.fromisoformat(day)
    assert lunar_in_words(when, when, Words("vi")) == vi
    assert lunar_in_words(when, when, Words("en")) == en


def test_days_and_rules_read_as_people_write_them() -> None:
    vi, en = Words("vi"), Words("en")
    time = (date(2027, 3, 19), date(2027, 3, 21))
    assert day_in_words(time, vi)[2:] == (
        "thứ Sáu – Chủ nhật", "19–21/3/2027", "12–14 tháng Hai năm Đinh Mùi"
    )  # fmt: skip
    assert day_in_words(time, en).solar == "19–21 March 2027"
    over = day_in_words((date(2027, 1, 31), date(2027, 2, 7)), vi)
    assert over.solar == "31/1/2027 – 7/2/2027"
    assert over.lunar == "24 tháng Chạp năm Bính Ngọ – 2 tháng Giêng năm Đinh Mùi"
    assert rule_in_words([VINH_NGHIEM, YEN_THE], vi) == (
        "12–14 tháng Hai âm lịch; 15–17 tháng 3 dương lịch, hằng năm"
    )
    assert rule_in_words([VINH_NGHIEM], en) == "days 12–14 of the 2nd lunar month"
    assert rule_in_words([], en) == ""


def test_the_build_reckons_the_same_days(demo: Path) -> None:
    with GraphStore.open(demo / "snapshots/current/store") as store:
        found = festivals(store)
        assert len([one for one in found.values() if one.rules]) == 4
        for one in found.values():
            rows = store.rows("occurrences", this=NamedNode(one.iri))
            stated = {(row["start"].value, row["end"].value) for row in rows}  # type: ignore[union-attr]
            ours = {
                tuple(day.isoformat() for day in time)
                for by in one.rules
                for time in between(by, date(2024, 1, 1), date(2035, 12, 31))
            }
            assert {time for time in stated if "2024" < time[0] < "2036"} == ours


# The page


def test_a_trip_in_march_is_planned_from_one_page(client: FlaskClient) -> None:
    main = page(client, MARCH)
    yen_the, vinh_nghiem = listed(main)
    assert "15–17 March 2027" in yen_the and "Yên Thế" in yen_the
    assert "19–21 March 2027" in vinh_nghiem and "Friday – Sunday" in vinh_nghiem
    assert "days 12–14 of the 2nd lunar month, year Đinh Mùi (Goat)" in vinh_nghiem
    assert "phường Tân An, tỉnh Bắc Ninh" in vinh_nghiem  # where that lies today
    links = {words(a): a.get("href") for a in main.xpath(".//ul[@class='held']/li[2]//a")}
    assert links["Vĩnh Nghiêm Pagoda festival"] == "/en/e/ich/le-hoi-vinh-nghiem"
    assert links["Vĩnh Nghiêm Pagoda"] == "/en/e/monument/vinh-nghiem"
    assert links["Add to calendar"] == "/calendar/le-hoi-vinh-nghiem.ics?lang=en"
    near = parse_qs(urlsplit(links["What to see near it"]).query)
    assert set(near["type"]) == {"monument", "attraction"}
    assert "Vĩnh Nghiêm Pagoda" in words(page(client, links["What to see near it"][4:]))
    assert links["On the map"].startswith("/en/map?")


def test_months_are_in_order_and_hold_what_begins_in_them(client: FlaskClient) -> None:
    main = page(client, "calendar", "vi")
    months = [words(each) for each in main.xpath(".//section[@class='month']/h2")]
    assert months == ["Tháng 2 năm 2027", "Tháng 3 năm 2027", "Lễ hội chưa rõ ngày hằng năm"]
    assert [one.split(" ")[0] for one in listed(main)] == [
        "10–12/2/2027", "25–27/2/2027", "15–17/3/2027", "19–21/3/2027"
    ]  # fmt: skip


def test_a_festival_that_no_rule_is_known_of_is_listed_without_a_day(client: FlaskClient) -> None:
    undated = page(client, "calendar").xpath(".//ul[contains(@class, 'undated')]/li")
    assert [words(each).startswith("Bổ Đà Pagoda festival") for each in undated] == [True]
    assert client.get("/calendar/le-hoi-bo-da.ics").status_code == 404


def test_a_month_without_a_year_is_the_next_of_that_name(client: FlaskClient) -> None:
    assert "March 2027" in words(page(client, "calendar?month=3").xpath(".//h1")[0])
    assert "December 2026" in words(page(client, "calendar?month=12").xpath(".//h1")[0])


def test_one_turns_to_the_months_and_years_beside(client: FlaskClient) -> None:
    def beside(path: str) -> list[str]:
        return [words(a) for a in page(client, path).xpath(".//nav/a[@rel]")]

    assert beside("calendar?month=1&year=2027") == ["← December 2026", "February 2027 →"]
    assert beside("calendar?year=2027") == ["← 2026", "2028 →"]
    assert beside(f"calendar?year={FIRST}") == [f"{FIRST + 1} →"]
    assert beside(f"calendar?month=12&year={LAST}") == [f"← November {LAST}"]


def test_a_place_has_its_festivals_whatever_it_was_called(client: FlaskClient) -> None:
    for path in ("e/place/phuong-tan-an", "e/place/tri-yen"):  # the ward; the former commune
        (one,) = listed(page(client, f"calendar?year=2027&place={path}"))
        assert "Vĩnh Nghiêm" in one
    main = page(client, "calendar?year=2027&place=e/place/bac-ninh")
    assert len(listed(main)) == 4 and "tỉnh Bắc Ninh" in words(main.xpath(".//h1")[0])
    (option,) = main.xpath(".//select[@name='place']/option[@selected]")
    assert option.get("value") == "e/place/bac-ninh" and "(5)" in words(option)


def test_nothing_found_says_so_and_leads_on(client: FlaskClient) -> None:
    for path in ("calendar?month=8&year=2027", "calendar?place=e/place/none"):
        main = page(client, path)
        assert not listed(main) and "No festival" in words(main)
        assert main.xpath(".//p[@class='note']/a[@href='/en/calendar']")


TEXT = st.one_of(
    st.text(max_size=12), st.integers().map(str),
    st.sampled_from(["0", "13", "-3", "9999", "٣", "²", "e/place/x", "e/place/\x00", "9" * 400]),
)  # fmt: skip


@given(
    asked=st.dictionaries(st.sampled_from(["year", "month", "place", "lang"]), TEXT, max_size=4),
    path=st.sampled_from(["/vi/calendar", "/en/calendar", "/calendar.ics"]),
)
def test_whatever_is_asked_there_is_a_sensible_answer(
    app: Flask, asked: dict[str, str], path: str
) -> None:
    answer = app.test_client().get(path, query_string=asked)
    assert answer.status_code == 200 or (path.endswith(".ics") and answer.status_code == 404)


@given(st.text(max_size=40))
def test_an_unknown_festival_has_no_file(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/calendar/{name}x.ics").status_code in (301, 308, 404)


# The box on the page of a festival


def test_the_page_of_a_festival_tells_its_next_days(client: FlaskClient) -> None:
    (box,) = page(client, "e/ich/le-hoi-vinh-nghiem", "vi").xpath(
        ".//div[contains(@class, 'festival')]"
    )
    said = words(box)
    assert "12–14 tháng Hai âm lịch" in said
    assert "thứ Sáu – Chủ nhật, 19–21/3/2027" in said
    assert "12–14 tháng Hai năm Đinh Mùi" in said
    assert "7–9/3/2028" in said
    assert [a.get("href") for a in box.xpath(".//a")] == [
        "/calendar/le-hoi-vinh-nghiem.ics?lang=vi", "/vi/calendar?month=3&year=2027"
    ]  # fmt: skip


def test_the_page_of_a_festival_without_a_rule_promises_no_days(client: FlaskClient) -> None:
    main = page(client, "e/ich/le-hoi-bo-da")
    assert not main.xpath(".//div[contains(@class, 'festival')]")


# Files for other calendars


def test_a_calendar_file_has_every_year_of_a_festival(client: FlaskClient) -> None:
    found = events(client, "/calendar/le-hoi-vinh-nghiem.ics")
    assert [event.start.year for event in found] == list(range(2026 - BEFORE, 2026 + AFTER + 1))
    (event,) = [event for event in found if event.start.year == 2027]
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event.start == date(2027, 3, 19)
    assert event.end == date(2027, 3, 22)  # the first day after it (RFC 5545, 3.6.1)
    assert event["summary"] == "Lễ hội chùa Vĩnh Nghiêm"
    assert event["summary"].params["LANGUAGE"] == "vi"
    assert event["location"] == "Chùa Vĩnh Nghiêm, phường Tân An, tỉnh Bắc Ninh"
    assert "12–14 tháng Hai âm lịch" in str(event["description"])
    assert event["geo"].to_ical() == "21.24;106.29"
    assert event["url"] == "https://mocban.example/vi/e/ich/le-hoi-vinh-nghiem"
    assert event["uid"] == "ich-le-hoi-vinh-nghiem-2027@mocban.example"


def test_both_languages_are_the_same_events(client: FlaskClient) -> None:
    both = {lang: calendar(client, f"/calendar.ics?lang={lang}") for lang in LANGUAGES}
    assert [both[lang]["name"] for lang in LANGUAGES] == ["Lịch lễ hội", "Festival calendar"]
    vi, en = ([(event["uid"], event.start) for event in both[lang].events] for lang in LANGUAGES)
    assert vi == en and len(vi) == 4 * (BEFORE + AFTER + 1) == len(set(vi))
    summaries = {str(event["summary"]) for event in both["en"].events}
    assert "Vĩnh Nghiêm Pagoda festival" in summaries
    assert client.get("/calendar.ics?lang=fr").data == client.get("/calendar.ics").data


def test_a_calendar_holds_a_month_or_a_place(client: FlaskClient) -> None:
    march = events(client, "/calendar.ics?month=3")
    assert march and all(3 in (event.start.month, event.end.month) for event in march)
    place = calendar(client, "/calendar.ics?place=e/place/tri-yen")
    assert {str(event["summary"]) for event in place.events} == {"Lễ hội chùa Vĩnh Nghiêm"}
    assert place["x-wr-calname"] == "Lịch lễ hội: xã Trí Yên"
    assert client.get("/calendar.ics?place=e/place/none").status_code == 404


def test_the_page_links_to_the_file_of_what_it_shows(client: FlaskClient) -> None:
    main = page(client, f"{MARCH}&place=e/place/tri-yen")
    (link,) = main.xpath(".//p[@class='subscribe']/a/@href")
    asked = parse_qs(urlsplit(link).query)
    assert asked == {"lang": ["en"], "month": ["3"], "place": ["e/place/tri-yen"]}
    assert {str(event["summary"]) for event in events(client, link)} == {
        "Vĩnh Nghiêm Pagoda festival"
    }
    (link,) = page(client, "calendar?place=e/place/none").xpath(".//p[@class='subscribe']/a/@href")
    assert "place" not in link


def test_a_file_changes_only_with_the_snapshot(client: FlaskClient) -> None:
    first, again = client.get("/calendar.ics"), client.get("/calendar.ics")
    assert first.data == again.data and first.headers["ETag"]
    moments = {
        moment
        for event in calendar(client, "/calendar.ics").events
        for moment in (event.DTSTAMP, event.LAST_MODIFIED)
    }
    (built,) = moments
    assert built and built < datetime.now(UTC)
    unchanged = client.get("/calendar.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert unchanged.status_code == 304 and not unchanged.data


def test_lines_are_folded_as_the_standard_asks(client: FlaskClient) -> None:
    data = client.get("/calendar.ics").data
    assert data.endswith(b"END:VCALENDAR\r\n") and not re.search(rb"(?<!\r)\n", data)
    assert max(map(len, data.split(b"\r\n"))) <= 75  # octets (RFC 5545, 3.1)
    data.decode("utf-8")


def test_a_festival_that_falls_twice_in_a_solar_year_is_two_events(app: Flask) -> None:
    # Day 5 of the last lunar month falls in January or, after a leap month, in December too.
    one = Festival("https://mocban.example/e/ich/x", [Rule(True, 12, 5, 5)])
    with app.test_request_context():
        known = Reader(app.extensions["site"], "vi")
        found = list(Calendar.from_ical(feed(known, [one], "x", date(2026, 1, 1))).events)
    starts = [event.start.year for event in found]
    assert len(set(starts)) < len(starts)
    assert len({event["uid"] for event in found}) == len(found)


def test_a_crowd_of_festivals_is_a_file_of_bounded_size(app: Flask) -> None:
    many = [Festival(f"https://mocban.example/e/ich/x{n}", [YEN_THE]) for n in range(30)]
    with app.test_request_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("mocban.site.feed.MOST", 100)
        known = Reader(app.extensions["site"], "vi")
        found = list(Calendar.from_ical(feed(known, many, "x", date(2026, 1, 1))).events)
    assert len(found) == 100 and found[0].start.year == 2025
