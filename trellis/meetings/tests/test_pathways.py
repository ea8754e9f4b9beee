import re

import pytest

from trellis.meetings.pathways import OTHER, PATHWAYS, PathwayKind, pathway, pathway_named


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Alcoholics Anonymous", "aa"),
        ("alcoholics anonymous great britain", "aa"),
        ("A.A.", "aa"),
        ("NA (UK)", "na"),
        ("UKNA", "na"),
        ("Narcotics Anonymous", "na"),
        ("CA UK", "ca"),
        ("SMART Recovery", "smart"),
        ("UK SMART Recovery Family & Friends", "smart-ff"),
        ("CoDA", "coda"),
        ("Al Anon", "al-anon"),
        ("ACT Peer Recovery", "act"),
        ("Recovery Cafe", "cafe"),
    ],
)
def test_a_pathway_is_known_by_the_names_feeds_give_it(words: str, code: str) -> None:
    assert pathway_named(words) == code


@pytest.mark.parametrize("words", ["", "Faithful Few", "Sunday Morning", "Nation", "uk"])
def test_words_that_name_no_pathway_name_none(words: str) -> None:
    assert pathway_named(words) is None


def test_every_pathway_is_known_by_all_its_own_names() -> None:
    for code, facts in PATHWAYS.items():
        for name in (code, facts.name, facts.short, *facts.also):
            assert pathway_named(name) == code, name


def test_an_unknown_code_is_another_way_of_recovery() -> None:
    assert pathway("no-such-code").code == OTHER
    assert pathway("na").short == "NA"


def test_every_pathway_has_its_facts_in_plain_words() -> None:
    for code, facts in PATHWAYS.items():
        assert re.fullmatch(r"[a-z0-9-]{2,20}", code)
        assert facts.name
        assert facts.for_whom[0].islower()
        assert facts.expect.endswith(".")
        assert not re.search(r"\b(addict|clean|relapse)\b", f"{facts.for_whom} {facts.expect}")
        assert bool(facts.site) == bool(facts.not_affiliated)
        assert facts.site.startswith("https://") or not facts.site


def test_there_is_more_than_one_kind_of_pathway_for_every_kind_of_person() -> None:
    kinds = {facts.kind for facts in PATHWAYS.values()}
    assert kinds == set(PathwayKind)
    assert all(kind.words for kind in kinds)


def test_the_order_of_the_table_means_nothing() -> None:
    assert list(PATHWAYS) == sorted(PATHWAYS)
