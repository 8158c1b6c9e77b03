"""The tables that offices keep, and what they call their columns: for proposals and for templates.

Names are compared without regard to case, punctuation and spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from loaders.intake.slug import slug


@dataclass(frozen=True)
class OfficeColumn:
    """A column that people keep: how a template heads it, and what else it may be called.

    It holds a ``field`` of the row's item, a ``code`` by which others call the item, or names of
    items of another ``kind``, joined to it by ``relation`` (from the row's item, unless
    ``inward``). ``yes`` is the choice that a yes means, ``no`` the one that a no means.
    """

    header: str
    words: str
    field: str | None = None
    kind: str | None = None
    relation: str | None = None
    inward: bool = False
    code: bool = False
    yes: str | None = None
    no: str | None = None

    @cached_property
    def names(self) -> frozenset[str]:
        """All that it may be called, folded."""
        return frozenset(slug(word) for word in (self.header, *self.words.split(",")))


@dataclass(frozen=True)
class OfficeTable:
    """A table that people keep: one row an item of a kind."""

    name: str
    kind: str
    columns: tuple[OfficeColumn, ...]

    @property
    def item(self) -> str:
        """What one row of it is called."""
        return "agency" if self.name == "agencies" else self.name.removesuffix("s")

    def column(self, header: str) -> OfficeColumn | None:
        """The column that a header means; of one in two rows, its last part may say it.

        What stands in brackets ("Auto Renew (Y/N)") may be left out.
        """
        said = (header, header.rpartition(" / ")[2], _BRACKETS.sub(" ", header))
        names = dict.fromkeys(map(slug, said))
        found = (one for name in names for one in self.columns if name in one.names)
        return next(found, None)

    def tells(self, header: str) -> bool:
        """Whether a header says what its table is of: "Name" and "Type" head any."""
        return self.column(header) is not None and slug(header) not in _ANY

    def column_like(self, header: str) -> OfficeColumn | None:
        """The column whose name a header ends with: "Order Amount" as "Amount".

        Names of one word say too little ("Buyer Name"), but for a few.
        """
        name = slug(header)
        ends = {
            word: one
            for one in self.columns
            for word in one.names
            if ("-" in word or word in _TELLING) and name.endswith(f"-{word}")
        }
        return ends[max(ends, key=len)] if ends else None

    def of_field(self, field: str) -> OfficeColumn | None:
        """The column of a field."""
        return next((one for one in self.columns if one.field == field), None)


_BRACKETS = re.compile(r"\([^()]*\)")
_ANY = frozenset(
    (
        *("name", "type", "id", "number", "no", "code", "status", "state", "title", "description"),
        *("notes", "comment", "comments", "details", "summary", "class", "category", "kind"),
        *("group", "value", "data", "from", "to", "start", "end", "subject", "total", "content"),
        "target",
    )
)
"""Headers that say nothing of what a table is of."""
_TELLING = frozenset(("amount", "vendor", "supplier", "contractor", "expiration", "department"))


def _field(
    field: str, header: str, words: str = "", yes: str | None = None, no: str | None = None
) -> OfficeColumn:
    return OfficeColumn(header, words, field=field, yes=yes, no=no)


def _others(
    kind: str, relation: str, header: str, words: str = "", inward: bool = False
) -> OfficeColumn:
    return OfficeColumn(header, words, kind=kind, relation=relation, inward=inward)


_NOTE = _field(
    "description", "Description", "summary,notes,details,comment,comments,dataset summary"
)

CONTRACTS = OfficeTable(
    "contracts",
    "Contract",
    (
        _field(
            "number",
            "Contract number",
            "number,no,doc number,document number,contract no,contract id,contract #,contract,"
            "agreement number,agreement no,agreement,po number,po,purchase order,order number,"
            "award number,contract num,purchase order number,purchase order no,purchase order #,"
            "po no,po #,po num,order no,order #,numero,numero de contrat,contrat,"
            "vertragsnummer,vertrag nr,vertragsnr,vertrag",
        ),
        _field(
            "name",
            "Title",
            "contract title,contract name,name,subject,purpose,contract description,titre,objet,"
            "bezeichnung,betreff,vertragsgegenstand",
        ),
        _others(
            "Supplier",
            "WITH",
            "Supplier",
            "vendor,vendor name,supplier name,contractor,contractor name,provider,company,firm,"
            "awarded to,awardee,legal name,vendor legal name,fournisseur,titulaire,"
            "lieferant,anbieter,auftragnehmer,vertragspartner",
        ),
        _others(
            "Service",
            "COVERS",
            "Services covered",
            "services,service,covers,covered services,applications,application,systems",
        ),
        _others(
            "Agency",
            "HELD_BY",
            "Agency",
            "agencies,agency name,department,department name,entity name,holder,held by,buyer,"
            "using agency,using agencies,participating agencies,user agencies,contracting agency,"
            "customer,organization,organisation,organization name,organisation name,ministere,"
            "acheteur,behorde,amt,dienststelle",
        ),
        _field(
            "start",
            "Start date",
            "start,begin,begin date,begins,starts,effective date,effective,from,commencement date,"
            "contract start,contract start date,contract begin date,contract term start,term start,"
            "term begin,effective start date,order date,po date,purchase date,date de debut,"
            "debut,beginn,vertragsbeginn,laufzeit von",
        ),
        _field(
            "end",
            "End date",
            "end,ends,expiry,expiry date,expiration,expiration date,expires,expires on,until,"
            "termination date,contract end,contract end date,contract term end,term end,"
            "contract expiration,contract expiration date,current end date,date de fin,fin,"
            "ende,vertragsende,laufzeit bis",
        ),
        _field(
            "notice",
            "Notice (days)",
            "notice,notice days,notice period,days notice,notice period days,cancellation notice,"
            "notice months,notice period months,preavis,kundigungsfrist",
        ),
        _field(
            "renewal",
            "Renews by itself",
            "auto renew,auto renews,auto renewal,automatic renewal,automatically renews,"
            "renews automatically,evergreen,reconduction tacite,tacite reconduction,"
            "automatische verlangerung",
            yes="tacit",
            no="none",
        ),
        _field("renewal", "Renewal", "renewal type,renewal terms"),
        _field("renewal", "Renewal option", "renewable,may be renewed", yes="option", no="none"),
        _field(
            "renewal_term",
            "Renewal term (months)",
            "renewal term,renewal period,renewal months,renewal length,renewal term months",
        ),
        _field(
            "renewals_left", "Renewals left", "options left,options remaining,renewals remaining"
        ),
        _field(
            "value",
            "Value",
            "amount,total,total value,contract value,contract amount,total amount,award amount,"
            "annual value,price,cost,total cost,total price,extended price,order total,line total,"
            "po amount,montant,valeur,betrag,auftragswert,vertragswert",
        ),
        _field("form", "Form", "type,contract type,form of agreement,document type,agreement type"),
        _field(
            "vehicle", "Vehicle", "procurement vehicle,procurement method,bid,bid number,method"
        ),
        _field("fund", "Fund", "fund code,funding,funding source"),
        _NOTE,
    ),
)

SERVICES = OfficeTable(
    "services",
    "Service",
    (
        _field(
            "name", "Service", "service name,application,application name,system,system name,name"
        ),
        OfficeColumn("Service ID", "id,service code,code,application id,system id", code=True),
        _others(
            "Supplier",
            "PROVIDES",
            "Supplier",
            "provider,vendor,delivered by,provided by",
            inward=True,
        ),
        _others(
            "Agency",
            "CONSUMES",
            "Used by",
            "agencies,agency,consumers,customers,users,used by agencies",
            inward=True,
        ),
        _others(
            "Service",
            "DEPENDS_ON",
            "Depends on",
            "dependencies,dependency,requires,needs,relies on,uses",
        ),
        _field("criticality", "Criticality", "critical,importance,business criticality"),
        _field("mode", "Mode", "delivery,delivery mode"),
        _field("group", "Group", "service group"),
        _field("lifecycle", "Lifecycle", "status,state,phase"),
        _field("live_on", "Live on", "live since,go live,go live date"),
        _field("retires_on", "Retires on", "retirement,retirement date,end of life"),
        _field("citizen_facing", "Citizen facing", "public,public facing,external users"),
        _field("certifications", "Certifications", "certifications required"),
        _field("data_classification", "Data classification", "classification,confidentiality"),
        _NOTE,
    ),
)

SUPPLIERS = OfficeTable(
    "suppliers",
    "Supplier",
    (
        _field(
            "name",
            "Supplier",
            "supplier name,vendor,vendor name,company,company name,provider,name",
        ),
        OfficeColumn("Supplier ID", "id,vendor id,vendor number,code,supplier code", code=True),
        _field("sourcing", "Sourcing", "type,sourcing type,delivery model,kind"),
        _field("platform", "Platform", "on platform,shared platform"),
        _others("Supplier", "PART_OF", "Parent", "parent company,part of,group"),
        _NOTE,
    ),
)

AGENCIES = OfficeTable(
    "agencies",
    "Agency",
    (
        _field("name", "Agency", "agency name,department,department name,name,organization"),
        OfficeColumn(
            "Agency ID", "id,acronym,agency acronym,code,agency code,abbreviation", code=True
        ),
        _field("body", "Body", "type of agency,type,agency type"),
        _others("Agency", "PART_OF", "Part of", "parent,parent agency,ministry,secretariat"),
        _NOTE,
    ),
)

DATASETS = OfficeTable(
    "datasets",
    "ConfigurationItem",
    (
        _field("name", "Dataset", "dataset name,data set,data set name"),
        OfficeColumn("Dataset ID", "record id,dataset code", code=True),
        _others(
            "Stakeholder",
            "OWNS",
            "Data owner",
            "owner,dataset owner,steward,data steward",
            inward=True,
        ),
        _NOTE,
    ),
)

ITEMS = OfficeTable(
    "items",
    "ConfigurationItem",
    (
        _field(
            "name",
            "Configuration item",
            "ci,ci name,asset,asset name,device,device name,host,hostname,host name,server,"
            "server name,machine,computer,computer name,node,component,equipment,name",
        ),
        OfficeColumn("Asset tag", "serial number,serial,asset id,asset number,id", code=True),
        _field("ci_class", "Class", "ci class,type,device type,asset type,category"),
        _field("status", "Status", "state,install status,asset status,life cycle status"),
        _field("environment", "Environment", "env,tier,used for"),
        _others(
            "ConfigurationItem",
            "DEPENDS_ON",
            "Depends on",
            "runs on,hosted on,host server,hypervisor,cluster,connected to,dependencies",
        ),
        _NOTE,
    ),
)

RECORDS = OfficeTable(
    "records",
    "ConfigurationItem",
    (
        _field("name", "Name", "record,record name,host,hostname,domain,domain name,owner name"),
        _others(
            "ConfigurationItem",
            "DEPENDS_ON",
            "Data",
            "rdata,target,record data,points to,content,answer,value,nameserver,name server",
        ),
        OfficeColumn("TTL", "time to live", code=True),
    ),
)
"""The records of a zone: a name stands on what it leads to, on one of several of a type."""
RECORD_COLUMNS = ("Name", "TTL", "Class", "Type", "Data")
RECORD_TYPES = frozenset(("a", "aaaa", "cname", "ns", "mx", "srv", "dname", "alias", "ptr"))
"""Those whose data is another name, or an address."""
OTHER_TYPES = frozenset(
    (
        *("soa", "ds", "txt", "rrsig", "dnskey", "nsec", "nsec3", "nsec3param", "caa", "cds"),
        *("spf", "cdnskey", "tlsa", "sshfp", "hinfo", "naptr", "uri", "svcb", "https", "loc", "rp"),
    )
)

OFFICE_TABLES = (CONTRACTS, SERVICES, SUPPLIERS, AGENCIES, DATASETS, ITEMS, RECORDS)
TEMPLATES = (CONTRACTS, SERVICES, SUPPLIERS, AGENCIES)
"""Those that an office is given to fill in."""

CODES = {
    "Supplier": "vendor id,vendor number,supplier id,vendor code",
    "Agency": "entity,entity code,agency code,agency acronym,department code,agency id",
}
"""What the column beside the names of other items may be called that has their codes."""

MEANS = {
    "sourcing": {
        **dict.fromkeys(("internal", "in-house", "inhouse", "own", "in house"), "insourced"),
        **dict.fromkeys(("external", "vendor", "contracted", "managed"), "outsourced"),
        **dict.fromkeys(("saas", "paas", "iaas", "hosted"), "cloud"),
        **dict.fromkeys(("shared", "other state", "county", "federal"), "cross-jurisdictional"),
    },
    "renewal": {
        **dict.fromkeys(("automatic", "auto", "evergreen", "tacite"), "tacit"),
        **dict.fromkeys(("optional", "options"), "option"),
        **dict.fromkeys(("no renewal", "fixed"), "none"),
    },
    "form": {
        **dict.fromkeys(("po", "order"), "purchase order"),
        **dict.fromkeys(("license", "software license"), "licence"),
        **dict.fromkeys(("master", "master agreement", "master services agreement"), "MSA"),
        **dict.fromkeys(("statement of work", "work order"), "SOW"),
        **dict.fromkeys(("memorandum", "memorandum of understanding", "iga"), "MOU"),
        **dict.fromkeys(("amendment",), "addendum"),
    },
    "lifecycle": {
        **dict.fromkeys(("active", "in use", "production", "operational"), "live"),
        **dict.fromkeys(("sunset", "decommissioning"), "retiring"),
        **dict.fromkeys(("inactive", "decommissioned"), "retired"),
    },
    "criticality": {
        **dict.fromkeys(("tier 1", "critical", "1"), "mission critical"),
        **dict.fromkeys(("tier 2", "2"), "high"),
        **dict.fromkeys(("tier 3", "3", "normal"), "medium"),
        **dict.fromkeys(("tier 4", "4"), "low"),
    },
    "ci_class": {
        **dict.fromkeys(("virtual server", "vm"), "virtual machine"),
        **dict.fromkeys(("laptop", "desktop", "workstation", "printer"), "endpoint"),
        **dict.fromkeys(("router", "switch", "firewall", "network gear"), "network"),
    },
    "status": {
        **dict.fromkeys(("active", "installed", "live", "production"), "in use"),
        **dict.fromkeys(("decommissioned", "inactive"), "retired"),
        **dict.fromkeys(("maintenance",), "in maintenance"),
    },
    "environment": {
        **dict.fromkeys(("prod", "live"), "production"),
        **dict.fromkeys(("dev",), "development"),
        **dict.fromkeys(("qa", "uat"), "test"),
        **dict.fromkeys(("dr",), "disaster recovery"),
    },
    "body": {"mayoral agency": "executive branch", "county": "customer jurisdiction"},
    "data_classification": {"open": "public", "private": "confidential"},
}
"""What words of offices mean among a field's choices."""

PERSONAL = (
    *("email", "e-mail", "phone", "telephone", "mobile", "fax", "address", "street", "contact"),
    *("ssn", "birth", "signature", "first name", "last name", "buyer name", "administrator"),
)
"""What a column is not kept for whose header says so."""
TOTALS = (
    *("total", "grand total", "subtotal", "sub-total", "sum", "totals", "somme"),
    *("summe", "gesamt", "gesamtsumme", "zwischensumme", "total general", "sous-total"),
)
EMPTY = ("n/a", "na", "null", "none", "tbd", "unknown", "-", "--", "#n/a", "nan")
"""What is written into a cell where nothing is known."""
