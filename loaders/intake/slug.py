"""Names as parts of ids: what two spellings of one name have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_OTHER = re.compile(r"[\W_]+")


@lru_cache(maxsize=65_536)
def slug(text: str) -> str:
    """Text in lower case without accents, all but letters and digits as single hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", _OTHER.sub("-", bare).strip("-"))
