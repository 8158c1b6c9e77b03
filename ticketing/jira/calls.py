"""Calls to a Jira: the third version of its interface for the Cloud, the second for the others."""

from __future__ import annotations

from typing import Any

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


def with_assets(client: OutboundClient, site: Site, issue: Any) -> Any:
    """An issue whose assets have their labels, keys and serials, where the Cloud tells them.

    An asset that we may not see stays as it is: known by its id alone.
    """
    options = options_of(site)
    fields = at(issue, "fields")
    if not isinstance(fields, dict) or not is_cloud(site):
        return issue
    assets = JsonCalls(client, f"{options['assets_url'].rstrip('/')}/jsm/assets", _signed(site))
    told = {
        name: [_asset(assets, one, options["numbers"]) for one in objects(fields.get(name) or [])]
        for name in options["items"]
        if any("objectId" in one for one in objects(fields.get(name) or []))
    }
    return {**issue, "fields": fields | told}


def _asset(assets: JsonCalls, value: Any, numbers: tuple[str, ...]) -> Any:
    workspace, id_ = line(value.get("workspaceId"), 100), line(value.get("objectId"), 100)
    if not workspace or not id_ or not id_.isalnum():
        return value
    try:
        found = assets.found(f"workspace/{workspace}/v1/object/{id_}")
    except UnreadableFeed as error:
        if any("the status 403" in one.found for one in error.problems):
            return value
        raise
    told = {name: at(found, name) for name in ("label", "objectKey")}
    return {**value, **told, "numbers": _values(found, numbers)}


def _values(found: Any, names: tuple[str, ...]) -> list[Any]:
    return [
        value.get("value")
        for attribute in objects(at(found, "attributes") or [])
        if at(attribute, "objectTypeAttribute", "name") in names
        for value in objects(attribute.get("objectAttributeValues") or [])
    ]
