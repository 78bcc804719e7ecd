"""What axe-core finds on a page that a browser has open."""

from __future__ import annotations

from pathlib import Path

AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe-4.14.1.min.js"
RULES = "{runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}}"


def findings(page) -> list:
    """Rule by rule, with the places."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {RULES})")["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
