"""Which of many names are worth comparing: those that share a word or a key that few have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from graph_model.identity.likeness import MARKET_WEIGHT, Weight, plain_weight
from graph_model.identity.spelling import Spelling

MOST_SHARING = 60
"""A key that more names have tells nothing: it stands for no pair."""
OFTEN = 8
"""A word in so many names still tells as much as one in two."""
OFTEN_SHARE = 0.01
_LEAST_SLIPPED = 5
"""A word of fewer letters is looked for as it is."""


def weights(spellings: Sequence[Spelling]) -> Weight:
    """What each word tells among these names: the less, the more of them have it."""
    names = {one.words for one in spellings}
    counted = Counter(word for words in names for word in set(words))
    often = max(OFTEN, len(names) * OFTEN_SHARE)
    told = {
        word: max(MARKET_WEIGHT, min(plain_weight(word), often / count))
        for word, count in counted.items()
    }
    return lambda word: told[word] if word in told else plain_weight(word)


def worth_comparing(spellings: Sequence[Spelling]) -> Iterator[tuple[int, int]]:
    """Places of names that may be one, each pair once, the earlier first."""
    blocks: dict[str, list[int]] = defaultdict(list)
    counted = Counter(word for one in spellings for word in set(one.words))
    for at, one in enumerate(spellings):
        for key in set(_keys(one, counted)):
            blocks[key].append(at)
    seen: set[tuple[int, int]] = set()
    for key, places in blocks.items():
        if len(places) > MOST_SHARING and not key.startswith("="):
            continue
        for pair in combinations(places, 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _keys(one: Spelling, counted: Counter[str]) -> Iterator[str]:
    """What a name is looked for by: all of it, its rarest words, its letters without one."""
    if not one.words:
        return
    yield f"={one.key}"
    yield f"w{' '.join(sorted(one.words))}"
    yield from (f"w{' '.join(sorted(words))}" for words in one.others)
    yield f"i{one.short_key}"
    if len(one.words) > 2:
        yield f"i{one.initials}"
    words = sorted(set(one.words), key=lambda word: (counted[word], word))
    yield from (f"t{word}" for word in words)
    yield from (f"p{a} {b}" for a, b in combinations(sorted(words[:3]), 2))
    yield from (f"s{part}" for word in words[:2] for part in _without_one(word))
    yield from (f"k{part}" for part in _without_one(one.short_key))


def _without_one(text: str) -> Iterator[str]:
    """A text, and the same without each of its letters: two that are a slip apart share one."""
    if len(text) < _LEAST_SLIPPED or len(text) > 40:
        return
    yield text
    yield from (text[:at] + text[at + 1 :] for at in range(len(text)))
