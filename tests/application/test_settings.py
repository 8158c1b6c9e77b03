"""Settings: read from the environment, never printed where they are secret, all described."""

from __future__ import annotations

import re
from datetime import date

import pytest

from application.setting import PREFIX
from application.settings import SETTINGS, Settings, read_settings, unknown_settings
from graph_model.errors import InvalidInput

WRONG = {
    # a variable, its value, what the error says
    "a port that is none": ("RAMIFY_PORT", "70000", "a whole number from 0 to 65535"),
    "a time zone that is none": ("RAMIFY_TIME_ZONE", "Mars/Olympus", "IANA time zone"),
    "an engine that is none": ("RAMIFY_ENGINE", "steam", "RAMIFY_ENGINE.*snapshot or neo4j"),
    "a list that is no JSON": ("RAMIFY_SOURCE_ORDER", '["cmdb', "by commas or as a JSON list"),
    "days that are none": ("RAMIFY_HOLIDAYS", "2026-12-25,soon", "days as YYYY-MM-DD, by commas"),
    "an object that is none": ("RAMIFY_PROCUREMENT_TIMES", "P1M", "a JSON object of texts"),
    "a form that is none": ("RAMIFY_TRANSITION_TIMES", '{"moon": "P1M"}', "one of MSA"),
    "a duration that is none": ("RAMIFY_OTHER_TIME", "soon", "ISO 8601 duration"),
    "no duration": ("RAMIFY_PROCUREMENT_TIMES", '{"SOW": ""}', "ISO 8601 duration"),
    "a time that is none": ("RAMIFY_STORE_TIMEOUT", "0", "a number of more than 0"),
    "an address where a name belongs": ("RAMIFY_HOSTS", '["https://a.example"]', "host names"),
    "a name that no Host says": ("RAMIFY_HOSTS", '["bücher.example"]', "host names"),
    "a number that is none": ("RAMIFY_MAX_PAGE", "many", "a whole number of at least 1"),
}


def test_every_setting_is_described() -> None:
    assert not [name for name, one in SETTINGS.items() if not one.said]


def test_settings_come_from_the_environment_and_what_is_given_goes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RAMIFY_PORT", "9000")
    monkeypatch.setenv("RAMIFY_SOURCE_ORDER", '["cmdb", "load"]')
    assert read_settings().port == 9000
    assert read_settings(port=None).port == 9000
    assert read_settings(port=1).port == 1
    assert read_settings().source_order == ("cmdb", "load")


def test_host_names_are_kept_in_the_form_in_which_they_are_compared() -> None:
    given = ["Ramify.Example.GOV.:8443", "::1", "[::2]:80", "10.0.0.5"]
    assert read_settings(hosts=given).hosts == ("ramify.example.gov", "::1", "::2", "10.0.0.5")


@pytest.mark.parametrize(("name", "value", "said"), WRONG.values(), ids=WRONG)
def test_a_setting_that_cannot_be_is_told(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInput, match=said):
        read_settings()


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("value", ["\x01", "[", "{", "-1", "soon", '["x"]', '{"a": 1}'])
def test_no_librarys_words_are_shown(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}{name.upper()}", value)
    try:
        read_settings()
    except InvalidInput as error:
        (problem,) = error.problems
        assert problem.where == f"{PREFIX}{name.upper()}"
        assert not re.search("input|valid|pars|error|tuple|dict|instance", problem.expected.lower())


def test_a_list_is_written_by_commas_or_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    days = (date(2026, 12, 24), date(2026, 12, 25))
    for text in ("2026-12-24, 2026-12-25", '["2026-12-24", "2026-12-25"]'):
        monkeypatch.setenv("RAMIFY_HOLIDAYS", text)
        assert read_settings().holidays == days
    monkeypatch.setenv("RAMIFY_HOLIDAYS", "2026-12-25")
    monkeypatch.setenv("RAMIFY_SOURCE_ORDER", "cmdb,load")
    monkeypatch.setenv("RAMIFY_HOSTS", "a.example, b.example")
    monkeypatch.setenv("RAMIFY_ALARMS", "P2W")
    found = read_settings()
    assert (found.holidays, found.source_order) == (days[1:], ("cmdb", "load"))
    assert (found.hosts, found.alarms) == (("a.example", "b.example"), ("P2W",))


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.setenv(f"{PREFIX}{name.upper()}", "")
    assert read_settings() == Settings()


def test_unknown_variables_are_named_with_the_nearest() -> None:
    given = {
        "RAMIFY_STROE": "x",
        "RAMIFY_STORE_PASWORD": "hunter2",
        "ramify_port": "1",
        "RAMIFY_SERVICE_HOST": "10.0.0.1",
        "RAMIFY_NEO4J_CACHE": "/tmp",
        "PATH": "/bin",
    }
    assert [(p.where, p.expected) for p in unknown_settings(given)] == [
        ("RAMIFY_SERVICE_HOST", "a setting of docs/settings.md"),
        ("RAMIFY_STORE_PASWORD", "RAMIFY_STORE_PASSWORD"),
        ("RAMIFY_STROE", "RAMIFY_STORE"),
    ]
    assert "hunter2" not in str(unknown_settings(given))


def test_a_password_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}STORE_PASSWORD", "hunter2")
    monkeypatch.setenv(f"{PREFIX}PORT", "hunter2")
    with pytest.raises(InvalidInput) as caught:
        read_settings()
    assert "hunter2" not in str(caught.value)
    monkeypatch.delenv(f"{PREFIX}PORT")
    settings = read_settings()
    assert settings.store_password is not None
    assert settings.store_password.text == "hunter2"
    assert "hunter2" not in f"{settings!r}{settings}"
