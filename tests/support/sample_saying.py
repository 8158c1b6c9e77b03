"""A question to a sample, and what stands in its answer; the samples' items by short names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Edits = str | Sequence[Mapping[str, Any]]
OFFICE, SECOND_CLOUD = "marketplace-office.json", "marketplace-second-cloud.json"


@dataclass(frozen=True)
class Saying:
    """A question, and what stands in its answer.

    ``edits`` are a file of samples/what-if, or edits; ``on`` is a day, the sample's without it;
    ``unseen`` are ids that the asker may not see.
    """

    question: str
    given: Mapping[str, Any]
    said: Sequence[str]
    edits: Edits = ()
    on: str | None = None
    unseen: Sequence[str] = field(default=(), kw_only=True)


Given = dict[str, Any]


def of(*ids: str, **more: Any) -> Given:
    """What is asked about, under the lens that is asked first where none is named."""
    return {"of": list(ids)} | more


def hands(*ids: str, **more: Any) -> Given:
    """The same under the lens of what changes hands."""
    return of(*ids, lens="sourcing", **more)


CIRRUS, CIRRUS_CASE = "contract:msa-cirrus", "contract:sow-cirrus-case"
PORTAL, MAPS = "contract:sow-cirrus-portal", "contract:sub-esri"
ARRAY, VAULT = "ci:san-1", "contract:sub-nimbus-vault-2022"
AWS, AZURE, EAST_WEST, OKTA, OFFICE_365 = (
    f"fedramp:package:{package}"
    for package in ("F1603047866", "F1603087869", "AGENCYAMAZONEW", "F1512167750", "MSO365MT")
)
EVERBRIDGE, GOVDELIVERY = "fedramp:package:F1412165928", "fedramp:package:F1311252652"
ZOOM, ESRI = "fedramp:csp:zoom-video-communications-llc", "fedramp:csp:esri"
OKTA_INC, BOX = "fedramp:csp:okta", "fedramp:csp:box-inc"
SALESFORCE, SERVICENOW = "fedramp:csp:salesforce", "fedramp:csp:servicenow"
AUTHORISATION = "fedramp:authorisation:F1206061353:department-of-homeland-security:2013-09-24"
SECURITY, LABOR = (f"fedramp:agency:department-of-{of}" for of in ("homeland-security", "labor"))
NORTH, SOUTH, GRANTS, PERMITS = (
    f"supposed:{name}"
    for name in ("agency:north", "agency:south", "program:grants", "program:permits")
)
HOSTING, ONLINE, SIGN_IN, CASE_WORK, MEETINGS, ARCHIVE = (
    f"supposed:service:{name}"
    for name in ("hosting", "permits-online", "sign-in", "case-work", "meetings", "archive")
)
GATEWAY, NEXT_GATEWAY = "supposed:ci:gateway-a", "supposed:ci:gateway-b"
CHANGE, INCIDENT = "supposed:ticket:gateway-a-replaced", "supposed:ticket:meetings-choppy"
BOUGHT = "supposed:contract:"
