"""The pages of the server: the one people look at, the explorer, OpenAPI's; all from own assets.

``make pages`` builds them into ``BUILT`` (see ``web/``), and the wheel carries them. A checkout
without them works but for these pages, which then say how to build them.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles

from access.permission import SCREENS
from api.http.content_policy import CONTENT_POLICY, STRICT, content_policy

BUILT = Path(__file__).parent / "built"
ASSETS = "/assets"
OPENAPI = "/docs"
POLICY = content_policy(
    script_src="'self'",
    worker_src="'self'",
    connect_src="'self'",
    font_src="'self' data:",
    img_src="'self' data:",
    style_src="'self' 'unsafe-inline'",  # the editor and Swagger UI make their styles themselves
)
"""What the two pages of the API may do: ask this server, and run what it serves."""
SCREEN_POLICY = content_policy(
    script_src="'self'",
    style_src="'self'",
    connect_src="'self'",
    font_src="'self'",
    img_src="'self' data:",
    require_trusted_types_for="'script'",
)
"""What that page may do: no script or style but what the server serves, nothing evaluated."""

_PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="{assets}/{name}.css">
    <link rel="stylesheet" href="{assets}/page.css">
  </head>
  <body>
    <div id="page" class="{name}" data-description="{description}"></div>
    <noscript>This page needs JavaScript; GraphQL and /openapi.json do not.</noscript>
    <script type="module" src="{assets}/{name}.js"></script>
  </body>
</html>
"""
_UNBUILT = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>{title}</title><link rel="icon" href="data:,"></head>
  <body>
    <h1>{title}</h1>
    <p>This page was not built. In the checkout, run <code>make pages</code> and load it again; an
    installed wheel carries it. The server answers without it: GraphQL at <code>/graphql</code>,
    its description at <code>/openapi.json</code>.</p>
  </body>
</html>
"""


def page(name: str, title: str, description: str = "", built: Path = BUILT) -> HTMLResponse:
    """The page whose assets have a name; where they are not built, one that says how to build them.

    ``description`` is the address of what the page describes.
    """
    told = {"name": name, "title": escape(title), "assets": ASSETS}
    if not (built / f"{name}.js").is_file():
        return HTMLResponse(_UNBUILT.format(**told), headers={CONTENT_POLICY: STRICT})
    text = _PAGE.format(**told, description=escape(description))
    return HTMLResponse(text, headers={CONTENT_POLICY: POLICY})


def screen(built: Path = BUILT) -> HTMLResponse:
    """The page people look at, whichever of its screens; where it is not built, how to build it."""
    whole = built / "app" / "index.html"
    if not whole.is_file():
        text = _UNBUILT.format(title="Ramify")
        return HTMLResponse(text, headers={CONTENT_POLICY: STRICT})
    return HTMLResponse(
        whole.read_text(encoding="utf-8"),
        headers={CONTENT_POLICY: SCREEN_POLICY, "Cache-Control": "no-cache"},
    )


def explorer() -> HTMLResponse:
    """The page on which GraphQL is asked by hand."""
    return page("explorer", "Ramify: GraphQL")


@cache
def page_routes() -> tuple[BaseRoute, ...]:
    """The screens and the OpenAPI page, and the assets of all pages; made once."""
    router = APIRouter()
    for address in SCREENS:
        path = address.replace("*", "{name}")
        router.add_api_route(path, screen, include_in_schema=False)

    @router.get(OPENAPI, include_in_schema=False)
    async def openapi(request: Request) -> HTMLResponse:
        """Every address of the server, to read and to try."""
        return page("openapi", "Ramify: OpenAPI", request.app.openapi_url or "")

    router.mount(ASSETS, StaticFiles(directory=BUILT, check_dir=False), "assets")
    return tuple(router.routes)
