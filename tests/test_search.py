"""The search index: Vietnamese names with and without tones, ranked, paged and safe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mocban.errors import BuildError
from mocban.graph.query import Found, Query
from mocban.graph.search import PAGE, Entry, Search, write

E = "https://mocban.example/e/"
TODAY = "2026-11-22"


def entry(kind: str, key: str, *labels: tuple[str, str], weight: float = 1.0) -> Entry:
    return Entry(f"{E}{kind}/{key}", kind, list(labels), ["svhtt"], weight)


ENTRIES = [
    entry("monument", "vinh-nghiem", ("vi", "Chùa Vĩnh Nghiêm"), ("vi-Hani", "永嚴寺"),
          ("en", "Vĩnh Nghiêm Pagoda"), weight=40),
    entry("ich", "hoi", ("vi", "Lễ hội chùa Vĩnh Nghiêm"), weight=60),
    entry("person", "ho", ("vi", "Hồ"), weight=1),
    entry("person", "ho-2", ("vi", "Hổ"), weight=9),
    entry("place", "hoa", ("vi", "Hòa Bình"), weight=2),
    entry("monument", "dinh", ("vi", "Đình Thổ Hà"), weight=3),
    entry("monument", "den", ("vi", 'Đền "Thề" AND (x OR NEAR)'), weight=3),
]  # fmt: skip


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    path = tmp_path_factory.mktemp("search") / "labels.sqlite"
    assert write(path, iter(ENTRIES)) == len(ENTRIES)
    index = Search(path)
    yield index
    index.close()


def find(search: Search, q: str, language: str = "vi", size: int = 20, **asked: Any) -> Found:
    return search.ask(Query(q=q)._replace(**asked), language, size, TODAY)


def keys(search: Search, q: str, size: int = 20, **asked: Any) -> list[str]:
    return [hit.iri.removeprefix(E) for hit in find(search, q, size=size, **asked).hits]


def test_words_without_tones_find_names_with_them(search: Search) -> None:
    assert keys(search, "chua vinh nghiem") == ["monument/vinh-nghiem", "ich/hoi"]
    assert keys(search, "dinh tho ha") == ["monument/dinh"]


def test_a_whole_name_comes_before_a_weightier_name_that_contains_it(search: Search) -> None:
    assert keys(search, "Chùa Vĩnh Nghiêm")[0] == "monument/vinh-nghiem"
    assert keys(search, "vinh nghiem")[0] == "ich/hoi"


def test_typed_tones_come_first_and_the_others_still_come(search: Search) -> None:
    assert keys(search, "Hồ") == ["person/ho", "person/ho-2", "ich/hoi", "place/hoa"]
    assert keys(search, "ho") == ["person/ho-2", "person/ho", "ich/hoi", "place/hoa"]


def test_both_places_of_the_tone_mark_are_one_word(search: Search) -> None:
    assert keys(search, "hoà bình") == keys(search, "hòa bình") == ["place/hoa"]


def test_the_last_word_may_be_unfinished_and_the_first_may_not(search: Search) -> None:
    assert "monument/vinh-nghiem" in keys(search, "chùa vĩnh ng")
    assert keys(search, "chù vĩnh") == []


def test_any_part_of_a_han_name_is_found(search: Search) -> None:
    assert keys(search, "嚴寺") == keys(search, "永嚴寺") == ["monument/vinh-nghiem"]


def test_decomposed_text_is_the_same_text(search: Search) -> None:
    assert keys(search, "Chu\u0300a Vi\u0303nh") == keys(search, "Chùa Vĩnh")


@pytest.mark.parametrize(
    "q", ['"', '""', "*", "a OR b", "NEAR(", "folded:", "^", "(", "\\", "x\x00y", "'; DROP", "-"]
)
def test_nothing_that_is_typed_is_an_operator(search: Search, q: str) -> None:
    assert find(search, q).total in (0, 1)


def test_operators_in_a_name_are_words(search: Search) -> None:
    assert keys(search, 'thề" AND (x or near') == ["monument/den"]


def test_kinds_are_counted_and_can_be_asked_for(search: Search) -> None:
    found = find(search, "vinh nghiem", kinds=("monument",))
    counts = {value.value: value.count for value in found.facet("type").values}
    assert (found.total, counts) == (1, {"ich": 1, "monument": 1})
    assert search.kinds() == {"ich": 1, "monument": 3, "person": 2, "place": 1}


def test_the_reader_sees_one_label_in_the_language_asked_for(search: Search) -> None:
    (hit,) = find(search, "thổ hà", "en").hits
    assert hit.label == ("Đình Thổ Hà", "vi")
    assert find(search, "永", "en").hits[0].label == ("Vĩnh Nghiêm Pagoda", "en")


def test_the_first_label_of_a_language_is_the_one_shown(tmp_path: Path) -> None:
    write(tmp_path / "x", [entry("monument", "x", ("vi", "Chùa Vĩnh Nghiêm"), ("vi", "Chùa La"))])
    index = Search(tmp_path / "x")
    (hit,) = find(index, "chùa la").hits
    assert [label.text for label in hit.labels] == ["Chùa Vĩnh Nghiêm", "Chùa La"]
    index.close()


def test_pages_of_results_neither_repeat_nor_lose_any(tmp_path: Path) -> None:
    names = ["Bà", "Ba", "Bá", "Bã", "Bạ", "Ba Đình", "Bà Chúa", "Bá Hộ"]
    write(tmp_path / "x", (entry("person", str(i), ("vi", n)) for i, n in enumerate(names)))
    index = Search(tmp_path / "x")
    whole = keys(index, "Bà", 100)
    paged = [key for page in range(1, 6) for key in keys(index, "Bà", 2, page=page)]
    assert paged == whole and sorted(whole) == [f"person/{i}" for i in range(8)]
    assert whole[:2] == ["person/0", "person/1"], "the name, then the name without its tone"
    index.close()


def test_lists_are_in_the_order_of_the_vietnamese_alphabet(tmp_path: Path) -> None:
    names = ["Đình Cả", "Dĩnh Kế", "Ăn", "Ấn", "An", "Bạ", "Bà"]
    write(tmp_path / "x", (entry("place", str(i), ("vi", n)) for i, n in enumerate(names)))
    index = Search(tmp_path / "x")
    page = index.browse("place", "vi")
    assert [hit.label.text for hit in page.hits] == [
        "An", "Ăn", "Ấn", "Bà", "Bạ", "Dĩnh Kế", "Đình Cả",
    ]  # fmt: skip
    assert index.browse("place", "vi", 2).hits == [] and page.total == 7 and PAGE >= 20
    index.close()


def test_an_empty_workspace_has_an_index_that_finds_nothing(tmp_path: Path) -> None:
    assert write(tmp_path / "x", []) == 0
    index = Search(tmp_path / "x")
    assert find(index, "chùa").total == 0 and index.kinds() == {}
    index.close()


def test_the_same_entries_in_another_order_make_the_same_index(tmp_path: Path) -> None:
    write(tmp_path / "a", ENTRIES)
    write(tmp_path / "b", ENTRIES[::-1])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_index_is_never_written_over(tmp_path: Path) -> None:
    write(tmp_path / "x", [])
    with pytest.raises(BuildError):
        write(tmp_path / "x", ENTRIES)
