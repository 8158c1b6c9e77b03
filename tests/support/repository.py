"""What the repository holds, for the tests that hold it to the rules of the house."""

from __future__ import annotations

import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@cache
def pyproject() -> dict[str, Any]:
    """The project's own declaration of itself."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def rooms() -> list[str]:
    """The top-level packages that the wheel carries."""
    packages: list[str] = pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return packages


@cache
def files() -> list[Path]:
    """Every file that is, or is about to be, in the repository; what .gitignore names is not."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in sorted(set(listed.stdout.split("\0")) - {""}))
    return [path for path in paths if path.is_file()]


@cache
def modules(*folders: str) -> tuple[Path, ...]:
    """Every Python module in these folders, named from the root; all of them if none is named."""
    within = tuple(f"{ROOT / folder}/" for folder in folders) or ""
    return tuple(path for path in files() if path.suffix == ".py" and str(path).startswith(within))


def name(path: Path) -> str:
    """A file's path as a person of the project knows it."""
    return path.relative_to(ROOT).as_posix()
