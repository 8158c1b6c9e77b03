"""What people say by their edits: found in the journal, by whichever door an edit came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph_model.changes import Image
from graph_model.claims import (
    EDITS,
    Assertions,
    Claim,
    Claims,
    implied,
    removed_by_hand,
    sources_of,
)
from graph_model.facts import Fact, Item, RelationKey, ref_of
from graph_model.values import Value, same


def take_edits(images: Iterable[Image], said: Assertions, by: str = EDITS) -> None:
    """Take the images of an edit into what is kept apart, the oldest revision first.

    A field that somebody sets is theirs from then on, an item that they remove stays away. What
    was overtaken since, so that the graph does not have it any more, is let be. ``by`` is another
    source, where it changed what others say before there were assertions.
    """
    gone = {ref_of(i.before) for i in images if isinstance(i.before, Item) and i.after is None}
    for image in images:
        ref = image.ref
        if isinstance(ref, RelationKey) and not gone.isdisjoint((ref.start, ref.end)):
            continue  # it went along with an end, and comes back with it
        claims = said.apart.get(ref)
        found = _after(image, claims, said.fact(ref), by)
        if found is not claims:
            said.edited.add(ref)
        if found:
            said.apart[ref] = found
        else:
            said.apart.pop(ref, None)


def _after(image: Image, claims: Claims | None, now: Fact | None, by: str) -> Claims | None:
    """What is kept apart of a fact after an edit; None: what the graph tells is all."""
    if image.after is None:
        return _removed(image, claims, now, by)
    if image.before is None:
        return None if claims is None else {**claims, by: Claim(image.after.fields)}
    told = claims if claims is not None else implied(image.before)
    changed = {n: value for n, (_, value) in image.fields.items() if n != "source"}
    changed = {n: v for n, v in changed.items() if now is not None and same(now.fields.get(n), v)}
    mine = (by in told and claims is None) or (by != EDITS and by in sources_of(image.after.fields))
    if mine or not changed:
        return claims
    held = told.get(by, Claim({}, whole=False))
    return {**told, by: replace(held, fields={**held.fields, **changed}, absent=False)}


def _removed(image: Image, claims: Claims | None, now: Fact | None, by: str) -> Claims | None:
    """What is kept apart of a fact that somebody removed: what sources say of it, against that."""
    if now is not None or by != EDITS:
        return claims
    told = claims if claims is not None or image.before is None else implied(image.before)
    return removed_by_hand(told) if told and set(told) != {EDITS} else None


def take_back(images: Iterable[Image], said: Assertions, source: str) -> None:
    """Take the images of what undoes a revision into what is kept apart.

    What a source said by a load is again what it said before; a person's edit is no more. Of a fact
    about which nothing is kept apart, the graph tells it.
    """
    for image in images:
        claims = said.apart.get(image.ref)
        if claims is None:
            continue
        found = {**claims}
        before, after = image.before, image.after
        if after is None or _says_no_more(source, image, claims):
            found.pop(source, None)
        elif before is None:
            found[source] = Claim(after.fields)
        elif (claim := found.get(source)) is not None:
            others = [one for name, one in claims.items() if name != source]
            found[source] = replace(claim, fields=_restored(claim, image, source, others))
            if source == EDITS and not found[source].fields:
                del found[source]
        said.edited.add(image.ref)
        said.apart[image.ref] = found


def take_back_waiting(load: str, said: Assertions) -> None:
    """Let relations that a load said first, and that wait for an end, wait no more: it is undone.

    No revision has them, so that the images of what undoes it do not either.
    """
    for ref, claims in list(said.apart.items()):
        left = {n: c for n, c in claims.items() if c.load != load or not c.since}
        if len(left) < len(claims) and said.fact(ref) is None:
            said.edited.add(ref)
            if left:
                said.apart[ref] = left
            else:
                del said.apart[ref]


def _says_no_more(source: str, image: Image, claims: Claims) -> bool:
    """Whether a source said nothing of a fact before the revision that is undone."""
    if source != EDITS:
        return image.after is None or source not in sources_of(image.after.fields)
    return image.before is None or (EDITS in claims and claims[EDITS].whole)


def _restored(
    claim: Claim, image: Image, source: str, others: Sequence[Claim]
) -> dict[str, Value | None]:
    """What a source says once a revision is undone: the values of before.

    Of edits, those that nobody else says: they are of an earlier one.
    """
    back = {n: value for n, (_, value) in image.fields.items() if n != "source"}
    fields = {n: value for n, value in claim.fields.items() if n not in back}
    if source != EDITS:
        return {**fields, **{n: v for n, v in back.items() if v is not None}}
    theirs = {n: v for n, v in back.items() if not _is_said(others, n, v)}
    return {**fields, **theirs}


def _is_said(claims: Sequence[Claim], field: str, value: Value | None) -> bool:
    """Whether one of some sources says that value; of none, whether all say nothing."""
    said = [claim.fields[field] for claim in claims if field in claim.fields]
    return not said if value is None else any(same(one, value) for one in said)
