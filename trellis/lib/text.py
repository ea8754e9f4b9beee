"""Words as feeds bring them, made fit to read: no mark-up, no stray white space, no shouting."""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

_BREAKS: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"<\s*(script|style)\b.*?<\s*/\s*\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAGS: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_ENTITIES: Final = re.compile(r"&(?:amp|lt|gt|quot|nbsp|apos);", re.IGNORECASE)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
_SPACES: Final = re.compile(r"[^\S\n]+")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_ODD_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)


def plain(words: str) -> str:
    """Text without HTML, its paragraphs kept as lines: "Bring a <b>mug</b>&nbsp;<br>Ring twice" is two lines."""
    if "<" in words:
        words = _TAGS.sub("", _BREAKS.sub("\n", _HIDDEN.sub("", words)))
    if "&" in words:  # some are escaped twice, and one exporter writes "&Amp;"
        words = html.unescape(html.unescape(_ENTITIES.sub(lambda match: match[0].lower(), words)))
    words = _CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in words.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def one_line(words: str) -> str:
    """`plain`, on one line."""
    if words.isascii() and words.isprintable() and "<" not in words and "&" not in words:
        return " ".join(words.split())
    return " ".join(plain(words).split())


def clip(words: str, limit: int) -> str:
    """At most `limit` characters, cut between words, with an ellipsis that says so."""
    if len(words) <= limit:
        return words
    cut = words[: limit - 1]
    if " " in cut[limit // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:-") + "…"


def typed(words: str) -> str:
    """What somebody typed, without characters that nobody sees; signs and brackets stay as they are."""
    words = _CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in words.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def has_tags(words: str) -> bool:
    """Whether it looks like HTML: "<b>", "</p>", "<!-- -->"; not "3 < 4"."""
    return bool(_TAGS.search(words) or _HIDDEN.search(words))


@lru_cache(maxsize=8192)
def slug(words: str, limit: int = 60) -> str:
    """Letters, digits and hyphens for an address: "Ynys Môn, St Mary's" is "ynys-mon-st-marys"; cut between words."""
    lower = words.casefold().replace("'", "").replace("’", "").replace("&", " and ").translate(_ODD_LETTERS)
    if not lower.isascii():
        lower = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return cut_slug(_NOT_SLUG.sub("-", lower).strip("-"), limit)


def cut_slug(text: str, limit: int) -> str:
    """A slug of at most so many letters, cut between words."""
    if len(text) <= limit:
        return text
    return text[: limit + 1].rpartition("-")[0].strip("-") or text[:limit]


# -- names in capitals -------------------------------------------------------------------------------------------------

_WORD: Final = re.compile(r"[^\W\d_][\w'’]*")
_SMALL_WORDS: Final = frozenset(
    {"a", "an", "and", "at", "but", "by", "de", "for", "from", "in", "nr", "of", "off", "on", "or", "the", "to", "with"}
)
_INITIALS: Final = re.compile(
    r"aa|aca|acoa|afc|bhf|bsl|bt|ca|cab|cic|cio|cma|coda|csc|dvd|eda|fa|fc|ga|gp|ha|hq|jft|lgbt(q(ia)?)?|ma|na|nhs|nye|oa"
    r"|pc|pcn|qa|rafa|rc|rcn|rd|rsl|saa|slaa|smart|tra|tv|ua|uk|us|usa|va|wc|wi|ymca|ywca",
    re.IGNORECASE,
)
_NUMERAL: Final = re.compile(r"(?=[IVX])(X{0,2})(IX|IV|V?I{0,3})")
_VOWEL: Final = re.compile(r"[AEIOUYÀ-ÖØ-Ý]")


def is_shouted(words: str) -> bool:
    """All in capitals, and longer than a set of initials: "MONDAY NIGHT", "CANCELLED"; not "JFT", "YMCA" or "ASGAL"."""
    if not words.isupper() or sum(map(str.isalpha, words)) < 6:
        return False
    return any(len(word) > 3 and _VOWEL.search(word) and not _INITIALS.fullmatch(word) for word in _WORD.findall(words))


def calm(words: str) -> str:
    """A name in capitals as people write it ("ST MARY'S RC HALL" is "St Mary's RC Hall"); any other name as it is."""
    if not is_shouted(words):
        return words
    found = list(_WORD.finditer(words))
    ends = {found[0].start(), found[-1].start()}  # the first and last words of a title have a capital
    return _WORD.sub(lambda match: _calm_word(match[0], is_end=match.start() in ends), words)


def _calm_word(word: str, *, is_end: bool) -> str:
    lower = word.lower()
    if (
        _INITIALS.fullmatch(word)
        or _NUMERAL.fullmatch(word)
        or (len(word) > 1 and not _VOWEL.search(word) and lower != "st")
    ):
        return word
    if lower in _SMALL_WORDS and not is_end:
        return lower
    return word[0] + lower[1:]
