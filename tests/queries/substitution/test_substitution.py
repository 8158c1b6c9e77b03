"""A substitution read as a broker would: what, may, can, when, and what if; each by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion, NotFound
from graph_model.facts import Item
from graph_model.values import Value
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.expiration.step_kind import StepKind
from queries.impact.impact import impact
from queries.service_level.promise import PromiseVerdict
from queries.snapshot.rows import Ints
from queries.substitution.substitution import Substitution, answer, substitution
from queries.supplier.candidate_part import CandidatePart
from tests.support.asking import asked as as_asked
from tests.support.asking import edited, view_of
from tests.support.broker import CASE
from tests.support.graphs import DATES, Graph, graphs
from tests.support.levels import levels
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
OWN_END = (
    "contract:sow form=SOW end=2027-06-30 survives_parent=yes notice=P90D "
    "procurement_time=P2M transition_time=P1M"
)


def asked(
    *lines: str,
    by: str | None = None,
    services: list[str] | None = None,
    on: date | None = None,
    supplier: str = "supplier:cirrus",
) -> Substitution:
    snapshot = levels(*CASE, *lines).snapshot
    return substitution(snapshot, supplier, TODAY, by, services, on)


def told(*lines: str, viewer: Viewer | None = None, **arguments: Any) -> Shown:
    """The same as somebody is told it."""
    about = as_asked(levels(*CASE, *lines).snapshot, TODAY, viewer=viewer)
    given = {"by": None, "services": None, "on": None, "order_by": None, **arguments}
    return Shown(answer(about, "supplier:cirrus", **given), about.view)


def ids(found: Substitution, rows: Ints) -> list[str]:
    return sorted(found.impact.snapshot.ids_of(rows))


WHOLE = {
    "Contract": ["contract:msa", "contract:sow"],
    "Service": ["service:case", "service:mail"],
    "ServiceLevelAgreement": ["sla:case"],
    "OperatingLevelAgreement": ["ola:case", "ola:mail"],
    "OperatingLevelMetric": ["metric:case", "metric:mail"],
}


@pytest.mark.parametrize(
    ("services", "changing"),
    [
        (None, WHOLE),
        (
            ["service:case"],
            {
                "Contract": ["contract:sow"],
                "Service": ["service:case"],
                "ServiceLevelAgreement": ["sla:case"],
                "OperatingLevelAgreement": ["ola:case"],
            },
        ),
        (["service:mail"], {"Service": ["service:mail"], "OperatingLevelAgreement": ["ola:mail"]}),
    ],
)
def test_what_changes_hands(services: list[str] | None, changing: dict[str, list[str]]) -> None:
    found = asked(services=services)
    kinds = [*WHOLE] if services is None else [k for k in WHOLE if k != "OperatingLevelMetric"]
    assert {k: c for k in kinds if (c := ids(found, found.changing(k)))} == changing


def test_a_contract_that_ended_changes_hands_no_more() -> None:
    ended = (
        "contract:old -WITH-> supplier:cirrus",
        "contract:old -COVERS-> service:case",
        "contract:old end=2025-12-31",
    )
    for services in (None, ["service:case"]):
        found = asked(*ended, services=services)
        assert "contract:old" not in ids(found, found.of_kind("Contract"))


@pytest.mark.parametrize(
    ("services", "metrics"),
    [
        (None, ["metric:case", "metric:mail"]),
        (["service:case"], ["metric:case"]),
        (["service:mail"], ["metric:mail"]),
        (["service:portal"], []),
    ],
)
def test_metrics_that_lose_their_source(services: list[str] | None, metrics: list[str]) -> None:
    found = asked(services=services)
    assert ids(found, found.metrics) == metrics


def test_what_is_exposed_and_who_is_to_be_engaged() -> None:
    found = asked()
    assert ids(found, found.exposed("Service")) == ["service:portal"]
    assert ids(found, found.citizen_facing) == ["service:case", "service:portal"]
    assert ids(found, found.of_kind("Agency")) == ["agency:health"]
    assert ids(found, found.of_kind("Program")) == ["program:snap"]
    assert ids(found, found.of_kind("Forum")) == ["forum:board"]
    forces = {of.force: ids(found, of.stakeholders) for of in found.forces}
    assert forces == {None: ["stakeholder:clerk"], "political": ["stakeholder:director"]}


VERDICTS: dict[str, tuple[dict[str, Any], str]] = {
    "at once": (
        {},
        (
            # it ends on Sunday the 28th of February; P9M and P6M of an MSA from 25 Nov 2026
            "Replacing supplier:cirrus takes until 25 Feb 2028, if it is begun today; the first "
            "step is due by 26 Feb 2027. 2 contracts (without a recorded value; no right to leave "
            "is recorded), 2 services and 1 promise change hands; "
        ),
    ),
    "too soon": (
        {"services": ["service:case"], "on": date(2027, 2, 1)},
        (
            "Replacing supplier:cirrus on 1 Feb 2027 is 24 days too late: begun today it is done "
            "on 25 Feb 2027 at the earliest. 1 contract (without a recorded value; no right to "
            "leave is recorded), 1 service and 1 promise change hands; "
        ),
    ),
    "in time": (
        {"services": ["service:case"], "on": date(2027, 2, 26)},
        (
            "Replacing supplier:cirrus on 26 Feb 2027 can be done with 1 day to spare: begun "
            "today it is done on 25 Feb 2027 at the earliest. 1 contract (without a recorded "
            "value; no right to leave is recorded), 1 service and 1 promise change hands; "
        ),
    ),
}


@pytest.mark.parametrize(("arguments", "said"), VERDICTS.values(), ids=VERDICTS)
def test_the_verdict_says_by_when_and_what(arguments: dict[str, Any], said: str) -> None:
    exposed = "1 service is exposed; 2 services face citizens, for 1 of 1 agency."
    assert told(OWN_END, **arguments).told("verdict") == said + exposed


def test_a_supplier_that_only_provides_a_service_tells_which() -> None:
    lines = "supplier:s -PROVIDES-> service:m", "agency:a -CONSUMES-> service:m"
    found = substitution(sketch(*lines).snapshot, "supplier:s", TODAY)
    assert found.verdict(view_of(found.snapshot, TODAY)) == (
        "Replacing supplier:s needs no contract to end, as far as is recorded. "
        "1 service changes hands, for 1 of 1 agency."
    )


def test_every_item_has_its_witness() -> None:
    found = asked()
    snapshot = found.impact.snapshot
    row = int(snapshot.rows(["program:snap"])[0])
    steps = found.impact.witness(row).steps
    assert [snapshot.id(step.target) for step in steps] == ["service:case", "program:snap"]


def test_may_by_right_or_at_its_end() -> None:
    held = asked().may
    said = {asked().impact.snapshot.id(e.contract): bool(e.rights) for e in held}
    assert said == {"contract:msa": False, "contract:sow": False}
    graph = levels(*CASE)
    own: dict[str, Value] = {"rights": ["step-in", "audit"]}
    items = [
        Item(i.kind, i.id, {**i.fields, **own}) if i.id == "contract:msa" else i
        for i in graph.items
    ]
    snapshot = Graph(tuple(items), graph.relations).snapshot
    with_right = substitution(snapshot, "supplier:cirrus", TODAY)
    id_ = with_right.impact.snapshot.id
    rights = {
        id_(e.contract): [(held.right, id_(held.contract)) for held in e.rights]
        for e in with_right.may
    }
    # the order under it inherits the right
    assert rights == {
        "contract:msa": [("step-in", "contract:msa")],
        "contract:sow": [("step-in", "contract:msa")],
    }


@pytest.mark.parametrize(
    ("on", "fires"),
    [
        (None, ["trigger:early", "trigger:late"]),  # up to the last day of the contracts
        (date(2027, 1, 31), ["trigger:early"]),
    ],
)
def test_triggers_count_up_to_the_day_of_the_replacement(on: date | None, fires: list[str]) -> None:
    lines = [
        "trigger:early -TRIGGERS_ON-> contract:msa",
        "trigger:early fires_on=2027-01-15",
        "trigger:late -TRIGGERS_ON-> contract:msa",
        "trigger:late fires_on=2027-02-15",
        "trigger:after -TRIGGERS_ON-> contract:msa",
        "trigger:after fires_on=2029-02-15",
    ]
    found = asked(*lines, on=on)
    firing = [f for e in found.may for f in e.triggers]
    assert [found.impact.snapshot.id(f.trigger) for f in firing] == fires


def test_when_the_critical_path_with_its_arithmetic() -> None:
    found = asked(OWN_END)
    id_ = found.impact.snapshot.id
    milestones = found.when.milestones
    told = [(str(m.on), m.what.value, id_(m.contract), m.arithmetic) for m in milestones]
    msa, sow = "contract:msa", "contract:sow"
    assert told == [
        # 28 Feb 2027 − 9 months − 6 months, defaults of an MSA
        (
            "2025-11-28",
            "latest safe start",
            msa,
            (
                "end 28 Feb 2027 − P9M procurement (default for MSA) "
                "− P6M transition (default for MSA) = 28 Nov 2025"
            ),
        ),
        (
            "2026-08-28",
            "transition begins",
            msa,
            "end 28 Feb 2027 − P6M transition (default for MSA) = 28 Aug 2026",
        ),
        ("2027-02-28", "contract ends", msa, "end 28 Feb 2027"),
        (
            "2027-03-30",
            "latest safe start",
            sow,
            "end 30 Jun 2027 − P2M procurement − P1M transition = 30 Mar 2027",
        ),
        (
            "2027-05-30",
            "transition begins",
            sow,
            "end 30 Jun 2027 − P1M transition = 30 May 2027",
        ),
        ("2027-06-30", "contract ends", sow, "end 30 Jun 2027"),
    ]
    assert found.when.critical is not None
    assert id_(found.when.critical) == msa
    assert found.when.act_by == date(2027, 2, 26)  # the 28th is a Sunday


def test_forum_meetings_are_on_the_path() -> None:
    days: dict[str, Value] = {
        "name": "board",
        "meetings": ["2026-12-10", "2027-01-14", "2027-07-01"],
    }
    graph = levels(*CASE, OWN_END)
    items = [i if i.id != "forum:board" else Item("Forum", i.id, days) for i in graph.items]
    snapshot = Graph(tuple(items), graph.relations).snapshot
    found = substitution(snapshot, "supplier:cirrus", TODAY, services=["service:case"])
    head = found.when.milestones[0]
    # safe start is 30 Mar 2027: the last meeting before it
    assert (head.on, head.what) == (date(2027, 1, 14), StepKind.MEETING)
    assert head.forum == int(snapshot.rows(["forum:board"])[0])
    assert head.arithmetic == "last meeting of board (forum:board) before 30 Mar 2027: 14 Jan 2027"


@pytest.mark.parametrize(
    ("services", "on", "earliest", "spare"),
    [
        # an MSA's defaults: 25 Nov 2026 + P9M + P6M; the order alone is done by 25 Feb 2027
        (None, None, date(2028, 2, 25), None),
        (None, date(2028, 3, 1), date(2028, 2, 25), 5),
        (["service:case"], date(2027, 2, 1), date(2027, 2, 25), -24),
        (["service:mail"], date(2027, 2, 1), None, None),  # no contract, nothing known
    ],
)
def test_the_earliest_day_against_the_day_asked_for(
    services: list[str] | None, on: date | None, earliest: date | None, spare: int | None
) -> None:
    found = asked(services=services, on=on)
    assert (found.when.earliest and found.when.earliest.on) == earliest
    assert found.when.spare_days == spare


LEAVING = "rights=[termination_for_convenience] procurement_time=P1M transition_time=P1M"


@pytest.mark.parametrize(
    ("line", "earliest", "arithmetic", "by_agreement"),
    [
        # the notice decides: 25 Nov 2026 + P6M, for an evergreen and for an end far away alike
        (
            f"notice=P6M {LEAVING}",
            "2027-05-25",
            "notice given 25 Nov 2026 + P6M notice = 25 May 2027",
            False,
        ),
        (
            f"end=2030-12-31 notice=P6M {LEAVING}",
            "2027-05-25",
            "notice given 25 Nov 2026 + P6M notice = 25 May 2027",
            False,
        ),
        # what is agreed for leaving early comes before the notice of an end
        (
            f"end=2030-12-31 notice=P6M termination_notice=P3M {LEAVING}",
            "2027-02-25",
            "notice given 25 Nov 2026 + P3M termination notice = 25 Feb 2027",
            False,
        ),
        # the work decides
        (
            f"end=2030-12-31 termination_notice=P1M {LEAVING}",
            "2027-01-25",
            "begun 25 Nov 2026 + P1M procurement + P1M transition = 25 Jan 2027",
            False,
        ),
        # it ends before a notice would have run
        (
            f"end=2027-03-31 notice=P6M {LEAVING}",
            "2027-04-01",
            "the day after its end on 31 Mar 2027",
            False,
        ),
        # nothing says that the office may
        (
            "end=2030-12-31 notice=P6M procurement_time=P1M transition_time=P1M",
            "2027-05-25",
            (
                "notice given 25 Nov 2026 + P6M notice = 25 May 2027; "
                "by agreement: no right to leave it before its end is recorded"
            ),
            True,
        ),
    ],
)
def test_the_notice_for_leaving_counts(
    line: str, earliest: str, arithmetic: str, by_agreement: bool
) -> None:
    lines = (f"contract:c {line}", "contract:c -WITH-> supplier:s")
    found = substitution(levels(*lines).snapshot, "supplier:s", TODAY).when.earliest
    assert found is not None
    told = str(found.on), found.arithmetic, found.by_agreement
    assert told == (earliest, arithmetic, by_agreement)


@pytest.mark.parametrize(
    ("on", "fees"),
    [
        (None, ["50.00 USD"]),  # on the earliest day, long before the end
        (date(2030, 12, 31), ["50.00 USD"]),
        (date(2031, 1, 1), []),  # by then it has ended by itself
    ],
)
def test_leaving_before_the_end_costs_a_fee(on: date | None, fees: list[str]) -> None:
    graph = levels("contract:c end=2030-12-31", "contract:c -WITH-> supplier:s")
    items = [
        Item(i.kind, i.id, {**i.fields, "termination_fee": "50.00 USD"})
        if i.kind == "Contract"
        else i
        for i in graph.items
    ]
    snapshot = Graph(tuple(items), graph.relations).snapshot
    assert substitution(snapshot, "supplier:s", TODAY, on=on).fees == fees


def test_what_changes_hands_has_not_ended_by_itself() -> None:
    """Its master agreement is over, and nothing says that it does not survive: it goes on."""
    lines = (
        "contract:msa end=2026-06-30",
        "contract:c end=2027-06-30",
        "contract:c -UNDER-> contract:msa",
        "contract:c -WITH-> supplier:s",
    )
    found = substitution(levels(*lines).snapshot, "supplier:s", TODAY)
    (only,) = found.may
    assert ids(found, found.changing("Contract")) == ["contract:c"]
    assert only.may == "no right is recorded; it ends by itself on 30 Jun 2027"
    assert not only.ends_in_time  # judged by today, since no later day is named
    assert ids(found, found.impact.surviving_unsaid) == ["contract:c"]


def test_the_candidate_asked_about_or_the_market() -> None:
    needed = (
        "service:mail -NEEDS-> capability:mail",
        "offering:bridge -DELIVERS-> capability:mail",
        "supplier:other -OFFERS-> offering:other",
    )
    named = told(*needed, by="supplier:bridge").told("candidates")
    assert suppliers(named) == ["supplier:bridge"]
    assert suppliers(told(*needed).told("candidates")) == ["supplier:bridge"]
    assert suppliers(told().told("candidates")) == []  # nothing is recorded that the services need
    market = asked(*needed)
    assert ids(market, market.needs.services) == ["service:case", "service:mail"]


def test_candidates_by_the_part_that_is_asked_for() -> None:
    lines = (
        "service:mail -NEEDS-> capability:mail",
        "offering:bridge -DELIVERS-> capability:mail",
        "supplier:other -OFFERS-> offering:other",
        "offering:other -DELIVERS-> capability:mail",
        "offering:other -SETS-> target:other",
        "target:other metric=availability value=99.99 unit=percent",
    )
    by_levels = told(*lines, order_by=CandidatePart.LEVELS).told("candidates")
    assert suppliers(by_levels) == ["supplier:other", "supplier:bridge"]


def suppliers(page: Any) -> list[str]:
    return [line.told("supplier").id for line in page.nodes]


def test_a_what_if_before_after_and_the_difference() -> None:
    found = asked(by="supplier:bridge", on=date(2026, 12, 1))
    assert found.difference is not None
    snapshot = found.difference.replaced.later.snapshot
    gone = set(snapshot.ids_of(found.difference.replaced.gone_rows))
    taken = set(snapshot.ids_of(found.difference.by.new_rows))
    moved = {"service:case", "service:mail", "contract:msa", "contract:sow", "ola:case", "sla:case"}
    assert moved <= gone
    assert moved <= taken
    assert found.impact.snapshot.revision == snapshot.revision
    # nothing is written: asked again, the present supplier still provides
    assert ids(found, found.changing("Service")) == ["service:case", "service:mail"]


def test_promises_before_and_after() -> None:
    """The OLA goes along, so the promise holds; nothing changes but who is bound."""
    assert asked(by="supplier:bridge").promises == []
    parts = (
        "ola:old 99.5% service:case",
        "ola:old -BINDS[provider]-> supplier:bridge",
        "supplier:bridge -PROVIDES-> service:case extent=part",
    )
    found = asked(*parts, by="supplier:bridge")
    # two of bridge's own agreements are one part: the stricter counts where two parts did before
    changes = [(c.before and c.before.verdict, c.after and c.after.verdict) for c in found.promises]
    assert changes == [(PromiseVerdict.UNSUPPORTED, PromiseVerdict.SUPPORTED)]


def test_it_can_be_kept_as_a_scenario() -> None:
    found = asked(by="supplier:bridge", services=["service:mail"], on=date(2027, 1, 1))
    kept = found.scenario("scenario:1", view_of(found.snapshot, TODAY))
    assert kept is not None
    after = edited(found.impact.snapshot, kept.change_set.changes, TODAY).snapshot
    later = substitution(after, "supplier:bridge", date(2027, 1, 1))
    assert "service:mail" in later.impact.snapshot.ids_of(later.changing("Service"))
    assert asked().scenario("scenario:2", view_of(found.snapshot, TODAY)) is None


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"supplier": "service:case"}, InvalidQuestion, "supplier: .*'service:case', a Service"),
        ({"by": "agency:health"}, InvalidQuestion, "by: .*'agency:health', an? Agency"),
        ({"services": ["ola:case"]}, InvalidQuestion, "services: .*OperatingLevelAgreement"),
        ({"supplier": "supplier:none"}, NotFound, "supplier:none"),
        ({"by": "supplier:cirrus"}, InvalidQuestion, "by: .*expected another supplier"),
    ],
)
def test_what_cannot_be_asked(
    given: dict[str, str | list[str]], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        asked(**given)  # type: ignore[arg-type]


def test_a_supplier_of_which_nothing_is_recorded_is_not_said_to_touch_nothing() -> None:
    found = asked("supplier:new", supplier="supplier:new")
    said = found.verdict(view_of(found.snapshot, TODAY))
    assert said == "Replacing supplier:new: nothing is recorded that it touches."


HIDDEN = (
    "contract:msa",
    "stakeholder:director",
    "forum:board",
    "target:sla:case",
    "supplier:other",
    "sla:case",
)


def test_what_is_hidden_is_counted_and_not_named() -> None:
    lines = (
        "supplier:other -OFFERS-> offering:other",
        "supplier:bridge -PROVIDES-> service:case extent=part",
        "ola:old 99.5% service:case",
        "ola:old -BINDS[provider]-> supplier:bridge",
    )
    everything = told(*lines, by="supplier:bridge")
    masked = told(*lines, by="supplier:bridge", viewer=hiding(HIDDEN))
    whole, part = record(everything), record(masked)
    assert not [id_ for id_ in HIDDEN if id_ in str(part)]
    assert [(len(told_["may"]), told_["mayHidden"]) for told_ in (whole, part)] == [(2, 0), (1, 1)]
    assert [len(told_["promises"]) + told_["promisesHidden"] for told_ in (whole, part)] == [1, 1]
    hidden = part["when"]["milestonesHidden"]
    assert len(part["when"]["milestones"]) + hidden == len(whole["when"]["milestones"])
    assert part["when"]["actBy"] == whole["when"]["actBy"]
    assert [force["stakeholdersHidden"] for force in part["forces"]] == [0, 1]
    (candidate,) = part["candidates"]["nodes"]
    assert candidate["levelsHidden"] == 1
    needed = [f"offering:{who} -DELIVERS-> capability:mail" for who in ("other", "bridge")]
    market = told(*lines, "service:mail -NEEDS-> capability:mail", *needed, viewer=hiding(HIDDEN))
    page = market.told("candidates")
    assert (suppliers(page), page.hidden) == (["supplier:bridge"], 1)


@pytest.mark.parametrize("hidden", ["supplier:cirrus", "supplier:bridge", "service:case"])
def test_a_hidden_id_is_answered_as_an_unknown_one(hidden: str) -> None:
    with pytest.raises(NotFound, match=f"nothing is recorded under '{hidden}'"):
        told(by="supplier:bridge", services=["service:case"], viewer=hiding([hidden]))


@given(graphs(), st.sampled_from([date.fromisoformat(day) for day in DATES]), st.data())
def test_any_graph_is_answered(graph: Graph, as_of: date, data: st.DataObject) -> None:
    suppliers, services = graph.ids("Supplier"), graph.ids("Service")
    if not suppliers:
        return
    supplier = data.draw(st.sampled_from(suppliers))
    others = [None, *(s for s in suppliers if s != supplier)]
    by = data.draw(st.sampled_from(others))
    narrowed = data.draw(st.sampled_from([None, *([s] for s in services)]))
    found = substitution(graph.snapshot, supplier, as_of, by, narrowed)
    if narrowed is None:
        whole = impact(graph.snapshot, [supplier], "sourcing", as_of)
        assert (found.impact.levels == whole.levels).all()
    assert len(found.may) == len(found.changing("Contract")) == len(found.endings)
    days = [milestone.on for milestone in found.when.milestones]
    assert days == sorted(days)
    assert (found.difference is None) == (by is None)
    assert isinstance(found.promises, list)
    assert sum(len(of.stakeholders) for of in found.forces) == len(found.of_kind("Stakeholder"))
