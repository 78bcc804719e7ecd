"""Sentences of the page of a pair."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from jiedui.reports.words import short_name
from jiedui.schemes.records import Pair
from jiedui.web.desk.pairs import queries
from jiedui.web.desk.pairs.queries import Clock, Sides, Year
from jiedui.web.desk.regions.words import programme as programme_name
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import listed
from jiedui.web.platform.kit.templatetags.kit import moment


def names(of: Sides) -> tuple[str, str]:
    """Both sides in the visitor's language, short."""
    pair = of.last
    return (
        short_name(pair.supporter_name, language()),
        short_name(pair.recipient_name, language()),
    )


def title(of: Sides) -> str:
    return " → ".join(names(of))


def headline(of: Sides, known: tuple[Year, ...], on: date) -> str:
    """The ratio now against that at the start, or that there is no data."""
    supporter, recipient = names(of)
    said = {"supporter": supporter, "recipient": recipient}
    if not known:
        return _("%(supporter)s → %(recipient)s：没有数据，不能比较两地人均地区生产总值") % said
    last, start = known[-1], queries.at(known, of.first.start)
    said |= {"year": last.year, "ratio": numbers.figure(last.ratio)}
    if start is None or start.year == last.year:
        return _("%(year)s年，%(supporter)s人均地区生产总值是%(recipient)s的 %(ratio)s 倍") % said
    said |= {"before": numbers.figure(start.ratio), "then": start.year}
    if said["before"] == said["ratio"]:
        return (
            _(
                "%(year)s年，%(supporter)s人均地区生产总值是%(recipient)s的 %(ratio)s 倍，"
                "与结对时(%(then)s年)相同"
            )
            % said
        )
    return (
        _(
            "%(year)s年，%(supporter)s人均地区生产总值是%(recipient)s的 %(ratio)s 倍，"
            "结对时(%(then)s年)为 %(before)s 倍"
        )
        % said
    )


def lead(of: Sides, known: tuple[Year, ...], on: date) -> str:
    """The clock, what the ratio is made of, and that it proves no effect."""
    parts = [
        exposure(of.first, on),
        earlier(of),
        _at_the_end(of, known, on),
        _late(of.first, known),
        _no_cause(known),
        _missing(of),
    ]
    return (" " if language() == "en" else "").join(part for part in parts if part)


def exposure(pair: Pair, on: date) -> str:
    found: Clock = queries.clock(pair, on)
    months = _("%(months)s 个月") % {"months": found.months}
    if not found.is_exact:
        count = {"years": round(found.months / 12)}
        months = _("约 %(years)s 年(公布的日期只到年)") % count
    if pair.start > on:
        return _("结对尚未开始。")
    if pair.end is not None and pair.end <= on:
        return _("结对已结束，历时 %(months)s。") % {"months": months}
    return _("结对至今 %(months)s。") % {"months": months}


def earlier(of: Sides) -> str:
    """Since when the two had been paired in a programme before this one."""
    found = queries.before(of)
    if not found:
        return ""
    programme, pair = found[0]
    said = {
        "since": moment(pair.start, pair.start_precision),
        "programme": programme_name(programme.id),
    }
    return _("此前自%(since)s起已按“%(programme)s”结对。") % said


def _at_the_end(of: Sides, known: tuple[Year, ...], on: date) -> str:
    """The ratio when a pair that is gone ended, where that is not the newest year."""
    end = of.last.end
    if end is None or end > on:
        return ""
    then = queries.at(known, end)
    if then is None or then.year in (known[-1].year, known[0].year) or then.year > end.year:
        return ""
    said = {"year": then.year, "ratio": numbers.figure(then.ratio)}
    return _("结束时(%(year)s年)为 %(ratio)s 倍。") % said


def _late(pair: Pair, known: tuple[Year, ...]) -> str:
    start = queries.at(known, pair.start)
    if start is None or start.year in (pair.start.year, known[-1].year):
        return ""
    if start.year < pair.start.year:
        return _("%(wanted)s年缺数，用结对前最近的%(year)s年。") % {
            "wanted": pair.start.year,
            "year": start.year,
        }
    return _("结对时没有数据，用最早的%(year)s年。") % {"year": start.year}


def _no_cause(known: tuple[Year, ...]) -> str:
    return _("倍数的变化不等于结对的成效。") if known else ""


def _missing(of: Sides) -> str:
    which = [names(of)[i] for i in queries.without_figures(of.codes)]
    if not which:
        return ""
    return _("没有%(names)s的地区生产总值或常住人口；下面列出已知的。") % {"names": listed(which)}


def county_only(of: Sides, known: tuple[Year, ...]) -> str:
    """For counties: what their figures are."""
    from jiedui.web.desk.regions import queries as regions

    codes = [code for code in of.codes if code]
    if not known or not codes or not regions.per_person(codes[0]).is_county:
        return ""
    return _("县域只有2020年能算人均：地区生产总值÷普查常住人口。")


def state(of: Sides, on: date) -> str:
    """Whether the pair holds on a day."""
    if of.in_force(on):
        return _("结对中")
    return _("尚未开始") if of.first.start > on else _("已解除")
