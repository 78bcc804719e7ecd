"""The tables of the front page: pairs with their figures, and the latest runs."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.reports.sentences.pairing import short
from jiedui.schemes.records import Pair
from jiedui.web.desk.gaps import tables as gaps
from jiedui.web.desk.home.queries import Scored
from jiedui.web.desk.runs import queries as run_pages
from jiedui.web.platform.kit.numbers import minute
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.records.runs.models import Run


def pairs(
    programme: str,
    found: tuple[Pair, ...],
    per_person: Mapping[str, float],
    scores: Mapping[tuple[str, str], Scored],
    *,
    year: int,
    run: Run | None,
) -> Table:
    """One row per pair: output per person of both sides, their ratio, score and regret."""
    columns = (
        Column("pair", _("帮扶方 → 受帮扶方")),
        Column("supporter", _("帮扶方"), _("万元/人"), 2),
        Column("recipient", _("受帮扶方"), _("万元/人"), 2),
        Column("ratio", _("人均之比"), _("倍"), 2),
        Column("score", _("结对评分"), "0–1", 2),
        Column("regret", _("与最优之差"), _("分"), 3),
    )
    rows = tuple(
        _pair_row(programme, pair, per_person, scores, is_computed=bool(scores)) for pair in found
    )
    title = _("%(count)s 对结对，%(year)s年") % {"count": len(found), "year": year}
    return Table("pairs", title, columns, rows, _score_note(run), gaps.source_words())


def _pair_row(
    programme: str,
    pair: Pair,
    per_person: Mapping[str, float],
    scores: Mapping[tuple[str, str], Scored],
    *,
    is_computed: bool,
) -> tuple[Cell, ...]:
    first, second = per_person.get(pair.supporter), per_person.get(pair.recipient)
    ends = (pair.supporter or pair.supporter_name, pair.recipient or pair.recipient_name)
    lang = language()
    label = f"{short(pair.supporter_name, lang)} → {short(pair.recipient_name, lang)}"
    scored = scores.get((pair.supporter, pair.recipient))
    unknown = Cell(None, text="" if is_computed else _("待测算"))
    return row(
        Cell(label, url=reverse("pairs:pair", args=[programme, *ends])),
        first,
        second,
        first / second if first and second else None,
        scored.score if scored else unknown,
        scored.regret if scored else unknown,
    )


def _score_note(run: Run | None) -> str:
    if run is None:
        return _("结对评分还没有测算：到“定结对”页按一次“测算”。")
    return _(
        "评分由四项等权合成(%(year)s年数据，测算 %(number)s)；"
        "与最优之差：一定要结这一对，总评分少多少，零即最优方案里就有。"
    ) % {"year": run.request["year"], "number": run.fingerprint}


def runs(found: list[Run]) -> Table:
    columns = (
        Column("title", _("测算")),
        Column("kind", _("类别")),
        Column("created_at", _("时间")),
        Column("fingerprint", _("编号")),
    )
    rows = tuple(
        row(
            Cell(
                run_pages.title_of(run) or run.fingerprint,
                url=run_pages.page_of(run) or reverse("runs:run", args=[run.fingerprint]),
            ),
            str(run.get_kind_display()),
            minute(run.created_at),
            Cell(run.fingerprint, url=reverse("runs:run", args=[run.fingerprint])),
        )
        for run in found
    )
    return Table("runs", _("最近的测算"), columns, rows)
