"""How projects and what is said of them are named where both sides' matters are listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse

from jiedui.web.records.confirmations.kinds import Concerns, ObjectKind
from jiedui.web.records.projects.enums import MoneyKind, Stage
from jiedui.web.records.projects.models import Project


def object_kind() -> ObjectKind:
    label = Project._meta.verbose_name
    return ObjectKind(label=label, titles=titles, aspect=aspect, url=url, concerns=concerns)


def titles(codes: Iterable[str]) -> Mapping[str, str]:
    """Names of projects. Their matters were fetched through reach; sealed leads have none."""
    return dict(
        Project.objects.filter(code__in=list(codes), is_sealed=False).values_list("code", "name")
    )


def aspect(text: str) -> Any:
    """`stage:started` in words, and `money:paid_in:3`."""
    kind, _, rest = text.partition(":")
    if kind == "stage" and rest in Stage.values:
        return Stage(rest).label
    money = rest.partition(":")[0]
    if kind == "money" and money in MoneyKind.values:
        return MoneyKind(money).label
    return text


def url(code: str) -> str:
    try:
        return reverse("projects:project", args=[code])
    except NoReverseMatch:
        return ""


def concerns(code: str) -> Concerns:
    """Whom a project concerns, in natural keys."""
    project = Project.objects.select_related("park", "firm").filter(code=code).first()
    if project is None:
        return Concerns()
    return Concerns(
        park=project.park.code if project.park else "",
        organisation=(project.firm.credit_code or "") if project.firm else "",
        home_region=project.home_region,
        host_region=project.host_region,
        secrecy=project.secrecy,
    )
