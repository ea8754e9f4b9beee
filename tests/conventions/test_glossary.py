"""docs/domain.md and the code use the same words, and pages speak of people as it says."""

import re
from importlib import import_module

import pytest

from tests.conventions.code import REPOSITORY, files, name_of, told
from trellis.safety.privacy import trellis_models

BUILT = re.compile(r"^\| \*\*([a-z ]+)\*\* \|.*\| `([\w.]+)` \|$", re.MULTILINE)
KEPT_FREE = re.compile(r"^\| \*\*([a-z ]+)\*\* \| [^|`]+ \|$", re.MULTILINE)
UNKIND = re.compile(
    r"\b(addicts?|junk(?:ie|y)s?|druggies?|alcoholics?\b(?! anonymous)|relapse[ds]?|(?:substance|drug|alcohol) abuse"
    r"|abusers?|service users?|clean time)\b",
    re.IGNORECASE,
)
GLOSSARY = (REPOSITORY / "docs" / "domain.md").read_text(encoding="utf-8")
NAMES_OF_OTHERS = re.compile(r"Adult Children of Alcoholics|Children of Alcoholics|Cocaine Anonymous", re.IGNORECASE)


def spaced(name: str) -> str:
    """PrivacyClass → privacy class."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def exists(dotted: str) -> bool:
    """Whether a module, or a name in a module, can be imported."""
    module, _, name = dotted.rpartition(".")
    try:
        return hasattr(import_module(module), name) or bool(import_module(dotted))
    except ImportError:
        return False


def test_every_model_stands_in_the_glossary_under_its_own_name():
    words = {code: word for word, code in BUILT.findall(GLOSSARY)}
    missing = [
        f"{model.__module__}.{model.__name__}"
        for model in trellis_models()
        if words.get(f"{model.__module__}.{model.__name__}") != spaced(model.__name__)
    ]
    assert not missing, "Give each a row in docs/domain.md:" + told(missing)


def test_every_name_in_the_glossary_exists():
    gone = [f"{word}: {code}" for word, code in BUILT.findall(GLOSSARY) if not exists(code)]
    assert not gone, told(gone)


def test_a_word_that_is_kept_free_names_no_model_yet():
    models = {spaced(model.__name__) for model in trellis_models()}
    assert models & set(KEPT_FREE.findall(GLOSSARY)) == set(), "It is built now: move it up in docs/domain.md."


def test_every_word_is_explained_once():
    words = [word for word, _ in BUILT.findall(GLOSSARY)] + KEPT_FREE.findall(GLOSSARY)
    assert sorted(words) == sorted(set(words))
    assert len(words) == GLOSSARY.count("\n| **"), "A row of the glossary has another shape than the rest."


def test_our_own_words_are_kind():
    unkind = [
        f"{name_of(file)}: {match[0]}"
        for file in files(".html", ".js", under=("trellis",))
        for match in UNKIND.finditer(NAMES_OF_OTHERS.sub("", file.read_text(encoding="utf-8")))
    ]
    assert not unkind, "docs/domain.md has the words to use:" + told(unkind)


@pytest.mark.parametrize("bad", ["for addicts", "after a relapse", "our service users", "an alcoholic"])
def test_unkind_words_are_found(bad):
    assert UNKIND.search(bad)


@pytest.mark.parametrize("good", ["addiction", "Alcoholics Anonymous", "a clean kitchen", "return to use"])
def test_other_words_pass(good):
    assert not UNKIND.search(good)
