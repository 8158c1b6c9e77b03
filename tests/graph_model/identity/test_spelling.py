"""How a name is read: case, accents, punctuation, legal forms, what stands beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.identity.likeness import Verdict, likeness
from graph_model.identity.spelling import spelling


@pytest.mark.parametrize(
    ("name", "key", "forms"),
    [
        ("CARAHSOFT TECHNOLOGY CORP.", "carahsofttechnology", {"corp"}),
        ("Carahsoft Technology Corporation", "carahsofttechnology", {"corp"}),
        ("The Filter Shop, Inc", "filtershop", {"inc"}),
        ("Almacenes Éxito S.A.", "almacenesexito", {"sa"}),
        ("Almacenes Éxito S. A.", "almacenesexito", {"sa"}),
        ("Solutions Mauricie ltée", "solutionsmauricie", {"ltd"}),
        ("Ørsted Data A/S", "orsteddata", {"as"}),
        ("Łódź Systems Sp. z o.o.", "lodzsystems", {"spzoo"}),
        ("NEBRASKA SALT &AMP; GRAIN COMPANY", "nebraskasaltandgrain", set()),
        ("Health, Department of", "departmentofhealth", set()),
        ("Dept. of Health", "departmentofhealth", set()),
        ("Solar Star II, LLC", "solarstar2", {"llc"}),
        ("Inc.", "inc", set()),
        ("---", "", set()),
        ("", "", set()),
    ],
)
def test_a_name_is_its_words(name: str, key: str, forms: set[str]) -> None:
    assert spelling(name).key == key
    assert set(spelling(name).forms) == forms


@pytest.mark.parametrize(
    ("name", "own", "others"),
    [
        ("RENTOKIL NA INC DBA PRESTO-X", "rentokilna", [("presto", "x")]),
        ("SMX (Formerly Smartronix)", "smx", [("smartronix",)]),
        ("Tenable Public Sector (TPS)", "tenablepublicsector", [("tps",)]),
        ("Jacobs (In Remediation)", "jacobs", []),
    ],
)
def test_other_names_in_it_are_told_apart(name: str, own: str, others: list[object]) -> None:
    assert (spelling(name).key, list(spelling(name).others)) == (own, others)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("CARAHSOFT TECHNOLOGY CORP.", "Carahsoft Technology", Verdict.SAME),
        ("CARAHSOFT TECHNOLOGY CORP.", "Carahsoft", Verdict.ASK),
        ("Carahsoft", "Carasoft", Verdict.ASK),
        ("Sodexo S.A.", "Sodexo Inc.", Verdict.ASK),
        ("Sodexo S.A.", "Sodexo", Verdict.SAME),
        ("Tenable Public Sector (TPS)", "Tenable Public Sector", Verdict.SAME),
        ("Clay County (Missouri)", "Clay County", Verdict.ASK),
        ("Solar Star II", "Solar Star III", Verdict.DIFFERENT),
        ("S & W Fence", "S & H Fence", Verdict.DIFFERENT),
        (
            "State of Ohio Department of Health",
            "State of Iowa Department of Health",
            Verdict.DIFFERENT,
        ),
        ("Cloud Solutions Group", "Cloud Services Group", Verdict.DIFFERENT),
        ("Information Systems Inc.", "Information Systems", Verdict.ASK),
        ("", "", Verdict.DIFFERENT),
    ],
)
def test_two_names_are_judged(one: str, other: str, verdict: Verdict) -> None:
    assert likeness(spelling(one), spelling(other)).verdict is verdict


@given(st.text(max_size=400))
def test_any_text_is_read(name: str) -> None:
    read = spelling(name)
    wanted = {Verdict.SAME, Verdict.ASK} if read.words else {Verdict.DIFFERENT}
    assert likeness(read, read).verdict in wanted
    assert read.key == "".join(c for c in read.key if c.isalnum()).casefold()
