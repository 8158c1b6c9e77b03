"""A signed jar becomes the same jar without its signature; others, and what is none, stay."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from stores.local_neo4j.artifacts import NEO4J_VERSION, neo4j_jars
from stores.local_neo4j.unsigned import MARK, unsign

MAIN = "Manifest-Version: 1.0\r\nMulti-Release: true\r\n"
CLASS, SERVICE = "org/example/A.class", "META-INF/services/org.example.Factory"
SIGNED = {
    "META-INF/MANIFEST.MF": f"{MAIN}\r\nName: {CLASS}\r\nSHA-256-Digest: AAAA\r\n\r\n",
    "META-INF/ECLIPSE_.SF": "Signature-Version: 1.0\r\n",
    "META-INF/ECLIPSE_.RSA": "a signature",
    CLASS: "a class" * 100,
    SERVICE: "org.example.A",
    "docs/META-INF/x.SF": "of no signature",
}


def jar(path: Path, files: dict[str, str], packed: int = ZIP_DEFLATED) -> Path:
    with ZipFile(path, "w", packed) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return path


def read(path: Path) -> dict[str, str]:
    with ZipFile(path) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


@pytest.mark.parametrize("packed", [ZIP_DEFLATED, ZIP_STORED])
def test_a_signed_jar_loses_its_signature_and_nothing_else(tmp_path: Path, packed: int) -> None:
    signed = jar(tmp_path / "signed.jar", SIGNED, packed)
    unsign(tmp_path)
    kept = {name: SIGNED[name] for name in (CLASS, SERVICE, "docs/META-INF/x.SF")}
    assert read(signed) == {"META-INF/MANIFEST.MF": f"{MAIN}\r\n", **kept}
    with ZipFile(signed) as opened:
        assert opened.getinfo(CLASS).compress_type == packed
    assert sorted(one.name for one in tmp_path.iterdir()) == ["signed.jar", MARK]


def test_what_is_not_signed_stays_as_it_is(tmp_path: Path) -> None:
    plain = {name: SIGNED[name] for name in ("META-INF/MANIFEST.MF", CLASS)}
    files = [jar(tmp_path / f"{name}.jar", plain) for name in ("plain", "damaged", "empty")]
    files[1].write_bytes(files[1].read_bytes().replace(b"PK\x01\x02", b"PK\x01\x03"))
    files[2].write_bytes(b"")
    before = [(file.stat().st_ino, file.read_bytes()) for file in files]
    unsign(tmp_path)
    assert [(file.stat().st_ino, file.read_bytes()) for file in files] == before


def test_jars_that_were_fetched_before_are_unsigned_once(tmp_path: Path) -> None:
    folder = tmp_path / f"neo4j-{NEO4J_VERSION}"
    folder.mkdir()
    signed = jar(folder / "signed.jar", SIGNED)
    assert neo4j_jars(tmp_path, print) == folder
    assert "META-INF/ECLIPSE_.SF" not in read(signed)
    jar(signed, SIGNED)
    neo4j_jars(tmp_path, print)
    assert read(signed) == SIGNED


def test_a_cache_that_cannot_be_written_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / f"neo4j-{NEO4J_VERSION}"
    folder.mkdir()
    signed = jar(folder / "signed.jar", SIGNED)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    assert neo4j_jars(tmp_path, print) == folder
    assert read(signed) == SIGNED
