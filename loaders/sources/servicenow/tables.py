"""ServiceNow's tables, columns and choices, as data: what of them is read, and as what."""

from __future__ import annotations

import re

from loaders.intake.slug import slug

COMPANY, DEPARTMENT, CONTRACT, COVERED, RELATION = (
    *("core_company", "cmn_department", "ast_contract", "contract_rel_ci", "cmdb_rel_ci"),
)
SERVICE, ITEM = "cmdb_ci_service", "cmdb_ci"
TABLES = (COMPANY, DEPARTMENT, CONTRACT, COVERED, RELATION, "service_offering", SERVICE, ITEM)
"""What is read; a table that extends one of these is called like it, with more behind."""

LABELS = {
    "class": "sys_class_name",
    "configuration item": "ci_item",
    "contract number": "vendor_contract",
    "start date": "starts",
    "starts on": "starts",
    "end date": "ends",
    "ends on": "ends",
    "business criticality": "busines_criticality",
    "automatically renew": "renewable",
    "created": "sys_created_on",
    "updated": "sys_updated_on",
    "model": "model_id",
    "fully qualified domain name": "fqdn",
    "operating system": "os",
    "relationship type": "type",
    "relation type": "type",
    "parent contract": "parent_contract",
    "duplicate of": "duplicate_of",
    "used for": "used_for",
}
"""How lists that were saved as they are shown head some columns; others are called alike."""

_SERVICES = (
    *("service", "business-service", "technical-service", "application-service"),
    *("service-offering", "business-service-offering", "technical-service-offering"),
    *("service-instance", "mapped-application-service", "technology-management-service"),
)
_CLASSES = (
    (
        "virtual machine",
        "vm-instance|vmware-instance|virtual-machine|hyper-v-instance|ec2-instance",
    ),
    ("cluster", "cluster"),
    ("container", "container|docker|kubernetes|pod"),
    ("database", "database|db|mssql|mysql|oracle|postgresql|sql"),
    ("application", "app-server|web-server|appl|application|business-app|web-site|website"),
    ("storage", "storage|san|nas|disk|volume"),
    (
        "network",
        "switch|router|firewall|load-balancer|lb|netgear|network|ip-switch|ip-router|gateway|vpn",
    ),
    ("power", "ups|pdu|power|generator"),
    ("facility", "rack|datacenter|data-center|facility|building|room|zone"),
    ("circuit", "circuit"),
    ("api", "api"),
    ("endpoint", "computer|pc|pc-hardware|laptop|desktop|printer|phone|tablet|workstation|mobile"),
    ("software", "spkg|software|package|operating-system"),
    ("server", "server|esx|mainframe|unix|linux"),
    ("endpoint", "endpoint"),
    ("hardware", "hardware|peripheral|device"),
)
"""The words of a class by which it is one of ours, the first that fits."""

CRITICALITY = {
    "1": "mission critical",
    "1 - most critical": "mission critical",
    "2": "high",
    "2 - somewhat critical": "high",
    "3": "medium",
    "3 - less critical": "medium",
    "4": "low",
    "4 - not critical": "low",
}
STATUS = {
    **dict.fromkeys(("1", "installed", "in use"), "in use"),
    **dict.fromkeys(("2", "on order"), "ordered"),
    **dict.fromkeys(("3", "in maintenance", "5", "pending repair"), "in maintenance"),
    **dict.fromkeys(("4", "pending install"), "planned"),
    **dict.fromkeys(("6", "in stock"), "in stock"),
    **dict.fromkeys(("7", "retired"), "retired"),
    **dict.fromkeys(("8", "stolen"), "disposed"),
}
"""``install_status``, kept and shown; 100 (absent) says nothing of ours."""
LIFECYCLE = {
    **dict.fromkeys(("1", "operational"), "live"),
    **dict.fromkeys(("6", "retired"), "retired"),
    "pipeline": "planned",
    "catalog": "live",
}
"""``operational_status`` and ``service_status`` of a service."""
ENVIRONMENT = {
    "production": "production",
    **dict.fromkeys(("test", "qa", "training", "demonstration"), "test"),
    "development": "development",
    "staging": "staging",
    **dict.fromkeys(("dr", "disaster recovery"), "disaster recovery"),
}
"""``used_for`` and ``environment``."""
ATTRIBUTES = (
    *("serial_number", "asset_tag", "ip_address", "fqdn", "os", "os_version", "version"),
    *("model_id", "location", "operational_status", "correlation_id"),
)
"""Columns of an item that are kept open, as they are shown."""
APART = (
    *("serial_number", "asset_tag", "correlation_id", "number", "fqdn", "ip_address"),
    *("mac_address", "sys_class_name", "location", "company", "department", "model_id"),
    *("manufacturer", "vendor", "environment", "used_for", "version", "sys_created_on"),
)
"""By these are rows of one name told apart where an export has no ids, the likeliest first."""
SHOWN = (
    *APART,
    *("install_status", "operational_status", "assigned_to", "managed_by", "owned_by"),
    *("support_group", "discovery_source", "most_recent_discovery", "short_description"),
    *("sys_updated_on", "duplicate_of", "asset", "cost_center", "assignment_group"),
)
"""Columns by which a list that was saved as it is shown is told, beside its class."""
UNREAD = {
    "svc_ci_assoc": "computed membership, no dependency",
    "alm_asset": "assets; export their items (cmdb_ci)",
    "contract_sla": "definitions of service levels",
    "clm_contract_history": "copies of contracts",
    "clm_m2m_contract_asset": "assets; export contract_rel_ci",
}
"""Tables that are known and not read, and why."""


def column_name(header: str) -> str:
    """The column that a header means: its own name, or how a list shows it."""
    label = " ".join(header.replace("_", " ").split()).casefold()
    return LABELS.get(label, header.strip().casefold().replace(" ", "_"))


def table_called(name: str) -> str | None:
    """The table that a file's name, or a class, begins with; None if with none that is known."""
    folded = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    return next((t for t in (*UNREAD, *TABLES) if folded == t or folded.startswith(f"{t}_")), None)


def is_service(class_: str) -> bool:
    """Whether a class, kept or shown, is one of services."""
    return table_called(class_) in (SERVICE, "service_offering") or slug(class_) in _SERVICES


def ci_class(class_: str) -> str:
    """What class of ours an item of a class, kept or shown, is."""
    words = f"-{slug(class_).removeprefix('cmdb-ci-')}-"
    for name, among in _CLASSES:
        if any(f"-{word}-" in words for word in among.split("|")):
            return name
    return "other"
