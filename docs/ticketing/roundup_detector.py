"""Tells Ramify of every change of an issue: put this into the detectors/ of a Roundup.

Beside it stands detectors/config.ini with

    [main]
    ramify_url = https://ramify.example/hooks/roundup
    ramify_secret = the secret of the connection

The issue is sent whole, as it is after the change, by a thread of its own: Roundup does not wait
for it. What cannot be sent in some minutes is left; Ramify asks for what changed from time to time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid
from threading import Thread
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from roundup import hyperdb

WAITS = (1, 5, 30, 120, 300)  # seconds between one try and the next


LEFT_OUT = ("messages", "files", "nosy", "creator", "actor")  # talk and people


def _shown(db: Any, prop: Any, value: Any) -> Any:
    """A property as Roundup's own REST interface tells it."""
    if isinstance(prop, hyperdb.Multilink):
        return [_linked(db, prop.classname, one) for one in value or []]
    if isinstance(prop, hyperdb.Link):
        return _linked(db, prop.classname, value) if value else None
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def _linked(db: Any, classname: str, itemid: str) -> dict[str, str]:
    cl = db.getclass(classname)
    label = cl.labelprop()
    return {"id": itemid, label: str(cl.get(itemid, label))}


def _item(db: Any, cl: Any, nodeid: str) -> dict[str, Any]:
    told = {
        name: _shown(db, prop, cl.get(nodeid, name))
        for name, prop in cl.getprops().items()
        if name not in LEFT_OUT and not isinstance(prop, hyperdb.Password)
    }
    return told | {"id": nodeid}


def _changed(cl: Any, nodeid: str, before: dict[str, Any]) -> list[str]:
    """The properties that differ from what they were."""
    own = cl.getprops(protected=0)
    return sorted(
        name for name, old in before.items() if name in own and cl.get(nodeid, name) != old
    )


def _tell(event: str) -> Any:
    def reactor(db: Any, cl: Any, nodeid: str, before: dict[str, Any] | None) -> None:
        said = {
            "event": event,
            "class": cl.classname,
            "actor": db.user.get(db.getuid(), "username"),
            "version": len(cl.history(nodeid)),
            "item": _item(db, cl, nodeid),
        }
        if before is not None:
            said["changed"] = _changed(cl, nodeid, before)
        url, secret = db.config.detectors["RAMIFY_URL"], db.config.detectors["RAMIFY_SECRET"]
        sent = (url, secret, json.dumps(said).encode(), uuid.uuid4().hex)
        Thread(target=_send, args=sent, daemon=True).start()

    return reactor


def _send(url: str, secret: str, body: bytes, delivery: str) -> None:
    mac = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Ramify-Signature": "sha256=" + mac,
        "X-Ramify-Delivery": delivery,
    }
    for wait in (*WAITS, None):
        if _is_sent(Request(url, body, headers, method="POST")) or wait is None:  # noqa: S310 so is
            return
        time.sleep(wait)


def _is_sent(request: Request) -> bool:
    """Whether it came, or will never be taken."""
    try:
        with urlopen(request, timeout=10):  # noqa: S310 the address is the tracker's own setting
            return True
    except HTTPError as error:
        return error.code < 500 and error.code != 429
    except (URLError, OSError):
        return False


def init(db: Any) -> None:
    """Called by Roundup: have every change told."""
    for event in ("create", "set", "retire", "restore"):
        db.issue.react(event, _tell(event))
