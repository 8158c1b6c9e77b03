"""What days and facts make of an answer: a rule, and what is asked of state and marketplace.

What the marketplace publishes it says by itself; the rest is supposed over it, by a file of
samples/what-if or by edits beside the question.
"""

from __future__ import annotations

from tests.support.sample_saying import (
    ARCHIVE,
    ARRAY,
    AUTHORISATION,
    BOUGHT,
    BOX,
    CASE_WORK,
    CHANGE,
    CIRRUS,
    CIRRUS_CASE,
    EAST_WEST,
    ESRI,
    MEETINGS,
    OFFICE,
    OFFICE_365,
    OKTA,
    OKTA_INC,
    ONLINE,
    PORTAL,
    SALESFORCE,
    SECOND_CLOUD,
    SECURITY,
    SIGN_IN,
    VAULT,
    ZOOM,
    Saying,
    hands,
    of,
)

DATED: dict[str, tuple[Saying, Saying]] = {
    "the day on which a change is planned": (
        Saying("impact", of("ticket:chg-4107"), ['"asOf": "2026-12-06"', '"datedBy": {"kind"']),
        Saying("impact", of(CHANGE), ['"asOf": "2026-12-06"', '"datedBy": {"kind"'], OFFICE),
    ),
    "on top of what is open": (
        Saying("impact", of("ticket:chg-4112", background=True), ['"already": "LOST"']),
        Saying("impact", of(CHANGE, background=True),
               [f"LOST {SIGN_IN}", '"already": "DEGRADED"', '"already": "LOST"'], OFFICE),
    ),
    "renews, and nothing falls uncovered": (
        Saying("expirations", of("contract:msa-copperline"), ['"RENEWS"', '"uncovered": []']),
        Saying("expirations", of(BOUGHT + "meetings-north"), ['"RENEWS"', '"uncovered": []',
               '"renewsTo": "2027-12-31"'], OFFICE),
    ),
    "what falls uncovered if notice is given": (
        Saying("expirations", of("contract:msa-copperline"), ['"uncoveredIfNoticed": [{']),
        Saying("expirations", of(BOUGHT + "meetings-north"), ['"uncoveredIfNoticed": [{'], OFFICE),
    ),
    "notice was missed": (
        Saying("expirations", of("contract:msa-copperline"), ['"noticeMissed": "2026-11-02"']),
        Saying("expirations", of(BOUGHT + "meetings-north"), ['"noticeMissed": "2026-11-01"'],
               OFFICE),
    ),
    "notice was given": (
        Saying("expirations", {}, ['"noticeGiven": "2026-09-15"']),
        Saying("expirations", {"until": "2027-12-31"}, ['"noticeGiven": "2026-10-01"',
               '"endsOn": "2027-06-30"'], OFFICE),
    ),
    "notice was given too late": (
        Saying("check", {"rules": ["contract-notice-late"]}, [VAULT]),
        Saying("expirations", of(BOUGHT + "archive"), ["too late for the term that ran then",
               "it ends on 31 Dec 2026"], OFFICE),
    ),
    "may be extended": (
        Saying("expirations", of(CIRRUS), ['"MAY_BE_EXTENDED"', '"optionBy"']),
        Saying("expirations", of(BOUGHT + "maps-north", until="2028-01-01"),
               ['"MAY_BE_EXTENDED"'], OFFICE),
    ),
    "ends, and what falls uncovered": (
        Saying("expirations", of("contract:sow-ironwood-unemployment"),
               ['"ENDS"', '"uncovered": [{']),
        Saying("expirations", of(BOUGHT + "archive"), ['"ENDS"', '"uncovered": [{'], OFFICE),
    ),
    "ends, as it is recorded": (
        Saying("expirations", of(CIRRUS_CASE, until="2027-12-31"), ['"endsOn": "2027-06-30"']),
        Saying("expirations", {"until": "2027-12-31", "include": "REFERENCE"},
               ['"endsOn": "2026-12-16"']),
    ),
    "no end, but an exit": (
        Saying("expirations", {"all": True}, ['"firstExit": "2027-03-25"']),
        Saying("expirations", {"all": True}, ['"NO_END"', '"firstExit": "2027-05-25"'], OFFICE),
    ),
    "the next step, and what is past": (
        Saying("expirations", of("contract:msa-copperline"), ['"nextStepOn"', '"stillHelps": "']),
        Saying("expirations", of(BOUGHT + "archive"), ['"nextStepOn": "2026-12-31"',
               "latest safe start, 118 days ago", "a bridge of 115 days"], OFFICE),
    ),
    "one effective end": (
        Saying("contract_family", {"of": VAULT}, ['"endsOn": "2024-02-15"']),
        Saying("contract_family", {"of": BOUGHT + "archive"}, ['"endsOn": "2026-12-31"'], OFFICE),
    ),
    "it ends with what it is under": (
        Saying("check", {"rules": ["contract-capped-by-parent"]}, [PORTAL]),
        Saying("contract_family", {"of": BOUGHT + "case-training"}, ['"endsOn": "2026-10-31"'],
               OFFICE),
    ),
    "it outlives what it is under, unsaid": (
        Saying("substitution", {"supplier": "supplier:cirrus"},
               ["survives_parent is not recorded"]),
        Saying("substitution", {"supplier": SALESFORCE, "services": [CASE_WORK]},
               ["survives_parent is not recorded"], OFFICE),
    ),
    "it has not ended in time by itself": (
        Saying("substitution", {"supplier": "supplier:cirrus",
               "services": ["service:case-management"]}, ['"endsInTime": false']),
        Saying("substitution", {"supplier": ZOOM, "services": [MEETINGS]},
               ['"endsInTime": false'], OFFICE),
    ),
    "it has, by a later day": (
        Saying("substitution", {"supplier": "supplier:cirrus", "on": "2027-12-31",
               "services": ["service:case-management"]}, ['"endsInTime": true']),
        Saying("substitution", {"supplier": ZOOM, "services": [MEETINGS], "on": "2027-08-01"},
               ['"endsInTime": true'], OFFICE),
    ),
    "no right from what has lapsed": (
        Saying("substitution", {"supplier": "supplier:cirrus",
               "services": ["service:case-management"]}, ["no right to leave is recorded"],
               on="2027-03-02"),
        Saying("substitution", {"supplier": SALESFORCE, "services": [CASE_WORK]},
               ["no right to leave is recorded"], OFFICE),
    ),
    "what it takes to leave early": (
        Saying("substitution", {"supplier": "fedramp:csp:nice-incontact"},
               ["leaving early costs 74,000 USD"]),
        Saying("substitution", {"supplier": OKTA_INC},
               ["takes until 25 May 2027", "leaving early costs 100,000 USD"], OFFICE),
    ),
    "a gap in what is covered": (
        Saying("coverage_gaps", {}, ["service:unemployment-benefits"]),
        Saying("coverage_gaps", {}, ["First is Archive, from 1 Jan 2027 on"], OFFICE),
    ),
}  # fmt: skip
"""What a day makes of it: of contracts, their ends and their notices, and of changes."""

KNOWN: dict[str, tuple[Saying, Saying]] = {
    "a promise that is supported": (
        Saying("service_levels", {}, ['"SUPPORTED"']),
        Saying("service_levels", of(SIGN_IN), ['"SUPPORTED"'], OFFICE),
    ),
    "a promise that is not": (
        Saying("service_levels", of("service:case-management"), ['"UNSUPPORTED"']),
        Saying("service_levels", of(ARCHIVE), ['"UNSUPPORTED"', "short by 0.05 %"], OFFICE),
    ),
    "a promise that an unknown member decides": (
        Saying("service_levels", of("service:statewide-network"), ["1 undetermined", "switch-a"]),
        Saying("service_levels", of(ONLINE), ["1 undetermined", "supposed:ci:web-1"], OFFICE),
    ),
    "a bound over a longer window": (
        Saying("service_levels", of("service:database"), ["committed over a longer window"],
               [{"set": {"id": "target:database-availability", "window": "P1Y"}}]),
        Saying("service_levels", of("supposed:service:maps"), ["committed over a longer window",
               '"lower": 0.94, '], OFFICE),
    ),
    "nothing is recorded that is needed": (
        Saying("substitution", {"supplier": "supplier:state-it", "services": ["service:hosting"]},
               ["nothing is recorded that"]),
        Saying("substitution", {"supplier": ESRI, "services": ["supposed:service:maps"]},
               ["nothing is recorded that"], OFFICE),
    ),
    "a scale of certifications": (
        Saying("check", {}, ["has FedRAMP High but depends on Okta IDaaS Regulated Cloud"],
               [{"set": {"id": "service:identity", "certifications": ["FedRAMP High"]}}]),
        Saying("check", {"include": "REFERENCE"}, [" has FedRAMP High but depends on "]),
    ),
    "a higher certification answers": (
        Saying("substitution", {"supplier": "supplier:cirrus", "by": "supplier:bridgewater"},
               ['"uncertified": []']),
        Saying("substitution", {"supplier": ZOOM, "services": [MEETINGS]},
               ['"id": "supposed:supplier:newcomer"', '"uncertified": []'], OFFICE),
    ),
    "reference data apart": (
        Saying("impact", hands(AUTHORISATION), ['"ofReference": [{']),
        Saying("impact", hands(AUTHORISATION), ["no service of ours (and 183 of reference data)"]),
    ),
    "agencies by how they are touched": (
        Saying("impact", of(ARRAY), ["11 of 15 agencies (11 as customer, 9 promised to)"]),
        Saying("impact", hands(OKTA_INC), ["2 of 2 agencies (2 as customer, ",
               "1 promised to, 1 holding a contract); hardest hit is Agency South"], OFFICE),
    ),
    "what could not be known": (
        Saying("impact", of(ARRAY), ["1 without a contract", "facts not verified for more"]),
        Saying("impact", of(EAST_WEST), ["without an SLA", "of reference data"]),
    ),
    "nothing is recorded": (
        Saying("impact", of("capability:case-workflow"), ["Nothing is recorded beyond"]),
        Saying("impact", of(SECURITY), ["Nothing is recorded beyond"]),
    ),
    "rows that a load kept back": (
        Saying("impact", hands(OFFICE_365), ['"keptBack": [{']),
        Saying("impact", hands(OFFICE_365), ['"keptBack": [{']),
    ),
    "what may not be seen": (
        Saying("impact", of(ARRAY), ['"hidden": 1'], unseen=["agency:revenue"]),
        Saying("impact", of(OKTA), ['"hidden": 1'], unseen=[SECURITY]),
    ),
    "before, after and the difference": (
        Saying("impact", of(ARRAY), ["The edits make 10 worse"], "second-site-gone.json"),
        Saying("impact", of(EAST_WEST), ["The edits make 30 better"], SECOND_CLOUD),
    ),
    "one supplier in another's place": (
        Saying("impact", of("supplier:bridgewater"), ["LOST service:case-management"],
               "bridgewater-for-cirrus.json", on="2027-07-01"),
        Saying("impact", of(BOX), [f"LOST {OKTA}"],
               [{"replaceSupplier": {"supplier": OKTA_INC, "by": BOX}}]),
    ),
}  # fmt: skip
"""What is known, and what is not; of whom it is said."""

OF_NO_SAMPLE = {
    "two clocks": ("a sample is one load, one revision", "tests/queries/graph/test_diff.py"),
    "one answer a revision": (
        "a sample is not edited past Ramify", "tests/application/test_one_answer.py"),
    "an id never changes kind": (
        "a sample is loaded once", "tests/application/test_renaming.py"),
    "the order of a file's rows": (
        "a sample has one; it is asked in others", "tests/api/test_order_of_rows.py"),
    "two engines": ("no fact of a sample", "tests/api/test_both_engines.py"),
}  # fmt: skip
"""Rules that the facts of a sample can say nothing about: why, and what shows them."""
