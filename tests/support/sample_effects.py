"""What effects do: a rule, and what is asked of the state and of the marketplace alone.

What the marketplace publishes it says by itself; the rest is supposed over it, by a file of
samples/what-if or by edits beside the question.
"""

from __future__ import annotations

from tests.support.sample_saying import (
    ARRAY,
    AUTHORISATION,
    AWS,
    AZURE,
    BOUGHT,
    CASE_WORK,
    CIRRUS,
    EAST_WEST,
    ESRI,
    EVERBRIDGE,
    GATEWAY,
    GOVDELIVERY,
    GRANTS,
    HOSTING,
    INCIDENT,
    LABOR,
    MAPS,
    MEETINGS,
    NORTH,
    OFFICE,
    OKTA,
    OKTA_INC,
    ONLINE,
    PERMITS,
    PORTAL,
    SALESFORCE,
    SECOND_CLOUD,
    SECURITY,
    SERVICENOW,
    SOUTH,
    Saying,
    hands,
    of,
)

LAPSED = '"notInForce": {"nodes": [{"kind": "Contract", "id": '

CARRIED: dict[str, tuple[Saying, Saying]] = {
    "what is depended on": (
        Saying("impact", of(ARRAY), ["LOST service:vm-hosting-capital"]),
        Saying("impact", of(EAST_WEST), [f"LOST {OKTA}"]),
    ),
    "a ticket starts what it affects, at its level": (
        Saying("impact", of("ticket:inc-90211"), ["DEGRADED service:identity"]),
        Saying("impact", of(INCIDENT), [f"DEGRADED {MEETINGS}"], OFFICE),
    ),
    "a part of a whole": (
        Saying("impact", of("service:case-intake"), ["DEGRADED service:case-management"]),
        Saying("impact", of("supposed:service:case-intake"), [f"DEGRADED {CASE_WORK}"], OFFICE),
    ),
    "a parent company": (
        Saying("impact", hands("supplier:stratus-holdings"), ["INDIRECT supplier:cirrus"]),
        Saying(
            "impact",
            hands("supposed:supplier:parent"),
            ["INDIRECT supposed:supplier:newcomer"],
            OFFICE,
        ),
    ),
    "who has a stake is told": (
        Saying("impact", of(ARRAY), ["NOTIFY role:hosting-manager", '"called": "Hosting Manager']),
        Saying("impact", of(GATEWAY), ["NOTIFY supposed:role:operations", " decides"], OFFICE),
    ),
    "a part that others still provide": (
        Saying("impact", hands("supplier:bluestem-gis"), ["INDIRECT service:gis"]),
        Saying("impact", hands(SERVICENOW), [f"INDIRECT {CASE_WORK}"], OFFICE),
    ),
    "all its parts gone": (
        Saying("impact", hands("supplier:bluestem-gis", ESRI), ["DIRECT service:gis"]),
        Saying("impact", hands(SALESFORCE, SERVICENOW), [f"DIRECT {CASE_WORK}"], OFFICE),
    ),
    "a witness": (
        Saying("why", of(ARRAY, to="agency:revenue"), ["4 steps from Storage Array SAN-1"]),
        Saying("why", of(EAST_WEST, to="fedramp:package:FR1721059275"), ["is LOST: 2 steps", OKTA]),
    ),
    "what no rule carries": (
        Saying("why_not", of("service:gis", to="agency:revenue"), ["NO_RULE"]),
        Saying("why_not", of(OKTA, to=EAST_WEST), ["NO_RULE"]),
    ),
    "what no way leads to": (
        Saying("why_not", of("service:gis", to="ci:san-2"), ["NO_WAY"]),
        Saying("why_not", of(OKTA, to="fedramp:package:FR2216663607"), ["NO_WAY"]),
    ),
}  # fmt: skip
"""What a lens carries."""

SPARED: dict[str, tuple[Saying, Saying]] = {
    "a group that holds": (
        Saying("why_not", of(ARRAY, to="service:tax-processing", level="LOST"), ["GROUP_HELD"]),
        Saying("why_not", of(AWS, to=ONLINE, level="LOST"), ["GROUP_HELD", AZURE], OFFICE),
    ),
    "a group that breaks": (
        Saying("impact", of("service:wan-copperline", "service:wan-prairie-fiber"),
               ["LOST service:statewide-network"]),
        Saying("impact", of(AWS, AZURE), [f"LOST {HOSTING}"], OFFICE),
    ),
    "a pool that needs several": (
        Saying("impact", of("ci:db-node-1", "ci:db-node-2"), ["LOST ci:db-pool-1"]),
        Saying("impact", of("supposed:ci:web-1", "supposed:ci:web-2"),
               ["LOST supposed:ci:web-pool"], OFFICE),
    ),
    "a member that is out of service": (
        Saying("check", {}, ["counts on Old Mail Relay (ci:old-mail-relay), out of service"]),
        Saying("check", {}, ["counts on Old Gateway (supposed:ci:gateway-old), out of service"],
               OFFICE),
    ),
    "what is not in service yet": (
        Saying("impact", hands(CIRRUS),
               ['"notInService": {"nodes": [{"kind": "Service", "id": "service:integrated-elig']),
        Saying("impact", of(AWS),
               ['"notInService": {"nodes": [{"kind": "Service", "id": "supposed:service:grants-o'],
               OFFICE),
    ),
    "redundancy that ends by itself": (
        Saying("redundancy_ends", of(ARRAY), ['"on": "2027-02-01"', '"spare": 0']),
        Saying("redundancy_ends", of(AWS), ['"on": "2027-04-01"', '"spare": 0'], OFFICE),
    ),
    "the largest need counts": (
        Saying("impact", of("service:wan-copperline"), ["LOST service:statewide-network"],
               [{"set": {"type": "DEPENDS_ON", "from": "service:statewide-network",
                         "to": "service:wan-prairie-fiber", "group": "carriers", "need": 2}}]),
        Saying("why", of(EAST_WEST, to=OKTA), ["is LOST: ", '"discriminator": "redundant"'],
               [{"makeRedundant": {"dependent": OKTA, "members": [EAST_WEST, AWS]}},
                {"set": {"type": "DEPENDS_ON", "from": OKTA, "to": AWS, "group": "redundant",
                         "need": 2}}]),
    ),
    "a relation that holds no longer": (
        Saying("why_not", of("ci:db-standby-highmesa", to="ci:db-tax"), ["NO_LONGER"],
               on="2027-02-02"),
        Saying("why_not", of(AZURE, to=HOSTING), ["NO_LONGER"], OFFICE, on="2027-04-02"),
    ),
    "made redundant": (
        Saying("impact", of(EVERBRIDGE), ["DEGRADED service:emergency-notification"],
               [{"makeRedundant": {"dependent": "service:emergency-notification",
                                   "members": [EVERBRIDGE, GOVDELIVERY]}}]),
        Saying("impact", of(EAST_WEST), [f"DEGRADED {OKTA}"], SECOND_CLOUD),
    ),
    "a group beside what is still required": (
        Saying("impact", of("service:cloud-aws"), ["LOST service:immunization-registry",
               "still depends on service:cloud-aws by itself"],
               [{"put": {"type": "DEPENDS_ON", "from": "service:immunization-registry",
                         "to": "service:cloud-azure", "group": "clouds"}}]),
        Saying("impact", of(EAST_WEST), [f"LOST {OKTA}", f"still depends on {EAST_WEST} by itself"],
               [{"put": {"type": "DEPENDS_ON", "from": OKTA, "to": AWS, "group": "clouds"}}]),
    ),
    "a put that replaces": (
        Saying("impact", of(ARRAY), ["put replaces ci:san-1, which is recorded"],
               [{"put": {"kind": "ConfigurationItem", "id": ARRAY, "name": "Another"}}]),
        Saying("impact", of(OKTA), [f"put replaces {OKTA}, which is recorded"],
               [{"put": {"kind": "Service", "id": OKTA, "name": "Another"}}]),
    ),
    "their own contract": (
        Saying("why_not", hands(PORTAL, to="program:snap"), ["OWN_CONTRACT"]),
        Saying("why_not", hands(BOUGHT + "meetings-south", to=NORTH), ["OWN_CONTRACT"], OFFICE),
    ),
    "another's contract, of those who have none of their own": (
        Saying("impact", hands("contract:print-mail"), ["DIRECT agency:labor"]),
        Saying("impact", hands(BOUGHT + "sign-in"), [f"DIRECT {SOUTH}"], OFFICE),
    ),
    "for its holders only": (
        Saying("why_not", hands(MAPS, to="program:disease-surveillance"), ["HOLDER_ONLY"]),
        Saying("why_not", hands(BOUGHT + "maps-north", to=GRANTS), ["HOLDER_ONLY"], OFFICE),
    ),
    "a part of what they are covered for": (
        Saying("why_not", hands(PORTAL, to="program:snap", level="DIRECT"), ["PART_HELD"]),
        Saying("why_not", hands(BOUGHT + "case-desk", to=PERMITS, level="DIRECT"),
               ["PART_HELD"], OFFICE),
    ),
    "a permission is nobody's own contract": (
        Saying("impact", hands(AUTHORISATION), [f"DIRECT {SECURITY}", f"DIRECT {LABOR}"]),
        Saying("impact", hands(AUTHORISATION), [f"DIRECT {SECURITY}", f"DIRECT {LABOR}"]),
    ),
    "not in force": (
        Saying("impact", hands(CIRRUS), [LAPSED + '"contract:po-cirrus-fy26"']),
        Saying("impact", hands(OKTA_INC), [LAPSED + '"fedramp:authorisation:F1512167750']),
    ),
}  # fmt: skip
"""What stops an effect, or softens it."""
