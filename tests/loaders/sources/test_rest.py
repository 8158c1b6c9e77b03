"""Pages of a real server, followed in each way, broken off, resumed, and loaded by a mapping."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from graph_model.errors import InvalidInput, UnreadableFeed
from loaders.intake.rest_rule import RestRule
from loaders.mapped_files import Calls, mapping_in, read_mapped
from loaders.sources.rest import RestPages, Spool
from outbound.client import CallLimits, OutboundClient
from tests.support.faulty_server import LOOPBACK, Reply, served
from tests.support.tables import MODEL, csv_file, items, kept_back, links

LIMITS = CallLimits(seconds=5, attempts=2, first_wait=0.01, networks=LOOPBACK)
ALL = [{"id": n, "name": f"Service {n}", "owner": {"name": f"Team {n % 2}"}} for n in range(7)]
Said = dict[str, list[str]]


def paged(answer: Callable[[str, Said], object]) -> Callable[[str, dict[str, str]], Reply]:
    """A server of JSON, told the path and the query."""

    def answering(path: str, sent: dict[str, str]) -> Reply:
        found = answer(urlsplit(path).path, parse_qs(urlsplit(path).query))
        return found if isinstance(found, Reply) else Reply(json.dumps(found).encode())

    return answering


def number(said: Said, name: str) -> int:
    return int(said.get(name, ["0"])[0])


def records(rule: RestRule, spool: Spool | None = None) -> list[object]:
    with OutboundClient(LIMITS) as client:
        pages = RestPages(rule, client, spool)
        return [record for page in pages for record in page.records]


def by_offset(path: str, said: Said) -> object:
    return {"data": ALL[number(said, "skip") :][:3], "count": len(ALL)}


def by_page(path: str, said: Said) -> object:
    return ALL[(number(said, "p") - 1) * 3 :][:3]


def by_cursor(path: str, said: Said) -> object:
    at = number(said, "after")
    return {"data": ALL[at:][:3], "next": str(at + 3) if at + 3 < len(ALL) else None}


def by_address(path: str, said: Said) -> object:
    at = number(said, "from")
    return {"data": ALL[at:][:3], "next": f"?from={at + 3}" if at + 3 < len(ALL) else ""}


def by_link(path: str, said: Said) -> object:
    at = number(said, "from")
    more = {"Link": f'</x?from={at + 3}>; rel="next", </x>; rel="first"'}
    last = {"Link": '</x>; rel="first"'}
    return Reply(json.dumps(ALL[at:][:3]).encode(), headers=more if at + 3 < len(ALL) else last)


PAGING = {
    "offset": (by_offset, {"records": "data", "offset": "skip", "total": "count"}),
    "page": (by_page, {"page": "p"}),
    "cursor": (by_cursor, {"records": "data", "next": "next", "cursor": "after"}),
    "address": (by_address, {"records": "data", "next": "next"}),
    "link": (by_link, {}),
}


@pytest.mark.parametrize("way", PAGING)
def test_every_page_is_followed_to_the_last(way: str) -> None:
    answer, more = PAGING[way]
    with served(paged(answer)) as url:
        assert records(RestRule(url=f"{url}/x", **more)) == ALL  # type: ignore[arg-type]


def test_a_record_that_comes_again_is_passed_over() -> None:
    """Rows that are added while pages are read move others to the next page."""

    def moving(path: str, said: Said) -> object:
        return ALL[max(0, number(said, "skip") - 1) :][:3]

    with served(paged(moving)) as url:
        assert records(RestRule(url=url, offset="skip", key="id"))[:7] == ALL


FAULTS: dict[str, tuple[object, str]] = {
    "no JSON": (Reply(b"<html>"), "what is no JSON"),
    "no records": ({"error": "x"}, "nothing at 'data'"),
    "an object": ({"data": {"a": 1}}, "dict at 'data'"),
    "fewer than said": ({"data": ALL[:2], "count": 7, "next": None}, "2 records, expected 7"),
    "a circle": ({"data": ALL[:2], "next": "?from=1"}, "pages that lead back"),
    "another host": ({"data": [], "next": "https://example.com/x"}, "a next page at example.com"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_feed_that_is_not_whole_is_refused(fault: str) -> None:
    answer, told = FAULTS[fault]
    with served(paged(lambda path, said: answer)) as url:
        rule = RestRule(url=f"{url}/x?token=hidden", records="data", next="next", total="count")
        with pytest.raises(UnreadableFeed, match=told) as error:
            records(rule)
    assert "hidden" not in str(error.value)


def test_what_broke_off_is_resumed_where_it_did(tmp_path: Path) -> None:
    asked: list[int] = []
    broken = [True]

    def failing(path: str, said: Said) -> object:
        at = number(said, "skip")
        asked.append(at)
        return Reply(status=404) if at == 6 and broken[0] else by_offset(path, said)

    spool = Spool(tmp_path / "m.pages")
    with served(paged(failing)) as url:
        rule = RestRule(url=url, records="data", offset="skip")
        with pytest.raises(UnreadableFeed):
            records(rule, spool)
        assert oct((tmp_path / "m.pages").stat().st_mode)[-3:] == "600"
        broken[0] = False
        asked.clear()
        assert records(rule, spool) == ALL
        assert asked == [6, 7]
        assert not (tmp_path / "m.pages").exists()


@pytest.mark.parametrize("spoil", ["other rule", "old", "damaged"])
def test_pages_of_another_time_or_feed_are_asked_for_again(tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "m.pages"
    with served(paged(by_offset)) as url:
        rule = RestRule(url=url, records="data", offset="skip")
        Spool(path).keep(rule, f"{url}?skip=6", [{"id": "stale"}], first=True)
        if spoil == "old":
            os.utime(path, (time.time() - 4_000,) * 2)
        if spoil == "damaged":
            path.write_bytes(path.read_bytes()[:-10])
        other = RestRule(url=url, records="data", offset="skip", key="id")
        assert records(other if spoil == "other rule" else rule, Spool(path)) == ALL


@pytest.mark.parametrize(
    ("how", "header", "sent"),
    [
        ("Bearer", "authorization", "Bearer me:secret"),
        ("basic", "authorization", "Basic bWU6c2VjcmV0"),
        ("X-Api-Key", "x-api-key", "me:secret"),
    ],
)
def test_the_secret_is_the_environment_s(
    monkeypatch: pytest.MonkeyPatch, how: str, header: str, sent: str
) -> None:
    def answering(path: str, headers: dict[str, str]) -> Reply:
        return Reply(json.dumps(ALL if headers.get(header) == sent else []).encode())

    with served(answering) as url:
        rule = RestRule(url=url, credentials="THEIR_TOKEN", how=how)
        with pytest.raises(InvalidInput, match="the variable THEIR_TOKEN: found nothing"):
            records(rule)
        monkeypatch.setenv("THEIR_TOKEN", "me:secret")
        assert records(rule) == ALL


MAPPING = """
source: portal
tables:
  - name: services
    rest: {{url: "{url}/services", records: data, offset: skip, key: id, total: count}}
    items:
      service: {{kind: Service, id: "portal:{{id}}", name: "{{name}}"}}
      team: {{kind: Supplier, id: "team:{{owner.name|slug}}", name: "{{owner.name}}"}}
    relations:
      - {{type: PROVIDES, from: team, to: service}}
"""


def test_an_interface_is_loaded_by_a_mapping(tmp_path: Path) -> None:
    with served(paged(by_offset)) as url:
        path = csv_file(tmp_path, MAPPING.format(url=url), "m.yaml")
        calls = Calls(LIMITS, path)
        found = read_mapped([], mapping_in(path, MODEL), MODEL, calls=calls)
    assert found.sources == ("portal",)
    assert len(items(found)) == 9
    assert items(found)["portal:3"] == {"name": "Service 3"}
    assert links(found)[1] == ("team:team-1", "PROVIDES", "portal:1")
    assert next(found.facts).where.endswith("/services (services), record 1")
    assert not kept_back(found)


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("{url: ftp://x}", "an address as https://host/path"),
        ("{url: https://x, records: 'a['}", "in JMESPath"),
        ("{url: https://x, offset: a, page: b}", "one of next, offset, page"),
        ("{url: https://x, cursor: a}", "`cursor` beside `next` alone"),
        ("{url: https://x, first: one}", "the number of the first page"),
        ("{url: https://x, secret: abc}", "one of url, records"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told(tmp_path: Path, rest: str, told: str) -> None:
    text = f"tables: [{{rest: {rest}, items: {{a: {{kind: Service, id: '{{id}}', name: N}}}}}}]"
    with pytest.raises(InvalidInput, match=told.replace("`", ".")):
        mapping_in(csv_file(tmp_path, text, "m.yaml"), MODEL)
