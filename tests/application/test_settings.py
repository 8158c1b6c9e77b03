"""Settings: read from the environment, never printed where they are secret, all described."""

from __future__ import annotations

import pytest

from application.settings import PREFIX, Settings, read_settings
from graph_model.errors import InvalidInput

WRONG = {
    # a variable, its value, what the error says
    "a port that is none": ("RAMIFY_PORT", "70000", "RAMIFY_PORT"),
    "a time zone that is none": ("RAMIFY_TIME_ZONE", "Mars/Olympus", "IANA time zone"),
    "an engine that is none": ("RAMIFY_ENGINE", "steam", "RAMIFY_ENGINE"),
    "a list that is no JSON": ("RAMIFY_SOURCE_ORDER", "cmdb, load", "RAMIFY_SOURCE_ORDER.*JSON"),
    "an address where a name belongs": ("RAMIFY_HOSTS", '["https://a.example"]', "host names"),
    "a name that no Host says": ("RAMIFY_HOSTS", '["bücher.example"]', "host names"),
    "a number that is none": ("RAMIFY_MAX_PAGE", "many", "RAMIFY_MAX_PAGE"),
}


def test_every_setting_is_described() -> None:
    assert not [name for name, f in Settings.model_fields.items() if not f.description]


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


def test_a_password_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}STORE_PASSWORD", "hunter2")
    monkeypatch.setenv(f"{PREFIX}PORT", "hunter2")
    with pytest.raises(InvalidInput) as caught:
        read_settings()
    assert "hunter2" not in str(caught.value)
    monkeypatch.delenv(f"{PREFIX}PORT")
    settings = read_settings()
    assert settings.store_password is not None
    assert settings.store_password.get_secret_value() == "hunter2"
    assert "hunter2" not in f"{settings!r}{settings}{settings.model_dump_json()}"
