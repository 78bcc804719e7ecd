"""Rows of the lists and options of the filters as HTML.

Written here and not in a template, which takes ten times as long for fifty rows. What a cell says
is decided in `lists`. Whatever is put into the text is escaped on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiedui.web.desk.projects import lists, words
from jiedui.web.desk.projects.lists import Page, Row
from jiedui.web.platform.kit.filters import Bar, Filter
from jiedui.web.platform.kit.numbers import MISSING
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.projects import queries
from jiedui.web.records.projects.enums import Light
from jiedui.web.records.projects.models import Project


class Column(NamedTuple):
    """A column after the first; on a phone each row is a card, where `label` leads the figure."""

    label: Any
    draw: Callable[[Row], str]
    is_number: bool = False
    is_whole: bool = False  # too short to be broken: a date, two cities


def listed(projects: QuerySet[Project], page: Page, **shown: Any) -> SafeString:
    """The list of projects: its head stands in `includes/rows.html`."""
    return _kept("rows", projects, page, shown, lambda rows: _body(rows, LISTED, _tags))


def stuck(projects: QuerySet[Project], page: Page, **shown: Any) -> SafeString:
    """What is stuck: its head stands in `includes/stuck_rows.html`."""
    return _kept("stuck_rows", projects, page, shown, lambda rows: _body(rows, STUCK, _nothing))


def _kept(
    name: str,
    projects: QuerySet[Project],
    page: Page,
    shown: dict[str, Any],
    draw: Callable[[list[Row]], SafeString],
) -> SafeString:
    """The table of a page; the first, which everybody opens, is drawn once for each change."""

    def drawn() -> SafeString:
        body = draw(lists.rows(projects, page, **shown))
        return render_to_string(f"projects/includes/{name}.html", {"body": body})

    if page.number > 1:
        return drawn()
    return queries.kept(name, projects, drawn, language(), *shown.values())


def bar(filters: Bar, projects: QuerySet[Project]) -> SafeString:
    """Each filter of the bar with its options, which are those of these projects."""

    def drawn() -> SafeString:
        return _html(_select(one, chosen) for one, chosen in filters.fields())

    return queries.kept("bar", projects, drawn, language(), *filters.values.values())


def light(shown: Light | None, reason: str) -> SafeString:
    """A word and a shape, not only a colour."""
    if shown is None:
        return _html([f'<span class="missing">{MISSING}</span>'])
    look = f'class="light light-{shown.value}" title="{escape(reason)}"'
    return _html([f"<span {look}>{escape(str(shown.label))}</span>"])


def _select(choice: Filter, chosen: str) -> str:
    label, name = escape(str(choice.label)), escape(choice.name)
    select = f'<select class="form-select form-select-sm" name="{name}">'
    options = "".join(_options(choice, chosen))
    return f'<label class="filter"><span>{label}</span>{select}\n{options}</select></label>\n'


def _options(choice: Filter, chosen: str) -> Iterator[str]:
    for value, label in choice.choices:
        is_chosen = " selected" if value == chosen else ""
        yield f'<option value="{escape(value)}"{is_chosen}>{escape(str(label))}</option>\n'


def _body(
    rows: Iterable[Row], columns: tuple[Column, ...], tags: Callable[[Row], str]
) -> SafeString:
    starts = [_start(column) for column in columns]
    address = reverse("projects:project", args=["CODE"])
    lines = []
    for row in rows:
        cells = zip(starts, columns, strict=True)
        rest = "".join(f"{start}{column.draw(row)}</td>" for start, column in cells)
        lines.append(f'<tr><th scope="row">{_name(row, address)}{tags(row)}</th>{rest}</tr>\n')
    return _html(lines)


def _html(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))


def _start(column: Column) -> str:
    look = ' class="num"' if column.is_number else ' class="whole"' if column.is_whole else ""
    return f'<td{look} data-label="{escape(str(column.label))}">'


def _name(row: Row, address: str) -> str:
    """With a link, whose address was worked out once for all rows."""
    url = address.replace("CODE", escape_uri_path(row.project.code))
    return f'<a href="{escape(url)}">{escape(row.project.name)}</a> {_aside(row.project.code)}'


def _tags(row: Row) -> str:
    project = row.project
    found = ""
    if project.is_sealed:
        found += f' <span class="tag tag-warm">{escape(_("线索保密"))}</span>'
    if project.is_made_up:
        found += f' <span class="tag">{escape(_("演示"))}</span>'
    if project.open_flags:
        found += f' <span class="tag tag-warm">{escape(_("待核"))}</span>'
    return found


def _nothing(row: Row) -> str:
    return ""


def _aside(text: str) -> str:
    return f'<span class="cell-note">{escape(text)}</span>'


def _due(row: Row) -> str:
    if not row.due:
        return MISSING
    due = f"{escape(row.due)} {_aside(words.when(row.project.next_due_on))}"
    late = escape(_("过期 %(late)s") % {"late": row.late}) if row.late else ""
    return f'{due} <span class="late">{late}</span>' if late else due


LISTED = (
    Column(gettext_lazy("结对"), lambda row: escape(row.pair), is_whole=True),
    Column(gettext_lazy("园区"), lambda row: escape(row.park or MISSING)),
    Column(gettext_lazy("行业"), lambda row: escape(row.industry or MISSING)),
    Column(gettext_lazy("阶段"), lambda row: f"{escape(row.stage)} {_aside(row.stage_on)}"),
    Column(gettext_lazy("下一约定"), _due),
    Column(gettext_lazy("承诺，万元"), lambda row: escape(row.promised), is_number=True),
    Column(gettext_lazy("到位，万元"), lambda row: escape(row.paid_in), is_number=True),
    Column(gettext_lazy("灯"), lambda row: light(row.light, row.reason)),
)
STUCK = (
    Column(gettext_lazy("灯"), lambda row: light(row.light, row.reason)),
    Column(gettext_lazy("为什么"), lambda row: escape(row.reason)),
    Column(gettext_lazy("卡在"), lambda row: escape(row.project.blocker or MISSING)),
    Column(gettext_lazy("轮到"), lambda row: escape(row.mover or MISSING)),
    Column(
        gettext_lazy("上次联系"), lambda row: words.when(row.project.last_contact_on), is_whole=True
    ),
    Column(gettext_lazy("结对"), lambda row: escape(row.pair), is_whole=True),
)
