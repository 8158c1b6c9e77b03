"""A name as it is compared: its words without case, accents, punctuation and legal form."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from anyascii import anyascii

from graph_model.identity.vocabulary import (
    ARTICLES,
    JOINING_WORDS,
    LAST_NUMERALS,
    LEGAL_FORMS,
    MARKET_WORDS,
    NUMBER_WORDS,
    SAYS_NOTHING,
    STANDS_FOR,
)

LONGEST = 300
"""So many characters of a name are read; nothing behind them tells firms apart."""
_ASIDE = re.compile(r"\(([^()]*)\)")
_REMARK = re.compile(
    r"^(?:an? .* company|in remediation|supplier|vendor|agency|inactive|closed|former|duplicate)?$"
)
_ALSO = re.compile(
    r"(?:\b(?:doing business as|trading as|formerly known as|formerly|also known as|now known as|"
    r"faisant affaires? sous(?: le nom(?: de)?)?|dba|fka|aka)\b|"
    r"(?<!\w)(?:d/b/a|t/a|f/k/a|a/k/a|y/o)(?!\w)):?",
)
_AGREEMENT = re.compile(r"(?<=\w)\s+agreement\b.*$")
_FORM = "|".join(sorted(LEGAL_FORMS, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?:(?<=\b)(?P<form>{_FORM})\.?[\s_#-]+(?:\d[\d-]{{3,}})|[\s_#-]+(?:fm-?\d+|\d[\d-]{{4,}}))$"
)
_INVERTED = re.compile(r"^([^,]+), ((?:[^,]* )?(?:of|of the|the|de|de la|de l'|du|des|d'))$")
_DOTTED = re.compile(r"(?<!\w)\w\.(?:\s?\w\.)*(?:\w(?!\w))?")
_APOSTROPHES = re.compile(r"['`\"]")
_WORD = re.compile(r"[a-z0-9]+")
_TOGETHER = (
    (re.compile(r"\bunited states(?: of america)?\b"), " us "),
    (re.compile(r"\bu\.?s\.?a\b\.?"), " us "),
    (re.compile(r"\bdistrict of columbia\b"), " dc "),
    (re.compile(r"\blimited partnership\b"), " lp "),
    (re.compile(r"\bsp\.? ?z ?o\.? ?o\b\.?"), " spzoo "),
    (re.compile(r"\ba/s$"), " as "),
    (re.compile(r"&"), " and "),
)


@dataclass(frozen=True)
class Spelling:
    """A name read: ``words`` are those that tell something, ``forms`` its legal forms.

    ``key`` has all its words run together: names with one key differ in no word. ``others`` are the
    words of names that stand in it beside its own: behind "dba", in brackets, behind a dash.
    ``cut`` is whether something was left out that may matter, so that nobody merges by it unasked.
    """

    text: str
    key: str
    words: tuple[str, ...]
    forms: frozenset[str]
    initials: str
    others: tuple[tuple[str, ...], ...] = ()
    cut: bool = False

    @cached_property
    def short_key(self) -> str:
        """The words that tell something, run together."""
        return "".join(self.words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in it, in digits."""
        return frozenset(n for word in self.words for n in re.findall(r"\d+", word))

    @property
    def distinctive(self) -> bool:
        """Whether it has a word that not many others have."""
        return any(word not in MARKET_WORDS for word in self.words)


@lru_cache(maxsize=65_536)
def spelling(name: str) -> Spelling:
    """Read a name; one of signs alone has no words."""
    text = anyascii(html.unescape(name[:LONGEST])).casefold().strip()
    plain = _AGREEMENT.sub("", text)
    asides = [aside.strip() for aside in _ASIDE.findall(plain)]
    bare = " ".join(_ASIDE.sub(" ", plain).split())
    unnumbered = _NUMBER.sub(lambda found: found["form"] or "", bare)
    named, *also = (part.strip(" ,:-") for part in _ALSO.split(unnumbered))
    dashed = named.split(" - ")
    also += dashed if len(dashed) == 2 else []
    told = [one for aside in asides for one in _ALSO.split(aside) if not _REMARK.match(one.strip())]
    own = _read(named, name)
    others = tuple(dict.fromkeys(words for one in (*also, *told) if (words := _read(one).words)))
    acronym = len(asides) == 1 and _read(asides[0]).key == own.initials
    cut = bool(also) or (unnumbered != " ".join(text.split()) and not acronym)
    return replace(own, others=others, cut=cut)


def _read(text: str, name: str = "") -> Spelling:
    """What a name says that has no other beside it."""
    turned = _INVERTED.sub(r"\2 \1", text)
    for pattern, as_ in _TOGETHER:
        turned = pattern.sub(as_, turned)
    joined = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", turned)
    named, forms = _without_forms(_WORD.findall(_APOSTROPHES.sub("", joined)))
    known = [STANDS_FOR.get(word, NUMBER_WORDS.get(word, word)) for word in named]
    if len(known) > 1 and known[-1] in LAST_NUMERALS:
        known[-1] = LAST_NUMERALS[known[-1]]
    words = tuple(word for word in known if word not in JOINING_WORDS) or tuple(known)
    initials = "".join("us" if word == "us" else word[0] for word in words)
    return Spelling(name, "".join(known), words, forms, initials)


def _without_forms(words: list[str]) -> tuple[list[str], frozenset[str]]:
    """The words between an article and the legal forms, and those forms."""
    named, forms = list(words), set[str]()
    while len(named) > 1 and named[-1] in LEGAL_FORMS:
        forms.add(LEGAL_FORMS[named.pop()])
    if len(named) > 1 and named[0] in ARTICLES:
        del named[0]
    return named, frozenset(forms - {SAYS_NOTHING})
