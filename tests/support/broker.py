"""A supplier behind two services, with everything that its substitution would touch."""

from __future__ import annotations

CASE = (
    "supplier:cirrus -PROVIDES-> service:case",
    "supplier:cirrus -PROVIDES-> service:mail",
    "supplier:cirrus -PROVIDES-> metric:case",
    "supplier:cirrus -PROVIDES-> metric:mail",
    "service:case citizen_facing=yes",
    "service:portal -DEPENDS_ON-> service:case",
    "service:portal citizen_facing=yes",
    "contract:msa form=MSA end=2027-02-28 notice=P6M renewal=none",
    (
        "contract:sow form=SOW end=2027-06-30 survives_parent=no notice=P90D renewal=none "
        "procurement_time=P2M transition_time=P1M"
    ),
    "contract:sow -UNDER-> contract:msa",
    "contract:msa -WITH-> supplier:cirrus",
    "contract:sow -WITH-> supplier:cirrus",
    "contract:sow -COVERS-> service:case",
    "contract:sow -HELD_BY-> agency:health",
    "sla:case 99.9% service:case",
    "sla:case -PROMISED_TO-> agency:health",
    "ola:case 99.95% service:case",
    "ola:case -BINDS[provider]-> supplier:cirrus",
    "ola:mail 99% service:mail",
    "ola:mail -BINDS[provider]-> supplier:cirrus",
    "metric:case -MEASURES-> target:ola:case",
    "metric:mail -MEASURES-> target:ola:mail",
    "program:snap -CONSUMES-> service:case",
    "program:snap -PART_OF-> agency:health",
    "stakeholder:director -REPRESENTS-> agency:health",
    "stakeholder:director force=political",
    "stakeholder:clerk -OWNS-> service:case",
    "forum:board -OVERSEES-> contract:sow",
    "supplier:bridge -OFFERS-> offering:bridge",
)
