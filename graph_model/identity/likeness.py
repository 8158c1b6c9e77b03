"""How alike two names are, what is to be done about it, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from graph_model.identity.spelling import Spelling
from graph_model.identity.vocabulary import MARKET_WORDS

ASKED_FROM = 0.78
"""From this score on are two names shown to somebody; below it they are two."""
ASKED_OF_BOTH = 0.93
"""The same where each has a word that the other has not (Palo Alto Networks and Software)."""
DISTINCTIVE = 0.5
"""A word of this weight tells firms apart."""
MARKET_WEIGHT = 0.2

Weight = Callable[[str], float]
"""How much a word tells, 0 to 1."""


class Verdict(StrEnum):
    """What is to be done about two names."""

    SAME = "same"
    ASK = "ask"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, 0 to 1, and what speaks for it."""

    score: float
    verdict: Verdict
    reason: str


DIFFERENT = Likeness(0.0, Verdict.DIFFERENT, "their words differ")


def plain_weight(word: str) -> float:
    """What a word tells where nothing is known of the names around: market words tell little."""
    return MARKET_WEIGHT if word in MARKET_WORDS else 1.0


def likeness(one: Spelling, other: Spelling, weight: Weight = plain_weight) -> Likeness:
    """Compare two names: the same, perhaps the same, or two.

    Only names that differ in no word, and in no legal form that both have, are the same unasked.
    """
    if not one.words or not other.words:
        return DIFFERENT
    if one.key == other.key:
        return _same_words(one, other)
    return _in_words(one, other) or _alike(one, other, weight)


def _ask(score: float, reason: str) -> Likeness:
    return Likeness(score, Verdict.ASK, reason)


def _same_words(one: Spelling, other: Spelling) -> Likeness:
    if one.forms != other.forms and (
        (one.forms and other.forms) or not (one.distinctive or one.numbers)
    ):
        forms = " and ".join(sorted({*one.forms, *other.forms}))
        return _ask(0.97, f"the same words, of another legal form ({forms})")
    if one.cut or other.cut:
        return _ask(0.98, "the same words, with something beside them")
    return Likeness(1.0, Verdict.SAME, "the same words")


def _in_words(one: Spelling, other: Spelling) -> Likeness | None:
    """What can be told by whole words; None where it takes a closer look."""
    if _also(one, other):
        return _ask(0.95, "one says the other's name beside its own")
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return Likeness(0.0, Verdict.DIFFERENT, "their numbers differ")
    if sorted(one.words) == sorted(other.words):
        told = "the same words" if one.words == other.words else "the same words in another order"
        return _ask(0.93, told)
    if _is_acronym(one, other) or _is_acronym(other, one):
        return _ask(0.8, "one is the other's first letters")
    return None


def _also(one: Spelling, other: Spelling) -> bool:
    """Whether a name that stands in one is the other's own, or they share two."""
    if not one.others and not other.others:
        return False
    names = one.words in other.others and _tells(one.words)
    named = other.words in one.others and _tells(other.words)
    return names or named or len({*one.others} & {*other.others}) > 1


def _tells(words: tuple[str, ...]) -> bool:
    return len("".join(words)) > 2 and any(word not in MARKET_WORDS for word in words)


def _is_acronym(short: Spelling, long: Spelling) -> bool:
    """Whether a name of a few letters is made of the first ones of another's words."""
    return (
        3 <= len(short.key) <= 6
        and len(long.words) > 2
        and short.key.replace("and", "") == long.initials
    )


def _alike(one: Spelling, other: Spelling, weight: Weight) -> Likeness:
    """Compare word by word: twice the weight that they share, by the weight of all."""
    pairs, left, right = _matched(one.words, other.words)
    if _series(left) and _series(right):
        return Likeness(0.0, Verdict.DIFFERENT, "a letter tells them apart")
    if (close := _run_together(one, other, left, right)) is not None:
        return close
    total = sum(map(weight, one.words)) + sum(map(weight, other.words))
    shared = sum((weight(a) + weight(b)) * alike for a, b, alike in pairs)
    told = [a for a, b, _ in pairs if min(weight(a), weight(b)) >= DISTINCTIVE]
    score = round(shared / total, 2)
    if score < (ASKED_OF_BOTH if left and right else ASKED_FROM) or not told:
        return Likeness(min(score, ASKED_FROM - 0.01), Verdict.DIFFERENT, DIFFERENT.reason)
    return _ask(min(score, 0.92), _shared_reason(pairs, left + right))


def _shared_reason(pairs: list[tuple[str, str, float]], rest: list[str]) -> str:
    slips = [f"{a!r} for {b!r}" for a, b, alike in pairs if alike < 1]
    parts = [f"spelt {', '.join(slips)}"] if slips else []
    parts += [f"with {', '.join(map(repr, rest))} in one alone"] if rest else []
    return "; ".join(parts)


def _series(words: list[str]) -> bool:
    return any(len(word) == 1 for word in words)


def _run_together(
    one: Spelling, other: Spelling, left: list[str], right: list[str]
) -> Likeness | None:
    """Names of one word each, or divided otherwise, with a slip: letter by letter."""
    if one.numbers != other.numbers or len(one.words) == len(other.words) > 1:
        return None
    if not (_tells(tuple(left) or one.words) and _tells(tuple(right) or other.words)):
        return None
    slips = OSA.distance(one.key, other.key, score_cutoff=2)
    if slips > _allowed(min(len(one.key), len(other.key))):
        return None
    longest = max(len(one.key), len(other.key))
    return _ask(
        round(1 - slips / longest, 2), f"{slips} letters apart" if slips > 1 else "a letter apart"
    )


def _allowed(length: int) -> int:
    """How many slips a word of so many letters may have."""
    return 0 if length < 5 else 1 if length < 8 else 2


def _matched(
    ones: tuple[str, ...], others: tuple[str, ...]
) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
    """Words of two names that are one, the best first; and those of each that are left over."""
    left, right = list(ones), list(others)
    pairs: list[tuple[str, str, float]] = []
    for word in ones:
        if word in right:
            left.remove(word)
            right.remove(word)
            pairs.append((word, word, 1.0))
    near = ((alike, a, b) for a in left for b in right if (alike := _alike_words(a, b)))
    for alike, a, b in sorted(near, reverse=True):
        if a in left and b in right:
            left.remove(a)
            right.remove(b)
            pairs.append((a, b, alike))
    return pairs, left, right


@lru_cache(maxsize=65_536)  # the same words meet again in other names, and at the next revision
def _alike_words(one: str, other: str) -> float:
    """How sure two words are one, 0: not at all; a slip, or one shortened."""
    if not (one.isalpha() and other.isalpha()):
        return 0.0
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    allowed = _allowed(len(short))
    if len(long) - len(short) <= allowed:  # a slip changes the length by one at most
        slips = OSA.distance(one, other, score_cutoff=allowed)
        if slips <= allowed:
            return 1 - slips / len(long)
    return 0.9 if _shortens(short, long) else 0.0


def _shortens(short: str, long: str) -> bool:
    """Whether a word is another cut off, or without some letters behind its first."""
    if len(short) < 2 or len(short) > len(long) - 2 or short[0] != long[0]:
        return False
    if long.startswith(short):
        return len(short) > (2 if long in MARKET_WORDS else 3)
    return long in MARKET_WORDS and _within(short, iter(long))


def _within(letters: str, word: Iterator[str]) -> bool:
    return all(letter in word for letter in letters)
