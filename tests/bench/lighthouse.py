"""lighthouse: how a phone on a slow line meets the front page, I dag, Dagbog, Find and a place;
median of five visits each."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from app.cli import opened
from app.places import shelf
from tests.bench import directory
from tests.bench.figure import Figure, middle
from tests.bench.house import BUILD, furnished
from tests.bench.served import Served, serving

VERSION = "13"
VISITS = 5
FAST, WHOLE = 99.0, 100.0
GOAL = (
    "performance ≥ 99, accessibility and best practices 100 on each page, and 100 for search "
    "engines on those they may read"
)
PAGES = (("forsiden", "/", ""), ("I dag", "/", "anna"), ("Dagbog", "/dagbog", "anna"))
PUBLIC = ("Find", "et sted")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PLACES = 200
CHROME_FLAGS = "--chrome-flags=--headless=new --no-sandbox"
NODE = BUILD / "node"
Scores = dict[str, float]


def lighthouse() -> Figure:
    """The lowest performance among the pages; each page's three scores stand in the detail."""
    reason = _missing()
    if reason:
        return Figure(None, "points", GOAL, False, reason)
    with furnished(anna=100) as house:
        with opened(house.settings) as (db, _):
            db.write_now(directory.lay_out, PLACES)
            place = db.write_now(shelf.all_open)[0].path
        with serving(house) as served:
            there = (*PAGES, (PUBLIC[0], "/steder", ""), (PUBLIC[1], place, ""))
            visits = {
                name: [_visit(served, path, who) for _ in range(VISITS)]
                for name, path, who in there
            }
    pages = {
        name: {each: middle(visit[0][each] for visit in seen) for each in CATEGORIES}
        for name, seen in visits.items()
    }
    lacks = sorted({lack for seen in visits.values() for visit in seen for lack in visit[1]})
    told = "; ".join(
        f"{name} {'/'.join(f'{score:.0f}' for score in page.values())}"
        for name, page in pages.items()
    )
    met = all(
        page["performance"] >= FAST
        and page["accessibility"] == page["best-practices"] == WHOLE
        and (name not in PUBLIC or page["seo"] == WHOLE)
        for name, page in pages.items()
    )
    return Figure(
        min(page["performance"] for page in pages.values()),
        "points",
        GOAL,
        met,
        f"{told}; lost on: {', '.join(lacks)}",
    )


def _missing() -> str:
    """Why Lighthouse cannot run here; empty when it can. Installs it on the first run."""
    if not shutil.which("npm") or not shutil.which("node"):
        return "npm is not on this machine"
    if _chromium() is None:
        return "Chromium is not on this machine"
    return "" if _program().exists() else _install()


def _install() -> str:
    NODE.mkdir(parents=True, exist_ok=True)
    (NODE / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    command = [
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        f"lighthouse@{VERSION}",
    ]
    done = subprocess.run(
        command, cwd=NODE, capture_output=True, text=True, timeout=600, check=False
    )
    return f"npm could not install lighthouse: {done.stderr[-200:]}" if done.returncode else ""


def _program() -> Path:
    return NODE / "node_modules" / "lighthouse" / "cli" / "index.js"


def _chromium() -> str | None:
    return (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )


def _visit(served: Served, path: str, who: str) -> tuple[Scores, list[str]]:
    """One cold visit: the scores from 0 to 100, and what took points away. A browser that stumbles
    gets one more try."""
    data = served.house.settings.data
    headers, report = data / "headers.json", data / "report.json"
    headers.write_text(
        json.dumps({"Cookie": served.house.cookie(who)} if who else {}), encoding="utf-8"
    )
    command = [
        "node",
        str(_program()),
        served.origin + path,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
    ]
    command += [
        f"--extra-headers={headers}",
        f"--only-categories={','.join(CATEGORIES)}",
        CHROME_FLAGS,
    ]
    if _run(command, data).returncode and (again := _run(command, data)).returncode:
        raise RuntimeError(again.stderr[-300:])
    found = json.loads(report.read_text(encoding="utf-8"))
    return {each: 100 * (found["categories"][each]["score"] or 0) for each in CATEGORIES}, _lost(
        found
    )


def _run(command: list[str], home: Path) -> "subprocess.CompletedProcess[str]":
    where = {"CHROME_PATH": str(_chromium()), "PATH": os.environ["PATH"], "HOME": str(home)}
    return subprocess.run(
        command, env=where, capture_output=True, text=True, timeout=180, check=False
    )


def _lost(found: dict[str, Any]) -> list[str]:
    counted = {
        ref["id"]
        for each in CATEGORIES
        for ref in found["categories"][each]["auditRefs"]
        if ref["weight"]
    }
    audits = found["audits"]
    return [
        name
        for name in counted
        if audits[name]["score"] is not None and audits[name]["score"] < 0.9
    ]
