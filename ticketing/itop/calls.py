"""Calls to an iTop's REST interface, which answers 200 with a code inside, whatever happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from graph_model.errors import UnreadableFeed
from outbound.authorization import basic
from outbound.client import OutboundClient
from outbound.json_calls import JsonCalls
from ticketing.payload import at, line, whole
from ticketing.tool import Site

VERSION = "1.4"
"""The first that has pages."""


class ItopCalls:
    """Operations of one iTop."""

    def __init__(self, client: OutboundClient, site: Site) -> None:
        """Sign in as the site's user, or with its token where there is none."""
        self._form = {"auth_token": site.password or ""}
        headers = {"Auth-Token": site.password or ""}
        if site.user:
            # Which of the two ways is open is its administrator's choice.
            self._form = {"auth_user": site.user, "auth_pwd": site.password or ""}
            headers = basic(f"{site.user}:{site.password or ''}")
        self.calls = JsonCalls(client, site.url, headers, _wrong)

    def get(
        self, of: str, key: object, fields: Sequence[str], limit: int = 0, page: int = 0
    ) -> list[dict[str, Any]]:
        """The fields of the objects of a class that a query or id means.

        Raises:
            UnreadableFeed: it refuses.
        """
        told: dict[str, object] = {"class": of, "key": key, "output_fields": ",".join(fields)}
        if limit:
            told |= {"limit": str(limit), "page": str(page)}
        found = at(self.ask("core/get", told, repeatable=True), "objects")
        answered = found.values() if isinstance(found, dict) else ()
        return [one for each in answered if isinstance(one := at(each, "fields"), dict)]

    def update(self, of: str, key: object, fields: Mapping[str, object]) -> None:
        """Change an object of a class; done twice it may be done twice.

        Raises:
            TryLater: it gave no answer: it may have been done.
            UnreadableFeed: it refuses.
        """
        told = {"class": of, "key": int(str(key)), "fields": fields}
        self.ask("core/update", {**told, "comment": "Ramify", "output_fields": "id"})

    def ask(self, operation: str, told: Mapping[str, object], repeatable: bool = False) -> Any:
        """What an operation is answered.

        Raises:
            UnreadableFeed: it refuses.
        """
        said = orjson.dumps({"operation": operation, **told}).decode()
        form = {**self._form, "version": VERSION, "json_data": said}
        return self.calls.post_form("webservices/rest.php", form, repeatable)


def _wrong(body: Any) -> str | None:
    if not isinstance(body, dict) or "code" not in body:
        return "an answer without a code: is it an iTop's address?"
    code = whole(body["code"])
    return None if code == 0 else f"{line(body.get('message')) or 'an error'}, code {code}"


def is_no_class(error: UnreadableFeed) -> bool:
    """Whether a class is none of the installation."""
    return _says(error, "is not a valid class")


def is_not_allowed(error: UnreadableFeed) -> bool:
    """Whether our user lacks a right, rather than something being wrong."""
    return _says(error, "does not have enough permissions")


def _says(error: UnreadableFeed, words: str) -> bool:
    return any(words in one.found for one in error.problems)
