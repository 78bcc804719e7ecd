"""Projects for tests: made by the actions themselves, as people make them."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from jiedui.web.records.projects import actions
from jiedui.web.records.projects.models import Flag, Project
from web_support.matrix import objects
from web_support.people import person

PROGRAMME = "jiangsu-2022"
PAIR = "jiangsu-2022:320500-321300"
OTHER_PAIR = "jiangsu-2022:320100-320800"
TODAY = date(2026, 11, 20)
CREDIT_CODE = "91350100M000100Y43"  # the worked example of GB 32100-2015


def suzhou():
    return person("pair_office", PROGRAMME, "pair", PAIR, "supporter")


def suqian():
    return person("pair_office", PROGRAMME, "pair", PAIR, "recipient")


def nanjing():
    return person("pair_office", PROGRAMME, "pair", OTHER_PAIR, "supporter")


def lead_office():
    return person("lead_office", PROGRAMME)


def lead(*, by=None, code="P-1", name="精密机械项目", pair=PAIR, **more):
    """A lead, sealed to who found it."""
    return actions.create_project(
        by=by or suqian(),
        name=name,
        code=code,
        pair=pair,
        found_on=date(2022, 6, 8),
        today=TODAY,
        **more,
    )


def signed(*, by=None, code="P-1", on=date(2022, 9, 15), **more):
    """A project that its recipient side reports as signed."""
    by = by or suqian()
    lead(by=by, code=code, **more)
    return reach_stage(code, "signed", on, by=by)


def reach_stage(code, stage, on, *, by=None, number="甲〔2022〕1号", **more):
    return actions.record_stage(
        by=by or suqian(), code=code, stage=stage, on=on, number=number, today=TODAY, **more
    )


def pay(code, kind, yuan, on=date(2023, 3, 31), *, by=None, **more):
    return actions.record_money(
        by=by or suqian(),
        code=code,
        kind=kind,
        amount_minor=yuan * 100,
        on=on,
        source="验资报告",
        today=TODAY,
        **more,
    )


@objects("project")
def _project(where):
    return {"code": _made(where).code}


@objects("flag")
def _flag(where):
    project = _made(where)
    flag, _ = Flag.objects.get_or_create(
        project=project, kind="inflated", defaults={"reason": "x", "raised_at": timezone.now()}
    )
    return {"code": project.code, "flag": flag.pk}


def _made(where):
    """A project that comes from the region of the place, once for each test."""
    code = f"M-{where.name}"
    found = Project.objects.filter(code=code).first()
    return found or actions.create_project(
        by=lead_office(),
        name=code,
        code=code,
        pair=where.pair,
        is_lead=False,
        fields={"home_region": where.region},
    )
