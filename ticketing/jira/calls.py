"""Calls to a Jira: the third version of its interface for the Cloud, the second for the others."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from graph_model.errors import UnreadableFeed
from outbound.authorization import basic, bearer
from outbound.client import OutboundClient
from outbound.json_calls import JsonCalls
from ticketing.jira.reading import is_cloud, options_of
from ticketing.payload import at, line, objects
from ticketing.tool import Site


def calls_to(client: OutboundClient, site: Site, path: str | None = None) -> JsonCalls:
    """Calls to a Jira's REST interface, or to another path of it.

    With a user it is their password or API token, without one a personal access token.
    """
    base = path or f"rest/api/{3 if is_cloud(site) else 2}"
    return JsonCalls(client, f"{site.url.rstrip('/')}/{base}", _signed(site), _wrong)


def _signed(site: Site) -> dict[str, str]:
    said = site.password or ""
    # Without this, some versions take a write for one that a browser was led to.
    unchecked = {"X-Atlassian-Token": "no-check"}
    return unchecked | (basic(f"{site.user}:{said}") if site.user else bearer(said))


def _wrong(body: Any) -> str | None:
    if not isinstance(body, dict):
        return None
    messages = [line(one) for one in body.get("errorMessages") or () if isinstance(one, str)]
    errors = body.get("errors")
    told = errors.items() if isinstance(errors, dict) else ()
    messages += [line(f"{name}: {what}") for name, what in told if isinstance(what, str)]
    found = [one for one in messages if one]
    return "; ".join(found) if found else None


class AssetReader:
    """Tells of the assets that issues name what the Cloud's webhooks and searches leave out."""

    def __init__(self, client: OutboundClient, site: Site) -> None:
        """Each asset is asked for once."""
        self._options, self._is_cloud = options_of(site), is_cloud(site)
        base = f"{self._options['assets_url'].rstrip('/')}/jsm/assets"
        self._calls = JsonCalls(client, base, _signed(site))
        self._known: dict[str, Any] = {}

    def told(self, issue: Any) -> Any:
        """An issue whose assets have their labels, keys and serials, where it is of the Cloud.

        Raises:
            UnreadableFeed: an asset cannot be had.
        """
        fields = at(issue, "fields")
        if not isinstance(fields, dict) or not self._is_cloud:
            return issue
        listed = {name: list(objects(fields.get(name) or [])) for name in self._options["items"]}
        whole = {
            name: [self._asset(one) for one in values]
            for name, values in listed.items()
            if any("objectId" in one for one in values)
        }
        return {**issue, "fields": fields | whole}

    def _asset(self, value: Any) -> Any:
        """An asset; one that we may not see stays as it is: known by its id alone."""
        workspace, id_ = line(value.get("workspaceId"), 100), line(value.get("objectId"), 100)
        if not workspace or not id_ or not id_.isalnum():
            return value
        path = f"workspace/{quote(workspace, safe='')}/v1/object/{id_}"
        if path not in self._known:
            self._known[path] = self._asked(path)
        return {**value, **self._known[path]}

    def _asked(self, path: str) -> dict[str, Any]:
        try:
            found = self._calls.found(path)
        except UnreadableFeed as error:
            if any("the status 403" in one.found for one in error.problems):
                return {}
            raise
        told = {name: at(found, name) for name in ("label", "objectKey")}
        return {**told, "numbers": _values(found, self._options["numbers"])}


def _values(found: Any, names: tuple[str, ...]) -> list[Any]:
    return [
        value.get("value")
        for attribute in objects(at(found, "attributes") or [])
        if at(attribute, "objectTypeAttribute", "name") in names
        for value in objects(attribute.get("objectAttributeValues") or [])
    ]
