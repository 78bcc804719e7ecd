"""Sentences and small words of the pages of regions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiedui.core.places import Place
from jiedui.schemes import load
from jiedui.schemes.roles import RoleIn
from jiedui.web.desk.regions import queries
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import listed, place

DASH = "–"


def headline(found: Place) -> str:
    """The region in one sentence: its newest figure with definition, or that there is none."""
    standing = queries.standing(found.code)
    name = place(found.full_name())
    if found.valid_to is not None:
        return _("%(name)s(%(code)s)这个代码用到%(year)s年") % {
            "name": name,
            "code": found.code,
            "year": found.valid_to - 1,
        }
    if standing is None:
        return _("%(name)s：没有地区生产总值或常住人口数据") % {"name": name}
    said = {
        "year": standing.year,
        "name": name,
        "figure": numbers.figure(standing.yuan_per_person, 0),
        "province": place(found.province),
        "among": standing.among,
        "rank": standing.rank,
    }
    if standing.among == 1:
        return _("%(year)s年，%(name)s人均地区生产总值 %(figure)s 元") % said
    if found.level == "county":
        return (
            _(
                "%(year)s年，%(name)s人均地区生产总值 %(figure)s 元，在%(province)s有数据的 "
                "%(among)s 个县(市、区)中列第 %(rank)s"
            )
            % said
        )
    return (
        _(
            "%(year)s年，%(name)s人均地区生产总值 %(figure)s 元，在%(province)s有数据的 "
            "%(among)s 个市中列第 %(rank)s"
        )
        % said
    )


def definition(code: str) -> str:
    """What the figure of the headline is made of."""
    series = queries.per_person(code)
    if series.last is None:
        return ""
    if series.is_county:
        return _("地区生产总值÷2020年普查常住人口，当年价。")
    return _("地区生产总值÷年末常住人口，当年价。")


def roles_line(code: str) -> str:
    """Today's roles; a role belongs to a pair, so one region may have both."""
    now = queries.roles_today(code)
    parts = []
    supported = [_partner(one) for one in now if one.role == "supporter"]
    helped_by = [_partner(one) for one in now if one.role == "recipient"]
    if supported:
        parts.append(_("今天是%(names)s的帮扶方") % {"names": listed(dict.fromkeys(supported))})
    if helped_by:
        parts.append(_("今天是%(names)s的受帮扶方") % {"names": listed(dict.fromkeys(helped_by))})
    if not parts:
        return _("今天没有结对。")
    joined = ("; " if language() == "en" else "，").join(parts)
    return joined + ("." if language() == "en" else "。")


def _partner(one: RoleIn) -> str:
    return place(one.partner_name)


def successors_line(found: Place) -> str:
    """For a code out of force: where to look instead."""
    steps = [link for link in queries.history(found.code) if link.kind == "after"]
    if found.valid_to is None or not steps:
        return ""
    names = listed(f"{link.place.code} {place(link.place.full_name())}" for link in steps)
    if any(not link.is_partial for link in steps):
        return _("后来是 %(names)s。") % {"names": names}
    return _("辖地分给了 %(names)s，各得多少没有公布。") % {"names": names}


def role(name: str) -> str:
    return _("帮扶方") if name == "supporter" else _("受帮扶方")


def roles_short(code: str) -> str | None:
    """Today's roles for a cell of a table."""
    said = [
        f"{role(one.role)}：{_partner(one)}"
        if language() == "zh"
        else f"{role(one.role)}: {_partner(one)}"
        for one in queries.roles_today(code)
    ]
    return ("; " if language() == "en" else "；").join(dict.fromkeys(said)) or None


def programme(programme_id: str) -> str:
    return str(getattr(load.programme(programme_id), f"name_{language()}"))


def level(name: str) -> str:
    return {
        "province": _("省级"),
        "prefecture": _("地级"),
        "county": _("县级"),
    }.get(name, name)


def years(found: Place) -> str:
    """Years in force: `1992–2011`, or since when."""
    if found.valid_to is None:
        return _("%(year)s年起") % {"year": found.valid_from}
    return f"{found.valid_from}{DASH}{found.valid_to - 1}"
