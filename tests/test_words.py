"""The words of the site: two gettext catalogues that say the same."""

import re
from pathlib import Path

import pytest
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from mocban.site.words import LANGUAGES, Words, catalogue, table

SITE = Path(__file__).parent.parent / "site"
# Words that scripts (tests/test_editor.py) and `Words.kind` say by keys of their own.
SCRIPTS = ("editor.", "drawn.", "sparnatural.", "kind.", "kinds.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_well_formed_and_has_the_plural_forms_of_its_language(language: str) -> None:
    path = SITE / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        read = read_po(file, locale=language, abort_invalid=True)
    assert read.num_plurals == get_plural(language).num_plurals
    assert read.plural_expr == get_plural(language).plural_expr
    for message in read:
        if message.pluralizable:
            assert len(message.string or ()) == read.num_plurals, message.id
        assert not message.fuzzy or not message.id, message.id


def test_every_word_is_there_in_both_languages() -> None:
    assert {key for language in LANGUAGES for key in catalogue(language).said} == set(table())
    for key, row in table().items():
        assert set(row) == set(LANGUAGES), key
        assert all(form.strip() for each in LANGUAGES for form in catalogue(each).said[key]), key
        named = [set(re.findall(r"{(\w+)}", said)) for said in row.values()]
        # A century is XX in one language and 20th in the other.
        own = key.startswith(("date.", "festival.")) or ".century" in key
        assert named[0] == named[1] or own, key


def test_every_word_that_is_used_exists_and_every_word_is_used() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("", "templates")
        for path in (SITE / folder).iterdir()
        if path.suffix in (".py", ".html", ".yaml")
    ]
    called = r'\b(?:t|words)(?:\.count)?\(\s*"([\w.-]+)"'
    said = {key for text in texts for key in re.findall(called, text)}
    # A key that ends in a dot is the beginning of some: `t("kind." ~ kind)`, f"date.{unit}".
    begins = r"""["']((?:[\w-]+\.)+)["'{]"""
    begun = {key for text in texts for key in re.findall(begins, text)}
    assert {key for key in said if not key.endswith(".")} - table().keys() == set()
    mentioned = "\n".join(texts)
    unused = {
        key
        for key in table()
        if not re.search(rf"(?<![\w.-]){re.escape(key)}(?![\w-])", mentioned)
        and not key.startswith((*SCRIPTS, *begun))
    }
    assert unused - set(LANGUAGES) == set()


def test_what_is_counted_takes_the_form_of_its_number() -> None:
    english, vietnamese = Words("en"), Words("vi")
    assert english.count("home.count", 1) == "1 entry"
    assert english.count("home.count", 0) == "0 entries"
    assert english.count("home.count", 3050) == "3,050 entries"
    assert vietnamese.count("home.count", 1) == "1 mục"
    assert vietnamese.count("home.count", 3050) == "3.050 mục"
    assert vietnamese.number(3050.5) == "3.050,5"
    assert english.number(-0.5) == "-0.5"
