"""What comes of every contract at its last day: does it renew, may it be extended or left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from queries.contract.contract import LastDays, capping, last_days, least_above
from queries.contract.terms import UNLIMITED, Numbers, Terms, added, first_term, terms
from queries.snapshot.days import NO_END, Days
from queries.snapshot.rows import Flags, Ints, Rows, as_ints, grouped
from queries.snapshot.snapshot import Snapshot

Pairs = tuple[Ints, Ints]


@dataclass(frozen=True)
class Prospects:
    """Of every contract as of a ``day``, in columns, shapes (contracts,); days are NO_END for none.

    ``caps`` are the pairs of a child and a parent (positions) that ends it. What is told of a
    contract whose last day is past is that day.
    """

    terms: Terms
    last: LastDays
    caps: Pairs
    day: int

    @cached_property
    def furthest(self) -> Days:
        """The last days if all tacit renewals come to pass, capped by the parents'."""
        own = self.terms.after(self.terms.most)
        own[self.terms.most >= UNLIMITED] = NO_END
        return least_above(own, *self.caps)

    @cached_property
    def renewed(self) -> Days:
        """The last days once every term that ends on one has renewed; the same where none does."""
        return self._going_on(self.terms.after(self._next))

    @property
    def _next(self) -> Numbers:
        return np.minimum(self.last.renewals + 1, self.terms.most)

    @cached_property
    def renews(self) -> Flags:
        """Where the contract goes on by itself, if nobody acts."""
        renews: Flags = self.renewed > self.last.last
        return renews

    @cached_property
    def extends(self) -> Flags:
        """Where it would go on if the options that end with it were used.

        An option whose term is not recorded gives at least a day.
        """
        terms, own = self.terms, self.last.own
        days = np.maximum(terms.term_days, (terms.term_months == 0).astype(np.int64))
        used = added(own, terms.term_months, days)
        following = np.where(terms.option & (own != NO_END), used, terms.after(self._next))
        extends: Flags = self._going_on(following) > self.last.last
        return extends

    def _going_on(self, following: Days) -> Days:
        """The last days if what ends with its own term goes on to a following day instead.

        A parent whose last day is later caps with that; one that ends on the same day caps with
        the day that it goes on to itself.
        """
        child, parent = self.caps
        last = self.last.last
        going_on = np.where(self.last.own > last, self.last.own, following)
        later = last[parent] > last[child]
        np.minimum.at(going_on, child[later], last[parent[later]])
        return least_above(going_on, child[~later], parent[~later])

    @cached_property
    def _leaving(self) -> Numbers:
        """The renewals after which a notice ends it that is given on the day or as soon as due."""
        free = replace(self.terms, least=np.maximum(self.terms.least, self.last.renewals))
        return first_term(free, self.day, noticed=True)

    @cached_property
    def left(self) -> Days:
        """The own last days, not capped, if notice is given as soon as it can be."""
        return self.terms.after(self._leaving)

    @cached_property
    def exit(self) -> Days:
        """The last days if notice is given as soon as it can be: the first end that is still open.

        Of a contract that goes on with its parents only, that is its own end: whether the parents
        get notice is asked of them.
        """
        return np.minimum(self.left, self.furthest)

    @cached_property
    def exit_together(self) -> Days:
        """The last days if notice is given of the contract and of all that it ends with."""
        return least_above(self.left, *self.caps)

    def ending_together(self, position: int) -> Ints:
        """What ends on a contract's ``exit_together`` with it (positions), itself included.

        Notice is given of it, or of what it is under, whichever ends it; what is under that ends.
        """
        child, parent = self.caps
        above = _reached([position], grouped(child, len(self.left)), parent)
        day = self.exit_together[position]
        ended = [at for at in above if self.left[at] == day]
        return as_ints(sorted(_reached(ended, grouped(parent, len(self.left)), child)))

    @cached_property
    def notice_by(self) -> Days:
        """The next last day to give notice, from the day on, where that would end it earlier."""
        open_ = (self._leaving < self.terms.most) & (self.left < self.furthest) & self._running
        return np.where(open_, self.terms.notice_before(self.left), NO_END)

    @cached_property
    def notice_missed(self) -> Days:
        """The last day to give notice for the term that runs, where it is past and it renews."""
        due = self.terms.notice_before(self.last.own)
        renews = (self.last.renewals < self.terms.most) & (self.last.own < self.furthest)
        return np.where(renews & (due < self.day) & self._running, due, NO_END)

    @cached_property
    def option_by(self) -> Days:
        """The last day to use its option, past or not: the last day less the notice."""
        open_ = self.terms.option & self.extends & (self.last.own == self.last.last)
        return np.where(open_ & self._running, self.terms.notice_before(self.last.own), NO_END)

    @cached_property
    def _running(self) -> Flags:
        """Where the last day is not past."""
        running: Flags = self.last.last >= self.day
        return running


def _reached(begin: list[int], by: Rows, ends: Ints) -> list[int]:
    """Where pairs lead to from some positions, any number of steps on, those included."""
    found = dict.fromkeys(begin)
    for at in (waiting := list(begin)):
        new = [end for end in ends[by.of(at)].tolist() if end not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return waiting


def prospects(snapshot: Snapshot, day: int, visible: Flags | None = None) -> Prospects:
    """What comes of every contract as of a day; with ``visible`` other rows cap none."""
    known = terms(snapshot)
    last = last_days(snapshot, known, day, visible)
    return Prospects(known, last, capping(snapshot, known, day, visible=visible), day)
