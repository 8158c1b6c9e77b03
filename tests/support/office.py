"""A small office whose questions have something to say: redundancy, dates, secrets, a what-if."""

from __future__ import annotations

from tests.support.sketch import sketch

DAY = "2027-01-01"
TOLD_DAY = "1 Jan 2027"
"""The same as people are told it."""
OFFICE = sketch(
    "service:tax verified_on=2026-11-01 source=survey citizen_facing=yes",
    "service:tax -DEPENDS_ON[site:1]-> ci:site-a verified_on=2026-10-01 source=cmdb",
    "service:tax -DEPENDS_ON[site:1]-> ci:site-b until=2027-02-01",
    "ci:site-a -DEPENDS_ON-> ci:power",
    "ci:site-b -DEPENDS_ON-> ci:generator",
    "service:tax -DEPENDS_ON-> ci:app",
    "ci:app -DEPENDS_ON-> ci:site-a since=2027-06-01",
    "agency:revenue -CONSUMES-> service:tax",
    "sla:tax -GOVERNS-> service:tax",
    "sla:tax -PROMISED_TO-> agency:revenue",
    "supplier:cirrus -PROVIDES-> service:tax",
    "supplier:alto -PROVIDES-> service:mail",
    "contract:msa end=2027-06-30",
    "contract:msa -WITH-> supplier:cirrus",
    "contract:msa -COVERS-> service:tax",
    "contract:old end=2020-06-30",
    "contract:old -WITH-> supplier:cirrus",
    "contract:old -COVERS-> service:payroll",
    "document:handbook -DESCRIBES-> service:tax",
)
