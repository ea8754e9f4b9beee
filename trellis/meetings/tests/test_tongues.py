"""Words of a listing are said to be in a language only where they are."""

import pytest

from trellis.meetings.tongues import common_language, language_of


@pytest.mark.parametrize(
    ("words", "code", "tag"),
    [
        ("Wejście od podwórka, proszę dzwonić na domofon.", "lang-pl", "pl"),
        ("Krok po kroku", "lang-pl", "pl"),
        ("Jak To Działa - Polish Meeting", "lang-pl", ""),
        ("La porte est au fond de la cour.", "lang-fr", "fr"),
        ("Soho La Puerta Negra (Spanish Speaking / Español)", "lang-es", "es"),
        ("Вход со двора", "lang-ru", "ru"),
        ("گروه امید", "lang-fa", "fa"),
    ],
)
def test_words_that_bear_their_language_out(words, code, tag):
    assert language_of(words, ("open", code)) == tag


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Entrance at the back of the church.", ("lang-pl",)),
        ("Balham Krok Po Kroku Polish Speaking", ("lang-pl",)),
        ("The café is at the back", ("lang-fr",)),
        ("Farsi Manchester", ("lang-fa",)),
        ("Sheffield Polish Speaking", ("lang-pl",)),
        ("", ("lang-pl",)),
    ],
)
def test_english_words_of_a_meeting_in_another_language_stay_english(words, codes):
    assert language_of(words, codes) == ""


def test_nothing_is_said_where_no_language_or_several_are_known():
    assert language_of("Krok po kroku", ("open",)) == ""
    assert language_of("Durys į laisvę", ("lang-lt", "lang-ru")) == ""
    assert language_of("Krok po kroku", ("lang-en", "lang-pl")) == "pl"


def test_a_group_has_the_language_that_all_its_meetings_have():
    assert common_language([["open", "lang-pl"], ["lang-pl", "lang-en"]]) == ("lang-pl",)
    assert common_language([["lang-pl"], ["open"]]) == ()
    assert common_language([]) == ()
