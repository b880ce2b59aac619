"""Measures the bytes that pages transfer, their Lighthouse scores, and whether their HTML is valid.

Bars: a page at most 75 KB in all, the list of jobs 70 KB, a résumé 60 KB, and nothing from third parties; Lighthouse mobile
performance at least 99, the other three 100 (median of 3 runs); no error from the Nu HTML checker. Needs Node.js, Java and
Chromium; installs lighthouse and vnu-jar from npm into a temporary folder.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from served import served_site

from local.browser import find_chromium

PAGES = {
    "guide": "/careers/operations-officer/",
    "index": "/careers/",
    "home": "/",
    "compare": "/careers/compare/?guides=accountant,data-scientist",
    "search": "/careers/?q=acountant",
    "history": "/careers/operations-officer/history/",
    "correction": "/careers/operations-officer/correction/",
    "about": "/about/",
    "privacy": "/privacy/",
    "not found": "/careers/wizard/",
    "jobs": "/jobs/",
    "jobs found": "/jobs/?q=engineer&geo=spain&pay=60000",
    "jobs not found": "/jobs/?q=zzzzzz&type=freelance",
    "industry": "/jobs/engineering/",
    "companies": "/companies/",
    "posting": "",
    "company": "",
    "pricing": "/pricing/",
    "résumé": "",
    "résumés": "/resumes/",
    "sign in": "/accounts/login/",
    "sign up": "/accounts/signup/",
}
JUDGED = ("guide", "index", "home", "jobs", "posting", "pricing", "résumé", "résumés")
HEAVIEST = {"jobs": 70_000, "résumé": 60_000}  # bytes transferred
RUNS = 3
BARS = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
CHROME = "--headless --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update --disable-sync --no-first-run --disable-dev-shm-usage"  # noqa: E501


def pages(base: str) -> dict[str, str]:
    """Returns all URLs; the job, the company and the résumé are the first that are listed (the résumé in the sitemap: others
    ask search engines to leave them out)."""
    with urllib.request.urlopen(f"{base}/jobs/", timeout=20) as answer:
        board = answer.read().decode()
    with urllib.request.urlopen(f"{base}/companies/", timeout=20) as answer:
        companies = answer.read().decode()
    with urllib.request.urlopen(f"{base}/sitemap-resumes.xml", timeout=20) as answer:
        people = answer.read().decode()
    first = {
        "posting": re.search(r'href="(/jobs/\d+-[^"/]+/)"', board),
        "company": re.search(r'href="(/companies/[^"/]+/)"', companies),
        "résumé": re.search(r"<loc>[^<]*(/r/[^</]+/)</loc>", people),
    }
    return PAGES | {name: found[1] for name, found in first.items() if found}


def lighthouse(tools: Path, url: str, chromium: Path) -> dict[str, float]:
    """Returns scores from 0 to 100, bytes transferred, requests to other hosts, and the layout shift."""
    report = tools / "report.json"
    program = tools / "node_modules/lighthouse/cli/index.js"
    options = ("--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={CHROME}")
    environ = {**os.environ, "CHROME_PATH": str(chromium)}
    for _ in range(3):
        done = subprocess.run(
            ["node", program, url, *options], capture_output=True, text=True, timeout=180, env=environ
        )
        if done.returncode == 0:
            break
    else:
        raise SystemExit(f"Lighthouse failed three times:\n{done.stderr[-1500:]}")
    found = json.loads(report.read_text())
    requests = found["audits"]["network-requests"]["details"]["items"]
    host = url.split("/")[2]
    return {
        **{name: round(found["categories"][name]["score"] * 100) for name in BARS},
        "bytes": sum(item["transferSize"] for item in requests),
        "foreign": sum(item["url"].split("/")[2] != host for item in requests if item["url"].startswith("http")),
        "shift": found["audits"]["cumulative-layout-shift"]["numericValue"],
        "errors": len(found["audits"]["errors-in-console"]["details"].get("items", [])),
    }


def html_errors(tools: Path, base: str, pages: dict[str, str]) -> list[str]:
    """Returns the errors that the Nu HTML checker finds on all pages."""
    files = []
    for name, path in pages.items():
        request = urllib.request.Request(base + path, headers={"User-Agent": "benchmark"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                body = answer.read()
        except urllib.error.HTTPError as error:
            body = error.read()
        files.append(tools / f"{name.replace(' ', '-')}.html")
        files[-1].write_bytes(body)
    jar = next((tools / "node_modules/vnu-jar").rglob("vnu.jar"))
    done = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--format", "json", *files], capture_output=True, text=True, timeout=180
    )
    return [
        f"{message['url'].rsplit('/', 1)[-1]}: {message['message']}" for message in json.loads(done.stderr)["messages"]
    ]


def main() -> int:
    chromium = find_chromium()
    assert chromium, "Chromium is needed"
    failed = False
    with tempfile.TemporaryDirectory() as folder, served_site() as port:
        tools, base = Path(folder), f"http://127.0.0.1:{port}"
        subprocess.run(
            ["npm", "install", "--silent", "--prefix", tools, "lighthouse@12", "vnu-jar"], check=True, timeout=300
        )
        addresses = pages(base)
        errors = html_errors(tools, base, addresses)
        print(f"HTML of {len(addresses)} pages: {len(errors)} errors")
        print("\n".join(f"  {error}" for error in errors))
        failed |= bool(errors)
        for name in JUDGED:
            runs = [lighthouse(tools, base + addresses[name], chromium) for _ in range(RUNS)]
            median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            good = (
                all(median[key] >= bar for key, bar in BARS.items())
                and median["bytes"] <= HEAVIEST.get(name, 75_000)
                and not median["foreign"]
            )
            failed |= not good
            scores = " / ".join(f"{median[key]:.0f}" for key in BARS)
            print(
                f"{name:8} Lighthouse mobile {scores}; {median['bytes'] / 1000:.1f} KB; layout shift {median['shift']:.3f}; "
                f"{median['foreign']:.0f} foreign requests; {median['errors']:.0f} console errors: {'met' if good else 'MISSED'}"
            )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
