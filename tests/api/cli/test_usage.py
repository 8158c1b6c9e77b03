"""A command line that is wrong is told as every error: what, where, found, expected, what to do."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from api.cli.arguments import names
from api.cli.root import app

WRONG = {
    # a command line, and what is said of it
    "impact": "ramify impact: found no ID, expected it (what changes or fails; a ticket for what",
    "dependencies": "ramify dependencies: found no ID, expected it (what is asked about: ids",
    "why x": "ramify why: found no --to, expected it (",
    "path a": "ramify path: found no ID, expected it (the other end: an id or alias)",
    "path a b c": "ramify path: found 'c' after all that it takes, expected nothing more",
    "template": "ramify template: found no TABLES, expected it (the sheets, in their order)",
    "impact x --lense outage": (
        "ramify impact: found the option --lense, expected one that it has; did you mean --lens? "
        "`ramify impact --help` says what it takes"
    ),
    "impact x --nothing-like-it": "ramify impact: found the option --nothing-like-it, expected",
    "impact x --lens": "ramify impact: found nothing after --lens, expected a value",
    "impact x --first q": "ramify impact, --first: found no number, expected a whole number",
    "impact x --format q": "ramify impact, --format: found 'q', expected one of table, json, text",
    "impct x": "ramify: found the command 'impct', expected one that there is; did you mean impact",
    "report impct x": "ramify report: found the command 'impct', expected one that there is",
}


@pytest.mark.parametrize(("line", "said"), WRONG.items())
def test_what_is_wrong_is_told_in_one_line(line: str, said: str) -> None:
    result = CliRunner().invoke(app, line.split(), prog_name="ramify")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(said)
    assert "--help` " in result.stderr
    assert result.stderr.count("\n") == 1
    assert not any(word in result.stderr for word in ("Usage", "Error", "Missing", "Invalid"))


@pytest.mark.parametrize("line", ["--help", "impact --help", "--version"])
def test_what_was_asked_for_is_no_error(line: str) -> None:
    result = CliRunner().invoke(app, line.split(), prog_name="ramify")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (None, []),
        (["witness"], ["witness"]),
        (["witness,confidence"], ["witness", "confidence"]),
        (["witness, confidence", "room"], ["witness", "confidence", "room"]),
        ([","], []),
    ],
)
def test_names_may_have_commas_between_them(given: list[str] | None, found: list[str]) -> None:
    assert names(given) == found
