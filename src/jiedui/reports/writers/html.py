"""A document as one HTML file that needs nothing beside it, and prints like the PDF."""

from __future__ import annotations

from importlib.resources import files

import jinja2
from markupsafe import Markup, escape

from jiedui.reports.document import Block, Chart, Document, Note, Paragraph

_TEMPLATES = files("jiedui.reports") / "templates"


def html_bytes(document: Document) -> bytes:
    """The whole page; drawings stand in it as SVG, styles in its head, no script anywhere."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((_TEMPLATES / "report.html.j2").read_text("utf-8"))
    page = template.render(
        document=document,
        style=Markup((_TEMPLATES / "report.css").read_text("utf-8")),
        kind=_kind,
        drawing=lambda chart: Markup(_labelled(chart)),
    )
    return page.encode()


def _kind(block: Block) -> str:
    names = {Paragraph: "paragraph", Note: "note", Chart: "chart"}
    return names.get(type(block), "table")


def _labelled(chart: Chart) -> str:
    """The drawing as a picture with a name, for those who hear the page."""
    opening = f'<svg role="img" aria-label="{escape(chart.title)}" '
    return chart.svg().replace("<svg ", opening, 1)
