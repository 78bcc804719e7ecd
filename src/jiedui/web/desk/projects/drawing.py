"""Rows of the lists and options of the filters as HTML.

Written here and not in a template, which takes ten times as long for fifty rows. What a cell says
is decided in `lists`. Every text that is not already HTML is escaped, by Django's own functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiedui.web.desk.projects import words
from jiedui.web.desk.projects.lists import Row
from jiedui.web.platform.kit.filters import Bar, Filter
from jiedui.web.platform.kit.numbers import MISSING
from jiedui.web.records.projects.enums import Light


class Column(NamedTuple):
    """A column after the first; on a phone each row is a card, where `label` leads the figure."""

    label: str
    text: Callable[[Row], str]
    is_number: bool = False


def listed(rows: Iterable[Row]) -> SafeString:
    """The body of the list of projects: its head stands in `includes/rows.html`."""
    return _body(rows, LISTED, _tags)


def stuck(rows: Iterable[Row]) -> SafeString:
    """The body of what is stuck: its head stands in `stuck.html`."""
    return _body(rows, STUCK, lambda row: "")


def bar(filters: Bar) -> list[tuple[Filter, SafeString]]:
    """Each filter of the bar with its options."""
    return [(one, _options(one, chosen)) for one, chosen in filters.fields()]


def light(shown: Light | None, reason: str) -> SafeString:
    """A word and a shape, not only a colour."""
    if shown is None:
        return format_html('<span class="missing">{}</span>', MISSING)
    pattern = '<span class="light light-{}" title="{}">{}</span>'
    return format_html(pattern, shown.value, reason, shown.label)


def _options(choice: Filter, chosen: str) -> SafeString:
    return _html(
        f'<option value="{conditional_escape(value)}"{" selected" if value == chosen else ""}>'
        f"{conditional_escape(label)}</option>\n"
        for value, label in choice.choices
    )


def _body(
    rows: Iterable[Row], columns: tuple[Column, ...], tags: Callable[[Row], str]
) -> SafeString:
    starts = [_start(column) for column in columns]
    address = reverse("projects:project", args=["CODE"])
    lines = []
    for row in rows:
        cells = zip(starts, columns, strict=True)
        rest = "".join(f"{start}{conditional_escape(one.text(row))}</td>" for start, one in cells)
        lines.append(f'<tr><th scope="row">{_name(row, address)}{tags(row)}</th>{rest}</tr>\n')
    return _html(lines)


def _html(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))


def _start(column: Column) -> SafeString:
    look = mark_safe(' class="num"') if column.is_number else ""
    return format_html('<td{} data-label="{}">', look, column.label)


def _name(row: Row, address: str) -> SafeString:
    """With a link, whose address was worked out once for all rows."""
    url = address.replace("CODE", escape_uri_path(row.project.code))
    pattern = '<a href="{}">{}</a> <span class="cell-note">{}</span>'
    return format_html(pattern, url, row.project.name, row.project.code)


def _tags(row: Row) -> SafeString:
    project, found = row.project, []
    if project.is_sealed:
        found.append(format_html(' <span class="tag tag-warm">{}</span>', _("线索保密")))
    if project.is_made_up:
        found.append(format_html(' <span class="tag">{}</span>', _("演示")))
    if project.open_flags:
        found.append(format_html(' <span class="tag tag-warm">{}</span>', _("待核")))
    return _html(found)


def _stage(row: Row) -> SafeString:
    return format_html('{} <span class="cell-note">{}</span>', row.stage, row.stage_on)


def _due(row: Row) -> str:
    if not row.due:
        return MISSING
    day = words.when(row.project.next_due_on)
    due = format_html('{} <span class="cell-note">{}</span>', row.due, day)
    late = _("过期 %(late)s") % {"late": row.late}
    return format_html('{} <span class="late">{}</span>', due, late) if row.late else due


LISTED = (
    Column(gettext_lazy("结对"), lambda row: row.pair),
    Column(gettext_lazy("园区"), lambda row: row.park or MISSING),
    Column(gettext_lazy("行业"), lambda row: row.industry or MISSING),
    Column(gettext_lazy("阶段"), _stage),
    Column(gettext_lazy("下一约定"), _due),
    Column(gettext_lazy("承诺，万元"), lambda row: row.promised, is_number=True),
    Column(gettext_lazy("到位，万元"), lambda row: row.paid_in, is_number=True),
    Column(gettext_lazy("灯"), lambda row: light(row.light, row.reason)),
)
STUCK = (
    Column(gettext_lazy("灯"), lambda row: light(row.light, row.reason)),
    Column(gettext_lazy("为什么"), lambda row: row.reason),
    Column(gettext_lazy("卡在"), lambda row: row.project.blocker or MISSING),
    Column(gettext_lazy("轮到"), lambda row: row.mover or MISSING),
    Column(gettext_lazy("上次联系"), lambda row: words.when(row.project.last_contact_on)),
    Column(gettext_lazy("结对"), lambda row: row.pair),
)
