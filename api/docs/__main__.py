"""``python -m api.docs``: write the generated documents again, in the folder docs."""

from __future__ import annotations

from pathlib import Path

from api.docs.checks import checks_page
from api.docs.command_line import command_line_page
from api.docs.graphql import graphql_page
from api.docs.policies import policies_page
from api.docs.reference import reference_page
from api.docs.roles import roles_page
from api.docs.settings import settings_page

PAGES = {
    "checks.md": checks_page,
    "command-line.md": command_line_page,
    "graphql.md": graphql_page,
    "policies.md": policies_page,
    "reference.md": reference_page,
    "roles.md": roles_page,
    "settings.md": settings_page,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        Path("docs", name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
