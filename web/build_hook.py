"""What the build of the wheel does beside packing: the pages' own assets are made and go into it.

An editable installation is the checkout itself, where ``make pages`` builds them.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesBuildHook(BuildHookInterface[Any]):
    """Builds the pages for a wheel that is not editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build them before the files are gathered."""
        if version == "editable":
            return
        run_path(str(Path(self.root) / "web" / "pages.py"))["build_pages"]()
