"""A refusal says which limit was reached, and where all data can be had, in both languages."""

import pytest

from mocban.graph import refusals
from mocban.graph.refusals import QueryRefused


@pytest.mark.parametrize(
    ("refusal", "en", "vi"),
    [
        (refusals.Timeout(2.5), "2.5 seconds", "2.5 giây"),
        (refusals.OutOfMemory(40 * 2**20), "40 MiB of memory", "40 MiB bộ nhớ"),
        (refusals.AnswerTooLarge(64 * 2**20), "64 MiB", "64 MiB"),
        (refusals.TooManyRows(1_000_000), "1,000,000 rows", "1.000.000 dòng"),
        (refusals.Busy(5), "5 seconds", "5 giây"),
        (refusals.TooOften(7), "7 seconds", "7 giây"),
    ],
)
def test_a_limit_is_named_and_the_dumps_are_shown(refusal: QueryRefused, en: str, vi: str) -> None:
    assert en in refusal.text.en and "/dump/" in refusal.text.en
    assert vi in refusal.text.vi and "/dump/" in refusal.text.vi


@pytest.mark.parametrize("refusal", [refusals.Busy(5), refusals.TooOften(5), refusals.WorkerLost()])
def test_who_may_come_again_is_told_when(refusal: QueryRefused) -> None:
    assert refusal.retry_after


def test_the_limits_of_partners_are_named() -> None:
    refusal = refusals.PartnerTooLarge("https://partner.example/", 10_000, 10 * 2**20)
    assert "10,000 rows and 10 MiB" in refusal.text.en
    assert "10.000 dòng hoặc 10 MiB" in refusal.text.vi
