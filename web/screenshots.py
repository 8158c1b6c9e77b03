"""Takes the pictures of all screens that ``docs/page.md`` shows: ``make screenshots``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.browser import chromium, watched
from tests.support.sample import SAMPLE_DAY, sample_store
from tests.support.server_process import serving

SHOWN = Path(__file__).parent.parent / "docs" / "page"
DAY = SAMPLE_DAY.isoformat()
SCREENS = {
    "home": (f"/?asOf={DAY}", ".matters"),
    "impact": (f"/impact?of=ci:san-1&asOf={DAY}&chosen=agency:labor", ".panel ol"),
    "explore": (f"/explore?of=service:case-management&asOf={DAY}", ".columns"),
    "contracts": (f"/contracts?asOf={DAY}", ".timeline"),
    "substitution": (f"/substitution?supplier=supplier:cirrus&asOf={DAY}", "#when"),
    "questions": (f"/ask?asOf={DAY}", ".questions"),
    "question": (f"/ask/performance?asOf={DAY}", "main tbody tr"),
    "loads": ("/loads", "[role=group]"),
    "item": (f"/item?id=service:case-management&asOf={DAY}", "#relations"),
}
"""Of each picture: the address, and what stands there when all of it does."""


def main() -> None:
    """Take them all."""
    SHOWN.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        serving(Path(folder), "--store", sample_store(), "serve") as served,
        chromium() as browser,
        watched(browser, served.address) as screen,
    ):
        for name, (address, stands) in SCREENS.items():
            page = screen.open(address)
            page.locator(stands).first.wait_for()
            page.wait_for_load_state("networkidle")
            page.screenshot(path=SHOWN / f"{name}.png")


if __name__ == "__main__":
    main()
