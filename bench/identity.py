"""Which of 7,000 spellings of suppliers may be one: names read, paired, compared.

Firms are made of syllables and market words, each spelt one to three times: other legal forms,
capitals, a letter lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from bench.figure import FULL, BenchFigure, timed
from graph_model.facts import Item
from graph_model.identity.named_item import named_item
from graph_model.identity.proposals import proposals
from graph_model.identity.spelling import spelling

SYLLABLES = re.findall(r"\w+", "ba co da fe gi ho ju ka lo mi na or pe qui ra si tu va wi ster ton")
MARKET = ("Technologies", "Systems", "Solutions", "Group", "Services", "Consulting", "Data")
MOST_SECONDS = 10
FORMS = ("Inc.", "LLC", "Corp.", "Ltd", "Company", "")


def spellings(number: int, seed: int = 3) -> list[str]:
    """So many spellings of about half as many firms."""
    draw, made = Random(seed), list[str]()
    while len(made) < number:
        first = "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 3))).title()
        words = " ".join((first, *draw.sample(MARKET, draw.randint(0, 2))))
        made += [_spelt(words, draw) for _ in range(draw.choice((1, 1, 1, 2, 3)))]
    return made[:number]


def _spelt(words: str, draw: Random) -> str:
    text = f"{words} {draw.choice(FORMS)}".strip()
    if draw.random() < 0.2:
        at = draw.randrange(len(text) - 1)
        text = text[:at] + text[at + 1 :]
    return text.upper() if draw.random() < 0.3 else text


def measure(size: str) -> Iterator[BenchFigure]:
    """The seconds of all of it."""
    names = spellings(7_000 if size == FULL else 500)
    items = [Item("Supplier", f"s:{n:05}", {"name": name}) for n, name in enumerate(names)]
    spelling.cache_clear()
    found, took = timed(lambda: proposals([*map(named_item, items)], lambda one, other: False))
    said = f"{len(names):,} spellings: {len(found):,} pairs that may be one"
    met = took <= MOST_SECONDS if size == FULL else None
    yield BenchFigure(said, took, "s", target=f"at most {MOST_SECONDS} s", met=met)
