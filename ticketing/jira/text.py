"""Text as Jira has it: the Atlassian Document Format of the Cloud, wiki text of a Data Center."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import orjson

T = TypeVar("T")

MOST_BYTES = 32_000
"""What a comment may take: Jira refuses documents of more than 32,767 bytes."""
_BLOCKS = frozenset(
    ("paragraph", "heading", "listItem", "tableRow", "codeBlock", "blockquote", "panel")
)
_SHOWN = {"mention": "text", "emoji": "text", "inlineCard": "url", "status": "text", "date": "text"}


def plain(value: Any) -> Any:
    """The text of a document, a line a block; what is no document stays as it is."""
    if not isinstance(value, dict) or value.get("type") != "doc":
        return value
    return "".join(_pieces(value)).strip()


def _pieces(document: dict[str, Any]) -> Iterator[str]:
    """The texts of a document in order, without recursion: who writes it is not trusted."""
    left: list[Any] = [document]
    while left:
        node = left.pop()
        if isinstance(node, str):
            yield node
            continue
        if not isinstance(node, dict):
            continue
        kind, attributes = node.get("type"), node.get("attrs")
        if kind == "text" and isinstance(node.get("text"), str):
            yield node["text"]
        elif kind == "hardBreak":
            yield "\n"
        elif kind in _SHOWN and isinstance(attributes, dict):
            yield str(attributes.get(_SHOWN[kind]) or "")
        content = node.get("content")
        left.extend(["\n"] if kind in _BLOCKS else [])
        left.extend(reversed(content) if isinstance(content, list) else [])


def document(text: str) -> dict[str, Any]:
    """A note as a document: one paragraph, its lines apart."""
    return _fitted(text, _document)


def _document(text: str) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = []
    for line in text.split("\n"):
        nodes.extend([{"type": "hardBreak"}] if nodes else [])
        nodes.extend([{"type": "text", "text": line}] if line else [])
    return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": nodes}]}


def wiki(text: str) -> str:
    """A note as wiki text that shows every character as it is."""
    return _fitted(text, _wiki)


def _wiki(text: str) -> str:
    return "{noformat}\n" + text.replace("{noformat}", "{ noformat}") + "\n{noformat}"


def _fitted(text: str, form: Callable[[str], T]) -> T:
    """A form of a text that Jira takes: the lines before its last are cut, that one tells whose."""
    made = form(text)
    *lines, last = text.split("\n")
    while len(orjson.dumps(made)) > MOST_BYTES and lines:
        lines.pop()
        made = form("\n".join([*lines, "…", last]))
    return made
