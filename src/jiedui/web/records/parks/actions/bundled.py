"""Putting the bundled parks, their approvals and published figures on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from jiedui.data import park_facts, sha256, table
from jiedui.data.parks import parks
from jiedui.schemes import load
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.parks.enums import Direction, Kind, Level
from jiedui.web.records.parks.models import (
    Approval,
    GroupMember,
    Park,
    ParkArea,
    ParkFact,
    ParkGroup,
)
from jiedui.web.records.programmes.models import Pair

SETS = ("cobuilt_parks", park_facts.APPROVALS, park_facts.FACTS)
KIND_BY_WORDS = (("创新试点", Kind.PILOT), ("特色园区", Kind.CHARACTERISTIC))
GROUP = "suqian-1-5"
GROUP_LEAD = "苏州宿迁工业园区"
# 「形成以苏宿工业园区为主体的共建园区“1+5”联动发展格局」 (D13)
GROUP_SOURCE = "张明康《共谱苏宿南北挂钩合作新篇章》"
AREA_WORDS = {"原规划面积": False, "规划面积": False, "拓展后规划面积": True}


@dataclass(frozen=True)
class Reported:
    """A park as a report or an approval names it."""

    name: str
    supporter: str
    supporter_name: str
    recipient: str
    recipient_name: str
    reported_as: str
    founded_year: int | None
    leading_industries: str
    source: str


@transaction.atomic
def load_bundled(*, by: str) -> int:
    """Bring the published register in step with the data sets; how many rows that touched.

    A park that an office has edited keeps what the office wrote.
    """
    touched = sum(_keep_park(reported) for reported in _reported())
    by_name = {park.name: park for park in Park.objects.filter(is_published=True)}
    touched += sum(_keep_approval(row, by_name, by) for row in _approvals())
    touched += _keep_facts(by_name, by)
    touched += _keep_areas(by_name, by)
    touched += _keep_group(by_name)
    if touched:
        record_entry(
            by=by,
            action="load_parks",
            object_kind="park",
            object_key="bundled",
            summary=f"{len(by_name)} parks",
            payload={name: sha256(name) for name in SETS},
        )
    return touched


def _reported() -> Iterable[Reported]:
    """Parks of the table, then those that only an approval names."""
    known = set()
    for park in parks():
        known.add(park.name)
        yield Reported(
            name=park.name,
            supporter=park.supporter,
            supporter_name=park.supporter_name,
            recipient=park.recipient,
            recipient_name=park.recipient_name,
            reported_as=park.status,
            founded_year=park.founded_year,
            leading_industries=park.leading_industries,
            source=park.source,
        )
    for row in _approvals():
        if row["park"] not in known:
            places = [row[k] for k in ("supporter", "supporter_name")]
            places += [row[k] for k in ("recipient", "recipient_name")]
            label = str(Kind(row["kind"]).label)
            yield Reported(row["park"], *places, label, None, "", row["source"])


def _keep_park(reported: Reported) -> int:
    code = f"{reported.supporter}-{reported.recipient}"
    pair = _pair(reported.supporter, reported.recipient)
    is_city = reported.recipient.endswith("00")
    told = {
        "name": reported.name,
        "kind": _kind(reported.reported_as),
        "level": Level.CITY if is_city else Level.COUNTY,
        "programme": pair.programme if pair else None,
        "pair": pair,
        "host_region": reported.recipient,
        "host_name": reported.recipient_name,
        "home_region": reported.supporter,
        "home_name": reported.supporter_name,
        "direction": Direction.FORWARD,
        "founded_year": reported.founded_year,
        "leading_industries": reported.leading_industries,
        "reported_as": reported.reported_as,
        "source": reported.source,
        "is_published": True,
        "secrecy": Secrecy.PUBLIC,
    }
    park = Park.objects.filter(code=code).first()
    if park is None:
        Park.objects.create(code=code, **told)
        return 1
    if park.version > 1 or all(getattr(park, name) == value for name, value in told.items()):
        return 0
    for name, value in told.items():
        setattr(park, name, value)
    park.save(update_fields=list(told))
    return 1


def _kind(words: str) -> Kind:
    """What a report calls the park; one that still strives for a rung does not stand on it."""
    if words.startswith("争创"):
        return Kind.CO_BUILT
    return next((kind for word, kind in KIND_BY_WORDS if word in words), Kind.CO_BUILT)


def _pair(supporter: str, recipient: str) -> Pair | None:
    """The newest pair between the two sides; one that has ended leaves the park an orphan."""
    keys = [
        (pair.start, pair.key(programme.id))
        for programme in load.programmes()
        for pair in programme.pairs
        if (pair.supporter, pair.recipient) == (supporter, recipient)
    ]
    found = Pair.objects.filter(key=max(keys)[1]) if keys else Pair.objects.none()
    return found.select_related("programme").first()


def _approvals() -> list[dict[str, Any]]:
    return [dict(row) for row in table(park_facts.APPROVALS).to_dict(orient="records")]


def _keep_approval(row: dict[str, Any], by_name: dict[str, Park], by: str) -> int:
    told = {
        "day": date.fromisoformat(row["day"]) if row["day"] else None,
        "precision": row["precision"] or "day",
        "known_by": date.fromisoformat(row["known_by"]) if row["known_by"] else None,
        "source": row["source"],
        "is_published": True,
        "recorded_by": by,
    }
    named = {"park": by_name[row["park"]], "kind": row["kind"], "step": row["step"]}
    return int(Approval.objects.get_or_create(**named, defaults=told)[1])


def _keep_facts(by_name: dict[str, Park], by: str) -> int:
    """Figures that left the table go; those that came are added. None is changed in place."""
    wanted = {_key(fact): fact for fact in park_facts.published_facts()}
    kept = {
        (one.subject, one.indicator, one.nature, one.period, one.unit, one.source, one.value): one
        for one in ParkFact.objects.filter(is_published=True)
    }
    stale = [one.pk for key, one in kept.items() if key not in wanted]
    ParkFact.objects.filter(pk__in=stale).delete()
    fresh = [_fact(fact, by_name, by) for key, fact in wanted.items() if key not in kept]
    ParkFact.objects.bulk_create(fresh)
    return len(stale) + len(fresh)


def _key(fact: park_facts.PublishedFact) -> tuple[Any, ...]:
    named = (fact.subject, fact.indicator.id, fact.nature, fact.period, fact.unit, fact.source)
    return (*named, fact.value)


def _fact(fact: park_facts.PublishedFact, by_name: dict[str, Park], by: str) -> ParkFact:
    return ParkFact(
        park=by_name.get(fact.subject),
        subject=fact.subject,
        indicator=fact.indicator.id,
        printed_as=fact.printed_as,
        value=fact.value,
        unit=fact.unit,
        nature=fact.nature,
        period=fact.period,
        start=fact.start,
        end=fact.end,
        currency=fact.currency,
        certainty=fact.certainty,
        source=fact.source,
        is_published=True,
        recorded_by=by,
    )


def _keep_areas(by_name: dict[str, Park], by: str) -> int:
    """Planned areas over time: 13.6 km², then 21.35 km² as a target (D14)."""
    made = 0
    for fact in park_facts.published_facts():
        if fact.printed_as not in AREA_WORDS or fact.subject not in by_name or fact.end is None:
            continue
        named = {"park": by_name[fact.subject], "kind": "规划面积", "source": fact.source}
        told = {
            "precision": "year",
            "area_km2": fact.value,
            "is_target": AREA_WORDS[fact.printed_as],
            "is_published": True,
            "recorded_by": by,
        }
        day = date(fact.end.year, 1, 1)
        made += int(ParkArea.objects.get_or_create(**named, valid_from=day, defaults=told)[1])
    return made


def _keep_group(by_name: dict[str, Park]) -> int:
    """The “1+5” of Suqian; the text names the lead, the five are concluded from the register."""
    told = {
        "name": "苏宿“1+5”",
        "lead": by_name[GROUP_LEAD],
        "linked_stated": 5,
        "source": GROUP_SOURCE,
        "note": "原文只写明主体园区；联动的五家按登记在宿迁的其余共建园区推定。",
        "is_published": True,
    }
    group, is_new = ParkGroup.objects.get_or_create(code=GROUP, defaults=told)
    linked = [
        park
        for park in by_name.values()
        if park.host_region.startswith("3213") and park != group.lead
    ]
    made = [GroupMember.objects.get_or_create(group=group, park=park)[1] for park in linked]
    return int(is_new) + sum(made)
