"""Lighthouse over the main pages of the demonstration, as a phone sees them:
`python -m tests.bench.lighthouse`. It is too heavy for every test run (20 s and 250 MB a page).
https://developer.chrome.com/docs/lighthouse/
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from mocban import config
from mocban.build import build
from mocban.workspace import copy_demo
from tests import web
from tests.browsing import CHROMIUM, OPTIONS
from tests.running import running

FOLDER = Path(__file__).parent / "web"
PAGES = {
    "home": "vi/", "entity": "vi/e/monument/vinh-nghiem", "search": "en/search",
    "map": "en/map",
}  # fmt: skip
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
WANTED = 95


def judged(address: str, room: Path) -> dict[str, Any]:
    """What Lighthouse says of a page."""
    tool = web.file("lighthouse/cli/index.js", FOLDER)
    out = room / "report.json"
    subprocess.run(
        ["node", tool, address, "--quiet", "--output=json", f"--output-path={out}",
         f"--only-categories={','.join(CATEGORIES)}",
         f"--chrome-flags=--headless {' '.join(OPTIONS)} --user-data-dir={room / 'profile'}"],
        check=True, timeout=300, env={**os.environ, "CHROME_PATH": str(CHROMIUM)},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def faults(report: dict[str, Any]) -> list[str]:
    """What cost points: the weightiest first."""
    found = []
    for category in CATEGORIES:
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            score = audit["score"]
            if reference["weight"] and score is not None and score < 0.9:
                lost = reference["weight"] * (1 - score)
                said = f"{category}: {audit['title']} {audit.get('displayValue', '')}".strip()
                found.append((-lost, said))
    return [said for _, said in sorted(found)]


def main() -> int:
    """Prints a line for each page, and what cost points; 1 where one has fewer than wanted."""
    worst = 100
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "heritage"
        copy_demo(folder)
        build(config.load(folder))
        with running(folder) as address:
            for page, path in PAGES.items():
                report = judged(f"{address}/{path}", Path(name))
                scores = {
                    category: round(100 * report["categories"][category]["score"])
                    for category in CATEGORIES
                }
                worst = min(worst, *scores.values())
                print(page, *(f"{name} {score}" for name, score in scores.items()), sep="\t")
                for fault in faults(report):
                    print(f"\t{fault}")
    return worst < WANTED


if __name__ == "__main__":
    sys.exit(main())
