"""Jars without their signatures: Java proves one anew each time it looks up a service in its jar.

Two of Neo4j's are signed, and it looks up dozens of services in them as it starts: a seventh of a
start. What was fetched is known to be whole by Maven's sums.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

MARK = "unsigned"
"""A file beside the jars: none of them is signed any more."""

_SIGNATURE = re.compile(r"META-INF/[^/]+\.(SF|RSA|DSA|EC)")
_MANIFEST = "META-INF/MANIFEST.MF"


def unsign(jars: Path) -> None:
    """Take the signatures out of a folder's jars, each exchanged as a whole, and mark the folder.

    A folder that may not be written, or a damaged jar, stays as it is; Java says what is damaged.
    """
    with suppress(OSError, BadZipFile):
        for jar in sorted(jars.glob("*.jar")):
            if is_zipfile(jar) and _is_signed(jar):
                _exchange(jar)
        (jars / MARK).touch()


def _is_signed(jar: Path) -> bool:
    with ZipFile(jar) as opened:
        return any(_SIGNATURE.fullmatch(name) for name in opened.namelist())


def _exchange(jar: Path) -> None:
    """Write the jar anew beside itself, then put it in its place: servers that run keep theirs."""
    anew = jar.with_suffix(".anew")
    with ZipFile(jar) as signed, ZipFile(anew, "w") as unsigned:
        for entry in signed.infolist():
            if not _SIGNATURE.fullmatch(entry.filename):
                content = signed.read(entry)
                if entry.filename == _MANIFEST:
                    content = _without_sums(content)
                unsigned.writestr(entry, content)
    anew.replace(jar)


def _without_sums(manifest: bytes) -> bytes:
    """A manifest's first section, which is about the jar; the others hold the sum of each file."""
    first = re.split(rb"\r?\n\r?\n", manifest, maxsplit=1)[0]
    return first + b"\r\n\r\n"
