"""Who takes part in the platform, and what of what is ahead they could bid for: by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from queries.answers.estate import Include
from queries.answers.viewer import Viewer, everything, hiding
from queries.roadmap.platform_member import PlatformMembers, answer
from tests.support.asking import asked
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
MARKET = (
    "supplier:member platform=yes",
    "supplier:quiet platform=yes",
    "supplier:left platform=no",
    "supplier:other",
    "supplier:member -OFFERS-> offering:m",
    "offering:m -DELIVERS-> capability:cases",
    "offering:m -DELIVERS-> capability:forms",
    "supplier:other -OFFERS-> offering:o",
    "offering:o -DELIVERS-> capability:cases",
    "supplier:member -PROVIDES-> service:portal",
    "contract:now -WITH-> supplier:member",
    "contract:over -WITH-> supplier:member",
    "contract:over end=2026-11-24",
    "stakeholder:first -REPRESENTS-> supplier:member",
    "stakeholder:second -REPRESENTS-> supplier:member",
    "stakeholder:first engaged_on=2026-03-01",
    "stakeholder:second engaged_on=2026-10-01",
    "service:cases -NEEDS-> capability:cases",
    "service:both -NEEDS-> capability:cases",
    "service:both -NEEDS-> capability:forms",
    "service:rare -NEEDS-> capability:rare",
    "procurement:cases -REBIDS-> service:cases",
    "procurement:cases opens_on=2027-02-01 awards_on=2027-06-01",
    "procurement:both -REBIDS-> service:both",
    "procurement:both opens_on=2026-01-01 closes_on=2026-12-04",
    "procurement:rare -REBIDS-> service:rare",
    "procurement:rare opens_on=2028-01-01",
    "procurement:unsaid awards_on=2027-01-01",
    "procurement:awarded opens_on=2026-01-01 awards_on=2026-11-24",
    "procurement:no-day -REBIDS-> service:cases",
)


def found(*lines: str, viewer: Viewer | None = None) -> PlatformMembers:
    of: Sequence[str] | None = None
    snapshot = sketch(*lines).snapshot
    return answer(asked(snapshot, TODAY, viewer or everything()), of, Include.OURS)


def test_the_members_by_hand() -> None:
    of = found(*MARKET)
    ids = of.snapshot.ids_of
    listing = of.members
    one, quiet = map(listing.one, range(listing.size))
    assert [of.snapshot.id(line.row) for line in (one, quiet)] == [
        "supplier:member",
        "supplier:quiet",
    ]
    assert ids(one.offers) == ["capability:cases", "capability:forms"]
    assert ids(one.provides) == ["service:portal"]
    assert ids(one.contracts) == ["contract:now"]
    assert ids(one.openings) == ["procurement:both", "procurement:cases"]
    assert one.engaged_on == date(2026, 10, 1)
    assert (len(quiet.offers), quiet.engaged_on) == (0, None)


def test_what_is_ahead_by_its_next_day() -> None:
    of = found(*MARKET)
    ids = of.snapshot.ids_of
    told = [
        f"{of.snapshot.id(o.row)} {o.next_on}: {ids(o.members_ready)} {ids(o.others_ready)}"
        for o in of.found
    ]
    assert told == [
        "procurement:both 2026-12-04: ['supplier:member'] []",
        "procurement:unsaid 2027-01-01: [] []",
        "procurement:cases 2027-02-01: ['supplier:member'] ['supplier:other']",
        "procurement:rare 2028-01-01: [] []",
    ]


def test_the_verdict() -> None:
    of = found(*MARKET)
    assert of.sentence(asked(of.snapshot, TODAY).view) == (
        "2 of 4 suppliers take part in the shared services platform. 4 procurements are ahead: "
        "members deliver all that is needed for 2, others alone for 0, nobody on record for 1, "
        "and of 1 it is not recorded what is needed; the next day is 4 Dec 2026, procurement:both."
    )


def test_of_nobody_and_nothing() -> None:
    of = found("supplier:a")
    assert of.sentence(asked(of.snapshot, TODAY).view) == (
        "No supplier of 1 is recorded as taking part in the shared services platform. No "
        "procurement is ahead."
    )


def test_a_member_that_may_not_be_seen_is_not_counted() -> None:
    viewer = hiding(["supplier:member"])
    of = found(*MARKET, viewer=viewer)
    said = of.sentence(asked(of.snapshot, TODAY, viewer).view)
    assert said.startswith("1 of 3 suppliers take part")
    assert "needed for 0, others alone for 1, nobody on record for 2" in said
