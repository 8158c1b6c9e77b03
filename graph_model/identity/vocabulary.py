"""Words of names that tell little: legal forms, market words, abbreviations, what joins words."""

from __future__ import annotations

from collections.abc import Iterator

_FORMS = {
    "inc": "inc incorporated",
    "corp": "corp corporation",
    "co": "co company cie compagnie cia compania",
    "llc": "llc lc",
    "llp": "llp",
    "lp": "lp",
    "ltd": "ltd limited ltee limitee ltda limitada",
    "plc": "plc",
    "pc": "pc",
    "pllc": "pllc",
    "ulc": "ulc",
    "sa": "sa",
    "sas": "sas",
    "sasu": "sasu",
    "sarl": "sarl",
    "eurl": "eurl",
    "senc": "senc snc sencrl",
    "enr": "enr enrg",
    "scop": "scop",
    "gmbh": "gmbh",
    "ag": "ag",
    "se": "se",
    "kg": "kg",
    "bv": "bv",
    "nv": "nv",
    "ab": "ab",
    "as": "as",
    "oy": "oy oyj",
    "srl": "srl",
    "spa": "spa",
    "spzoo": "spzoo",
    "pty": "pty",
    "pte": "pte",
}
_MARKET = """
    advanced advisors advisory agency american analytics associates association authority
    board branch building bureau business capital care center city cloud com commercial
    commission committee communications computer computing construction consultants consulting
    contracting contractors corporate council county data department design development digital
    distribution district division electric electrical electronic energy engineering enterprise
    enterprises equipment federal financial fire first foundation general global government group
    health holding holdings industries industrial information infrastructure innovation institute
    insurance integrated international labs laboratories learning logistics maintenance management
    manufacturing marketing mechanical media medical mobile ministry national net network networks
    office online operations partners platform plumbing power products professional
    program property protection public research resources retail safety school schools science
    secure security service services smart software solution solutions state studio supply support
    system systems team tech technical technologies technology telecom telecommunications trading
    training transport university video vision web wireless worldwide
    agence direction entreprise entreprises gestion gouvernement groupe informatique ministere
    societe solutions systemes departamento instituto ministerio servicios soluciones universidad
"""
STANDS_FOR = {
    "assn": "association",
    "assoc": "associates",
    "bd": "board",
    "bldg": "building",
    "centre": "center",
    "ctr": "center",
    "dept": "department",
    "depto": "departamento",
    "div": "division",
    "govt": "government",
    "intl": "international",
    "mfg": "manufacturing",
    "mgmt": "management",
    "natl": "national",
    "ofc": "office",
    "svc": "services",
    "svcs": "services",
    "univ": "university",
}
"""Abbreviations that mean one word alone."""
ARTICLES = frozenset(("the", "les"))
"""What may stand before a name or not."""
_JOINING = "a an and de del des di do du d et for in l la las le les los of on the und y"


def _forms() -> Iterator[tuple[str, str]]:
    for form, spellings in _FORMS.items():
        for spelling in spellings.split():
            yield spelling, form


LEGAL_FORMS = dict(_forms())
"""How each spelling of a legal form is known, English, French and others."""
SAYS_NOTHING = "co"
"""The form that comes and goes, and stands beside any other."""
MARKET_WORDS = frozenset(_MARKET.split())
"""Words that many firms and offices have in their names."""
JOINING_WORDS = frozenset(_JOINING.split())
"""Words that only join others."""
_COUNTING = (
    "one first 1st",
    "two second 2nd ii",
    "three third 3rd iii",
    "four fourth 4th iv",
    "five fifth 5th",
    "six sixth 6th vi",
    "seven seventh 7th vii",
    "eight eighth 8th viii",
    "nine ninth 9th ix",
)
NUMBER_WORDS = {word: str(n) for n, all_ in enumerate(_COUNTING, 1) for word in all_.split()}
"""Words that count, and what they say."""
LAST_NUMERALS = {"i": "1", "v": "5"}
"""Letters that count where a name ends with them."""
