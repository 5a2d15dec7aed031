"""Dates as catalogues, registers and stelae write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.ontology import edtf
from mocban.ontology.dates import julian_to_gregorian, read_date
from mocban.ontology.reigns import cycle_of, eras


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23/12/2015", "2015-12-23"),
        ("3-11-1913", "1913-11-03"),
        ("22.8.1923", "1923-08-22"),
        ("12/1938", "1938-12"),
        ("2002", "2002"),
        ("2002.", "2002"),
        ("938", "0938"),
        ("năm 40", "0040"),
        ("năm 1884", "1884"),
        ("2025-06-30", "2025-06-30"),
        ("2021-01-30T15:44:49+01:00", "2021-01-30"),
        ("ngày 3 tháng 11 năm 1927", "1927-11-03"),
        ("tháng 11 năm 1927", "1927-11"),
        ("14–16/3/2022", "2022-03-14/2022-03-16"),
        ("15. Mai 2014", "2014-05-15"),
        ("May 14, 2012", "2012-05-14"),
        ("1686~", "1686~"),
        ("1419?", "1419?"),
        ("16XX", "16XX"),
        ("1858/1913", "1858/1913"),
        ("2004-06/2006-08", "2004-06/2006-08"),
        ("../1985", "../1985"),
        ("Y17000", "Y17000"),
        ("khoảng 1686", "1686~"),
        ("c. 1686", "1686~"),
        ("ca 1900", "1900~"),
        ("um 1600", "1600~"),
        ("Cca. 1910", "1910~"),
        ("ca. 1920-1925", "1920~/1925~"),
        ("[1995]", "1995"),
        ("[1995?]", "1995?"),
        ("c1995", "1995"),
        ("1995, c1994", "1995"),
        ("2002 [i.e. 2003]", "2003"),
        ("199-", "199X"),
        ("19--", "19XX"),
        ("những năm 1990", "199X"),
        ("thập niên 90 của thế kỷ XX", "199X"),
        ("1720–1729", "1720/1729"),
        ("1720-29", "1720/1729"),
        ("1720-24", "1720/1724"),
        ("1904-05", "1904-05"),
        ("từ 1945 đến 1954", "1945/1954"),
        ("1990 đến nay", "1990/.."),
        ("1990-", "1990/.."),
        ("-31.12.1921", "../1921-12-31"),
        ("trước 1945", "../1945"),
        ("218 TCN", "-0217"),
        ("Lê Dụ Tông (1720–1729)", "1720/1729"),
        ("thế kỷ XVI-XX", "1501/2000"),
        ("thế kỷ XVI - đầu thế kỷ XX", "1501/1933~"),
        ("TK 19", "18XX"),
        ("19. Jh.", "18XX"),
        ("secolul al XIX-lea", "18XX"),
        ("XVIIIe siècle", "17XX"),
        ("cuối TK 19", "1867/1900~"),
        ("Începutul sec. XX", "1901/1933~"),
        ("3/4 sec. XIX", "1851/1875"),
        ("sec. IV-V p.Chr.", "0301/0500"),
        ("thế kỷ III TCN", "-0299/-0200"),
    ],
)
def test_a_written_date_becomes_edtf(text: str, expected: str) -> None:
    span = read_date(text)
    assert span is not None
    assert span.edtf == expected


@pytest.mark.parametrize(
    "text",
    ["", "Hà Nội", "s.d.", "không rõ", "Đầu thế kỷ", "30/2/2020", "12/25/2017", "0000", "9999",
     "1886-1836", "5", "Giữa 2"],
)  # fmt: skip
def test_what_is_no_date_is_not_guessed_at(text: str) -> None:
    assert read_date(text) is None


def test_the_seventeenth_century_begins_in_1601_and_ends_with_1700() -> None:
    span = read_date("thế kỷ XVII")
    assert span is not None
    assert span[:3] == ("16XX", "1601-01-01T00:00:00Z", "1700-12-31T23:59:59Z")


def test_the_edtf_16XX_covers_what_edtf_says() -> None:
    span = read_date("16XX")
    assert span is not None
    assert span[1:3] == ("1600-01-01T00:00:00Z", "1699-12-31T23:59:59Z")


def test_a_day_ends_in_its_last_second() -> None:
    span = read_date("30/6/2025")
    assert span is not None
    assert span[1:3] == ("2025-06-30T00:00:00Z", "2025-06-30T23:59:59Z")


def test_an_open_side_has_no_moment() -> None:
    span = read_date("1990/..")
    assert span is not None
    assert span[1:3] == ("1990-01-01T00:00:00Z", None)


@pytest.mark.parametrize(
    ("text", "year", "slug"),
    [
        ("Sùng Khang 11", "1576", "sung-khang"),
        ("Chính Hòa 13", "1692", "chinh-hoa"),
        ("Chính Hoà thứ 13", "1692", "chinh-hoa"),
        ("Hồng Đức 15", "1484", "hong-duc"),
        ("Đại Chính 9", "1538", "dai-chinh"),
        ("Bảo Đại 7", "1932", "bao-dai"),
        ("Bảo Đại năm thứ 10", "1935", "bao-dai"),
        ("Tự Đức 26", "1873", "tu-duc"),
        ("Tự Đức 34", "1881", "tu-duc"),
        ("Minh Mạng 2", "1821", "minh-menh"),
        ("Thuận Thiên 5, Nhâm Tý (1432)", "1432", "thuan-thien"),
        ("Thuận Thiên 5, Giáp Dần", "1014", "thuan-thien-ly"),
        ("Thuận Thiên 15", "1024", "thuan-thien-ly"),
        ("Thuận Thiên nguyên niên (1428)", "1428", "thuan-thien"),
        ("1686 (Chính Hòa 7)", "1686", "chinh-hoa"),
    ],
)
def test_a_reign_year_becomes_a_western_year(text: str, year: str, slug: str) -> None:
    span = read_date(text)
    assert span is not None
    assert (span.edtf, span.era, span.doubt) == (year, slug, None)


def test_a_reign_name_that_two_kings_used_is_read_as_the_later_one_with_a_doubt() -> None:
    span = read_date("Thuận Thiên 5")
    assert span is not None and span.doubt is not None
    assert (span.edtf, span.era, span.era_year) == ("1432", "thuan-thien", 5)
    assert "1014" in span.doubt.en and "1014" in span.doubt.vi


def test_a_year_beyond_the_reign_has_no_dates_but_a_doubt() -> None:
    span = read_date("Tự Đức 37")
    assert span is not None and span.doubt is not None
    assert span[:3] == ("", None, None)
    assert "1883" in span.doubt.vi


def test_a_reign_year_that_its_western_year_contradicts_is_doubted() -> None:
    span = read_date("Chính Hòa 13 (1693)")
    assert span is not None
    assert span.edtf == "1693"
    assert span.doubt is not None


def test_a_sexagenary_year_that_is_not_the_year_beside_it_is_doubted() -> None:
    wrong, right = read_date("Mậu Tuất 2019"), read_date("Mậu Tuất 2018")
    assert wrong is not None and right is not None
    assert wrong.doubt is not None and right.doubt is None


def test_a_day_within_a_reign_year_is_a_lunar_day() -> None:
    span = read_date("ngày 15 tháng 8 năm Hồng Đức 15")
    assert span is not None
    assert (span.edtf, span.calendar) == ("1484-09-13", "am-lich")


def test_a_lunar_day_becomes_a_gregorian_one() -> None:
    span = read_date("15/2/2018 (âm lịch)")
    assert span is not None
    assert (span.edtf, span.calendar) == ("2018-03-31", "am-lich")


def test_a_lunar_day_that_never_was_is_no_date() -> None:
    assert read_date("30/2/2018", calendar="am-lich") is None


def test_a_julian_day_becomes_a_gregorian_one() -> None:
    span = read_date("1427-11-03", calendar="julian")
    assert span is not None
    assert (span.edtf, span.begin, span.calendar) == (
        "1427-11-12", "1427-11-12T00:00:00Z", "julian",
    )  # fmt: skip


def test_the_calendars_part_where_history_says() -> None:
    assert julian_to_gregorian(1582, 10, 5) == (1582, 10, 15)
    assert julian_to_gregorian(4, 3, 1) == (4, 2, 28)
    assert julian_to_gregorian(1900, 2, 29) == (1900, 3, 13)


def test_reigns_follow_the_sexagenary_cycle() -> None:
    stem, branch = cycle_of(1432)
    assert (stem, branch) == (8, 0)  # Nhâm Tý


def test_every_reign_ends_after_it_begins_and_has_its_own_slug() -> None:
    known = {era for same in eras().values() for era in same}
    assert all(era.first <= era.last for era in known)
    assert len({era.slug for era in known}) == len(known)


@given(st.text(max_size=60) | st.text("0123456789-/XVI?~. cTKthếkỷ", max_size=40))
def test_any_text_is_read_without_an_error_and_what_comes_out_is_edtf(text: str) -> None:
    span = read_date(text)
    if span is None:
        return
    assert span.edtf or span.doubt
    if span.edtf:
        assert edtf.extent(span.edtf) is not None


@given(st.dates())
def test_iso_and_vietnamese_order_mean_the_same_day(day: object) -> None:
    iso = str(day)
    year, month, number = iso.split("-")
    assert read_date(f"{int(number)}/{int(month)}/{year}") == read_date(iso)
    assert read_date(iso) is not None
