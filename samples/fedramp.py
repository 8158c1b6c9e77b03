"""Make samples/fedramp.json: the facts of the FedRAMP file, without descriptions and people.

``python -m samples.fedramp ../shared/data/fedramp-2022/marketplace.json samples/fedramp.json``

It keeps the source's shape, so that it is recognised, read and reported on like the source, dirt
included, and says in 0.5 MB what the plain graph form would say in 2.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PROVIDER = (
    "Package_ID",
    "Cloud_Service_Provider_Name",
    "Cloud_Service_Provider_Package",
    "Designation",
    "Path",
    "Service_Model",
    "Deployment_Model",
    "Impact_Level",
    "FedRAMP_In-Process_Date",
    "Fedramp_Ready_Date",
    "Original_Authorization_Date",
    "Original_Expiration_Date",
    "Sponsoring_Agency",
    "Authorizing_Agency",
    "Authorizing_Subagency",
    "Independent_Assessor",
    "Underlying_CSP_Package_ID",
)
LETTERS = "Leveraged_ATO_Letters"
LETTER = (
    "Letter_Date",
    "Authorizing_Letter_Last_Sign_Date",
    "Letter_Expiration_Date",
    "Authorizing_Agency",
    "Authorizing_Subagency",
)


def _facts(row: Mapping[str, Any], entries: tuple[str, ...]) -> dict[str, Any]:
    return {entry: row[entry] for entry in entries if row.get(entry) not in (None, "", [])}


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    """One provider a line, so that a difference between two versions can be read."""
    yield f'{{"meta": {json.dumps(document["meta"])}, "data": {{"Providers": ['
    providers = document["data"]["Providers"]
    for number, provider in enumerate(providers, 1):
        letters = [_facts(letter, LETTER) for letter in provider.get(LETTERS, ())]
        row = _facts(provider, PROVIDER) | ({LETTERS: letters} if letters else {})
        end = "," if number < len(providers) else ""
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")) + end
    yield "]}}"


def sample(source: Path) -> str:
    """The text of the sample made from the source."""
    document = json.loads(source.read_text(encoding="utf-8-sig"))
    return "".join(f"{line}\n" for line in _lines(document))


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(sample(Path(sys.argv[1])), encoding="utf-8")
