"""Writing drawn projects in bulk: rows of the models, with columns that follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jiedui.schemes.stages import stages
from jiedui.web.desk.demo import happening
from jiedui.web.desk.demo.drawing import Drawn
from jiedui.web.desk.demo.happening import Spoken
from jiedui.web.desk.demo.made_up import LABEL, PROGRAMME, mark
from jiedui.web.desk.demo.people import office
from jiedui.web.platform.kit.bulk import insert_objects
from jiedui.web.records.parks.models import Park, Tenancy
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects import summary
from jiedui.web.records.projects.enums import READING_UNITS, Stage
from jiedui.web.records.projects.models import (
    Contact,
    Due,
    Firm,
    Money,
    Project,
    Reading,
    StageEvent,
)

BY = "jiedui demo"


def at(day: date, *, hour: int = 10) -> datetime:
    """A moment of a working day."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def reported(day: date, as_of: date) -> datetime:
    """When a step is put on record: some days after it happened."""
    return at(min(day + timedelta(days=9), as_of))


class Writer:
    """Writes projects and everything that happened to them."""

    def __init__(self, *, seed: int, as_of: date, parks: dict[str, Park]):
        self.seed, self.as_of, self.parks = seed, as_of, parks
        self.pairs = {pair.key: pair for pair in Pair.objects.filter(programme__code=PROGRAMME)}

    def write(self, drawn: list[Drawn], said: list[Spoken]) -> dict[str, Project]:
        """All of them, by code; `said` tells which of their aspects both sides agree on."""
        confirmed: dict[str, set[str]] = defaultdict(set)
        for word in said:
            if word.is_confirmed:
                confirmed[word.project.code].add(word.aspect)
        firms = _firms(drawn)
        made = [self._project(one, firms, frozenset(confirmed[one.code])) for one in drawn]
        insert_objects(made)
        kept = {project.code: project for project in made}
        for rows in (self._events, self._dues, self._sums, self._talks, self._readings):
            lines = [line for one in drawn for line in rows(one, kept[one.code])]
            insert_objects(lines)
        insert_objects(self._tenants(drawn))
        summary.mark_changed({PROGRAMME})
        return kept

    def _project(self, one: Drawn, firms: dict[str, Firm], confirmed: frozenset[str]) -> Project:
        told = self._told(one, confirmed)
        derived = summary.summarised(told, stages(PROGRAMME), finder=one.finder)
        found = one.on(Stage.LEAD)
        return Project(
            code=one.code,
            name=one.name,
            firm=firms.get(one.credit_code),
            programme=PROGRAMME,
            pair=self.pairs[one.pair.key],
            park=self.parks.get(one.park),
            host_region=one.host_region,
            home_region=one.pair.supporter,
            industry=one.industry,
            plot=one.plot,
            secrecy=one.secrecy,
            source=f"{LABEL} {mark(one.pair.stem)} {mark(one.host_region)}",
            finder=one.finder,
            found_by=_finder(one) if one.finder else "",
            found_at=at(found) if one.finder and found else None,
            is_made_up=True,
            search=summary.search_text(one.code, one.name, one.firm),
            **one.fields,
            **derived,
        )

    def _told(self, one: Drawn, confirmed: frozenset[str]) -> summary.Told:
        """What the columns follow from, as `summary.refresh` would read it from the store."""
        talks = happening.talks(one, self.seed, self.as_of)
        return summary.Told(
            reached=one.steps,
            dues=one.dues,
            money=[
                summary.Sum(
                    sum_.kind,
                    sum_.amount_minor,
                    sum_.currency,
                    summary.money_aspect(sum_.kind, number),
                )
                for number, sum_ in enumerate(one.money, start=1)
            ],
            contact=talks[-1].word if talks else None,
            confirmed=confirmed,
        )

    def _events(self, one: Drawn, project: Project) -> Iterator[StageEvent]:
        for step in one.steps:
            side = happening.side_of(one, summary.stage_aspect(step.stage), self.seed)
            yield StageEvent(
                project=project,
                stage=step.stage,
                on=step.on,
                precision=step.precision,
                number=happening.number_of(one, step.stage, step.on),
                verifier="" if side else "示例核验员",
                side=side if not one.is_sealed else "",
                note=f"{LABEL} {mark(one.host_region)}",
                recorded_by=office(one.pair, side) if side else BY,
                recorded_at=reported(step.on, self.as_of),
            )

    def _dues(self, one: Drawn, project: Project) -> Iterator[Due]:
        for due in one.dues:
            yield Due(
                project=project,
                stage=due.stage,
                on=due.on,
                precision=due.precision,
                source=f"投资协议示例{one.number}号 {mark(one.pair.stem)}",
            )

    def _sums(self, one: Drawn, project: Project) -> Iterator[Money]:
        for number, sum_ in enumerate(one.money, start=1):
            side = happening.side_of(one, summary.money_aspect(sum_.kind, number), self.seed)
            yield Money(
                project=project,
                number=number,
                kind=sum_.kind,
                amount_minor=sum_.amount_minor,
                equipment_minor=sum_.equipment_minor,
                currency=sum_.currency,
                on=sum_.on,
                source=happening.paper_of(one),
                side=side,
                recorded_by=office(one.pair, side) if side else BY,
                recorded_at=reported(sum_.on, self.as_of),
            )

    def _talks(self, one: Drawn, project: Project) -> Iterator[Contact]:
        for talk in happening.talks(one, self.seed, self.as_of):
            yield Contact(
                project=project,
                on=talk.word.on,
                kind=talk.kind,
                text=f"{talk.text} {mark(one.credit_code or one.pair.stem)}",
                blocker=talk.word.blocker,
                mover=talk.word.mover,
                move_by_on=talk.word.move_by_on,
                side=talk.side,
                recorded_by=office(one.pair, talk.side),
                recorded_at=at(talk.word.on),
            )

    def _readings(self, one: Drawn, project: Project) -> Iterator[Reading]:
        for kind, period, value in happening.readings(one, self.seed, self.as_of):
            yield Reading(
                project=project,
                kind=kind,
                period=period,
                value=value,
                unit=READING_UNITS[kind],
                source=f"供电、人社、税务比对（{LABEL}）",
                recorded_by=BY,
                recorded_at=at(self.as_of),
            )

    def _tenants(self, drawn: Iterable[Drawn]) -> list[Tenancy]:
        """Firms that produce in a park are its tenants."""
        found: dict[tuple[str, str], Tenancy] = {}
        for one in drawn:
            since = one.on(Stage.IN_PRODUCTION)
            if one.park and since is not None:
                found.setdefault(
                    (one.park, one.credit_code),
                    Tenancy(
                        park=self.parks[one.park],
                        credit_code=one.credit_code,
                        name=one.firm,
                        since=since,
                        source=f"{LABEL} {mark(one.park)}",
                        recorded_by=BY,
                    ),
                )
        return list(found.values())


def _finder(one: Drawn) -> str:
    return office(one.pair, "supporter" if one.finder == one.pair.supporter else "recipient")


def _firms(drawn: Iterable[Drawn]) -> dict[str, Firm]:
    """By credit code; those that sign twice stand once."""
    firms = {
        one.credit_code: Firm(
            credit_code=one.credit_code, name=one.firm, home_region=one.pair.supporter
        )
        for one in drawn
        if one.credit_code
    }
    insert_objects(firms.values())
    return firms
