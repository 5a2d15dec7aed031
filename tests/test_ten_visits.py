"""Ten visits as a new user makes them, in a real browser: nine errands, each at a desk and on a
phone, and the tenth is a day with nothing but the phone. What is restricted is met on none of them."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import Overheard, overflow

SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True,
    },
}  # fmt: skip
CANARIES = (Path(__file__).parent / "canaries.txt").read_text(encoding="utf-8").split()


class Visitor:
    """Somebody at a screen, who looks at every page that comes up."""

    def __init__(self, page: Any, site: str) -> None:
        self.page = page
        self.site = site
        self.overheard = Overheard(page, site)

    def come(self, language: str = "vi") -> None:
        """Opens the site."""
        self.page.goto(f"{self.site}/{language}/")
        self.look()

    def look(self) -> None:
        """What holds for every page: it fits, and it tells nothing that it must not."""
        self.page.wait_for_load_state()
        assert overflow(self.page) == 0, self.page.url
        shown = self.page.content()
        assert not [canary for canary in CANARIES if canary in shown], self.page.url

    def follow(self, name: str | re.Pattern[str], inside: str = "main") -> None:
        """Follows the first link of this name in a part of the page."""
        self.page.locator(inside).get_by_role("link", name=name, exact=True).first.click()
        self.look()

    def menu(self, name: str) -> None:
        """Follows a link of the site's menu, which a small screen has folded."""
        if self.page.locator("header details.narrow summary").is_visible():
            self.page.locator("header details.narrow summary").click()
            self.follow(name, "header details.narrow")
        else:
            self.follow(name, "header nav.wide")

    def seek(self, words: str) -> None:
        """Types words into the search box of the page and sends them."""
        box = self.page.get_by_role("search").first.locator("input[name=q]")
        box.fill(words)
        box.press("Enter")
        self.page.wait_for_url("**/search?**")
        self.look()

    @property
    def heading(self) -> str:
        return str(self.page.locator("h1").inner_text())

    @property
    def text(self) -> str:
        return str(self.page.locator("main").inner_text())


@pytest.fixture(params=SCREENS)
def visitor(served: str, browser: Any, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    context = browser.new_context(accept_downloads=True, **SCREENS[request.param])
    page = context.new_page()
    found = Visitor(page, served)
    yield found
    context.close()
    assert found.overheard.said == []
    assert found.overheard.elsewhere == []


def test_1_the_pagoda_is_found_by_its_name_without_tones(visitor: Visitor) -> None:
    visitor.come()
    visitor.seek("vinh nghiem")
    visitor.follow("Chùa Vĩnh Nghiêm")
    assert visitor.heading == "Chùa Vĩnh Nghiêm"
    assert "Di tích quốc gia đặc biệt" in visitor.text


def test_2_what_three_libraries_hold_on_the_uprising_and_nothing_restricted(
    visitor: Visitor,
) -> None:
    visitor.come()
    visitor.menu("Chủ đề")
    visitor.follow(re.compile("Khởi nghĩa Yên Thế"))
    assert visitor.heading.startswith("Khởi nghĩa Yên Thế")
    for library in ("Thư viện tỉnh Bắc Giang", "Thư viện Yên Dũng", "Thư viện cơ sở"):
        assert library in visitor.text
    visitor.follow(re.compile("Tìm kiếm của mục này"))
    assert re.search(r"\d+ kết quả", visitor.text)


def test_3_a_journey_in_march_with_festivals(visitor: Visitor) -> None:
    visitor.come()
    visitor.menu("Lịch lễ hội")
    visitor.page.select_option("#month", "3")
    visitor.page.fill("#year", "2027")
    visitor.page.get_by_role("button", name="Xem").click()
    visitor.look()
    assert visitor.heading == "Lễ hội tháng 3 năm 2027"
    assert visitor.text.index("15–17/3/2027") < visitor.text.index("19–21/3/2027")
    with visitor.page.expect_download() as saved:
        visitor.page.get_by_role("link", name="Thêm vào lịch: Lễ hội chùa Vĩnh Nghiêm").click()
    entry = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20270319" in entry and "DTEND;VALUE=DATE:20270322" in entry
    visitor.follow("Lễ hội chùa Vĩnh Nghiêm")
    visitor.follow("Chùa Vĩnh Nghiêm")
    assert "Tham quan chùa Vĩnh Nghiêm" in visitor.text


def test_4_the_trail_with_something_to_read_at_each_stop(visitor: Visitor) -> None:
    visitor.come()
    visitor.seek("tay yen tu")
    visitor.follow("Tuyến Tây Yên Tử")
    stops = visitor.page.locator(".stops > li").all_inner_texts()
    assert [stop.split("\n")[0] for stop in stops] == [
        "Tham quan chùa Vĩnh Nghiêm", "Khu du lịch Suối Mỡ", "Chùa Hạ, Tây Yên Tử",
        "Chùa Thượng, Tây Yên Tử",
    ]  # fmt: skip
    assert "Đọc thêm" in stops[0]
    visitor.page.locator(".stops > li").first.locator("ul a").first.click()
    visitor.look()
    assert visitor.page.locator(".kicker .kind").inner_text() == "Tài liệu"


def test_5_years_of_birth_with_those_who_give_them(visitor: Visitor) -> None:
    visitor.come()
    visitor.seek("de tham")
    visitor.follow("Hoàng Hoa Thám")
    born = visitor.page.locator("dl.facts > div", has_text="Ngày sinh").inner_text()
    assert re.search(r"1858\s*Thư viện", born) and re.search(r"1836\s*Bảo tàng", born)


def test_6_the_land_in_1964(visitor: Visitor) -> None:
    visitor.come()
    visitor.follow(re.compile("Theo địa giới"))
    visitor.page.fill("#on", "1964-01-01")
    visitor.page.get_by_role("button", name="Xem").click()
    visitor.look()
    assert (
        "tỉnh Hà Bắc" in visitor.text and "tỉnh Bắc Giang" not in visitor.text.split("lớn nhất")[1]
    )
    visitor.page.locator("main .rows").get_by_role("link", name=re.compile(r"\d+ mục")).click()
    visitor.look()
    assert "on=1964-01-01" in visitor.page.url
    assert int(re.search(r"(\d+) kết quả", visitor.text)[1]) > 100  # type: ignore[index]


def test_7_fifty_results_to_take_home(visitor: Visitor) -> None:
    visitor.come()
    visitor.follow(re.compile("Sách và tài liệu"))
    visitor.follow(re.compile("tìm", re.IGNORECASE))
    with visitor.page.expect_download() as saved:
        visitor.page.get_by_role("link", name="Bảng tính (CSV)").click()
    taken = Path(saved.value.path()).read_bytes()
    assert taken.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(taken.decode("utf-8-sig"))))
    assert len(rows) > 50 and all(len(row) == len(rows[0]) for row in rows)
    assert all("/e/work/" in row[0] for row in rows[1:])


def test_8_a_page_is_cited(visitor: Visitor) -> None:
    visitor.come("en")
    visitor.seek("Vinh Nghiem Pagoda")
    visitor.follow("Vĩnh Nghiêm Pagoda")
    cited = visitor.page.locator(".cite").inner_text()
    assert (
        "Vĩnh Nghiêm Pagoda" in cited and "https://mocban.example/e/monument/vinh-nghiem" in cited
    )
    with visitor.page.expect_download() as saved:
        visitor.page.get_by_role("link", name="BibTeX").click()
    assert "https://mocban.example/e/monument/vinh-nghiem" in Path(saved.value.path()).read_text()


def test_9_another_language_in_the_middle(visitor: Visitor) -> None:
    visitor.come()
    visitor.seek("vĩnh nghiêm")
    visitor.menu("English")
    assert visitor.page.url.endswith("/en/search?q=v%C4%A9nh+nghi%C3%AAm")
    assert re.search(r"\d+ results for “vĩnh nghiêm”", visitor.text)
    visitor.follow("Vĩnh Nghiêm Pagoda")
    visitor.menu("Tiếng Việt")
    assert visitor.heading == "Chùa Vĩnh Nghiêm"
    assert visitor.page.locator("html").get_attribute("lang") == "vi"


@pytest.mark.parametrize("visitor", ["phone"], indirect=True)
def test_10_a_whole_day_on_a_phone(visitor: Visitor) -> None:
    visitor.come()
    visitor.seek("vinh nghiem")
    visitor.follow("Chùa Vĩnh Nghiêm")
    visitor.follow("Lễ hội chùa Vĩnh Nghiêm")
    assert "12–14 tháng Hai âm lịch" in visitor.text
    visitor.menu("Bản đồ")
    visitor.page.fill("main input[name=q]", "bo da")
    visitor.page.get_by_role("button", name="Xem").click()
    visitor.look()
    visitor.follow("Chùa Bổ Đà")
    visitor.menu("English")
    assert visitor.heading == "Bổ Đà Pagoda"
    visitor.menu("Timeline")
    assert visitor.page.locator("main").get_by_text("Victory at Xương Giang").is_visible()
    visitor.menu("Topics")
    visitor.follow(re.compile("The victory at Xương Giang"))
    assert visitor.page.locator(".kicker .kind").inner_text() == "Local-history topic"
