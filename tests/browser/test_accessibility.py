"""No page has a finding of WCAG A or AA by axe-core: in Chinese wide, in English narrow."""

import hashlib
from pathlib import Path

import pytest

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
RULES = "{runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}}"
PATHS = [
    "/",
    "/gaps/",
    "/gaps/?programme=east-west-2016",
    "/gaps/convergence",
    "/gaps/mobility",
    "/gaps/density",
    "/structure/",
    "/pairing/",
    "run",
    "/regions/",
    "/regions/320300/",
    "/pairs/jiangsu-2022/320500-321300/",
    "/data/",
    "/data/city_panel/",
    "/data/upload/",
    "/rules/",
    "/rules/jiangsu-2022/",
    "/runs/",
    "/search?q=Suzhou",
    "/no-such-page",
]


def test_axe_is_what_its_publisher_released():
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == AXE_SHA256


@pytest.mark.parametrize(("language", "width"), [("zh-hans", "wide"), ("en", "narrow")])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(visit, run_path, path, language, width):
    page = visit(run_path.get(path, path), language=language, width=width).page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {RULES})")["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
