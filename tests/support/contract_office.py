"""A small office of contracts for the doors' tests: a family, a gap, forums, triggers, plans."""

from __future__ import annotations

from tests.support.sketch import sketch

CONTRACTS = sketch(
    "contract:msa number=MA-1 form=MSA end=2027-08-31 notice=P6M rights=[substitution,audit]",
    "contract:sow form=SOW end=2027-12-31 survives_parent=no transition_time=P2M",
    "contract:sow -UNDER-> contract:msa",
    "contract:next start=2027-09-11 end=2030-01-31",
    "contract:next -SUCCEEDS-> contract:sow",
    "contract:auto end=2026-12-31 renewal=tacit renewal_term=P1Y notice=P2M form=licence",
    "contract:ever form=addendum",
    "contract:old end=2026-01-31",
    "contract:sow -COVERS-> service:case",
    "contract:next -COVERS-> service:case",
    "contract:sow -COVERS-> ci:app",
    "contract:auto -COVERS-> service:mail",
    "contract:msa -WITH-> supplier:cirrus",
    "contract:auto -HELD_BY-> agency:ocio",
    "agency:welfare -CONSUMES-> service:case",
    "agency:ocio -CONSUMES-> service:mail",
    "sla:case -GOVERNS-> service:case",
    "sla:case -PROMISED_TO-> agency:welfare",
    "stakeholder:owner -OWNS-> contract:sow",
    "forum:board meetings=[2026-12-08,2027-02-09,2027-04-13]",
    "forum:board -OVERSEES-> contract:msa",
    "trigger:audit type=audit fires_on=2027-03-31",
    "trigger:audit -TRIGGERS_ON-> contract:msa",
    "trigger:sale type=rights condition=sale",
    "trigger:sale -TRIGGERS_ON-> contract:msa",
    "trigger:stray fires_on=2027-01-01",
    "procurement:rebid opens_on=2027-01-11 closes_on=2027-03-12 awards_on=2027-08-01",
    "procurement:rebid -REBIDS-> contract:sow",
    "procurement:other opens_on=2027-03-01 closes_on=2027-04-01",
    "service:case -NEEDS-> capability:cases",
    "supplier:bridge -OFFERS-> offering:one",
    "offering:one -DELIVERS-> capability:cases",
)
