"""Lists of matters and disputes, as the page and the export show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.web.desk.confirm import words
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.records.confirmations.arbitration import is_lapsed
from jiedui.web.records.confirmations.enums import Standing
from jiedui.web.records.confirmations.models import Dispute
from jiedui.web.records.confirmations.queries import Waiting
from jiedui.web.records.confirmations.standing import Spoken

TAGS = {
    Standing.ONE_SIDED: "",
    Standing.AGREED: "tag-accent",
    Standing.SETTLED: "tag-accent",
    Standing.BESIDE: "tag-warm",
    Standing.DISPUTED: "tag-warm",
}


def matters(found: Iterable[Spoken]) -> Table:
    """Every matter with what each side says of it."""
    known = list(found)
    names = words.named(one.matter for one in known)
    columns = (
        Column("object", _("对象")),
        Column("aspect", _("事项")),
        Column("pair", _("结对")),
        Column("supporter", _("帮扶方说")),
        Column("recipient", _("受帮扶方说")),
        Column("valid", _("以此为准")),
        Column("standing", _("一致情况")),
        Column("move", _("轮到")),
        Column("secrecy", _("密级")),
    )
    rows = tuple(_matter(one, names[one.matter.pk]) for one in known)
    return Table("matters", _("共记事项"), columns, rows)


def _matter(one: Spoken, name: words.Named) -> tuple[Cell, ...]:
    matter = one.matter
    return row(
        Cell(name.title, url=reverse("confirm:matter", args=[matter.pk])),
        name.aspect,
        words.pair_name(matter.pair),
        _told(one, "supporter"),
        _told(one, "recipient"),
        words.valid(one) or None,
        Cell(str(one.standing.label), tag=TAGS[one.standing]),
        words.move(matter, one.open_dispute) or None,
        str(matter.get_secrecy_display()),
    )


def _told(one: Spoken, side: str) -> Cell:
    declaration = one.of(side)
    if declaration is None:
        return Cell(None)
    return Cell(words.said(declaration), note=declaration.definition)


def waiting(found: Iterable[Waiting]) -> Table:
    """The same list as on the page of what waits, for a file."""
    known = list(found)
    names = words.named(one.spoken.matter for one in known)
    columns = (
        Column("pair", _("结对")),
        Column("object", _("对象")),
        Column("aspect", _("事项")),
        Column("theirs", _("对方说")),
        Column("definition", _("口径")),
        Column("by", _("谁说的")),
        Column("at", _("何时")),
        Column("mine", _("我方原来说")),
        Column("secrecy", _("密级")),
    )
    rows = []
    for one in known:
        matter, theirs = one.spoken.matter, one.theirs
        name = names[matter.pk]
        rows.append(
            row(
                words.pair_name(matter.pair),
                name.title,
                name.aspect,
                words.said(theirs),
                theirs.definition if theirs else None,
                words.person(theirs.said_by) if theirs else None,
                f"{timezone.localtime(theirs.said_at):%Y-%m-%d}" if theirs else None,
                words.said(one.mine) or None,
                str(matter.get_secrecy_display()),
            )
        )
    return Table("waiting", _("待我方确认"), columns, tuple(rows))


def disputes(found: Iterable[Dispute]) -> Table:
    """Open disputes, the earliest deadline first; a lapsed one is the lead office's."""
    known = list(found)
    names: Mapping[int, words.Named] = words.named(one.matter for one in known)
    columns = (
        Column("object", _("对象")),
        Column("aspect", _("事项")),
        Column("pair", _("结对")),
        Column("side", _("谁提出")),
        Column("reason", _("理由")),
        Column("arbitrator", _("仲裁人")),
        Column("deadline", _("裁定期限")),
        Column("state", _("情况")),
    )
    rows = tuple(_dispute(one, names[one.matter_id]) for one in known)
    return Table("disputes", _("未裁定的争议"), columns, rows)


def _dispute(one: Dispute, name: words.Named) -> tuple[Cell, ...]:
    lapsed = is_lapsed(one)
    state = _("已过期限，由牵头办公室裁定") if lapsed else _("待仲裁人裁定")
    return row(
        Cell(name.title, url=reverse("confirm:matter", args=[one.matter_id])),
        name.aspect,
        words.pair_name(one.matter.pair),
        words.side_name(one.matter.pair, one.side),
        one.reason,
        words.person(one.arbitrator),
        one.deadline.isoformat(),
        Cell(state, tag="tag-warm" if lapsed else ""),
    )
