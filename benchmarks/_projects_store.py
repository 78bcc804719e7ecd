"""A store with made-up projects, and people who are signed in.

`python -m benchmarks._projects_store FOLDER COUNT` prints one session cookie a line: of the lead
office, then of the office of one pair.
"""

from __future__ import annotations

import csv
import os
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

PROGRAMME = "jiangsu-2022"
PAIR = "jiangsu-2022:320500-321300"  # of the office of one pair
HEADS = (
    *("项目编号", "项目名称", "结对", "企业名称", "落户地代码", "行业代码", "合作模式", "发起"),
    *("所补环节", "计划用工", "签约日期", "开工日期", "投产日期", "约定开工日期"),
    *("协议投资(万元)", "到位资金(万元)", "密级", "来源"),
)
MODES = ("制造+研发", "产品+市场", "资源+企业", "基地+总部")
INITIATORS = ("政府引导", "龙头企业带动", "市场自发", "")


def main(folder: str, count: int) -> None:
    """Make the store ready, import the projects as people do, sign two people in."""
    os.environ["JIEDUI_HOME"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "jiedui.web.config.settings"
    import django

    django.setup()
    from jiedui.web.config.opening import open_site

    for _line in open_site():
        pass
    from jiedui.web.platform.transfer.importing import import_file
    from jiedui.web.records.programmes.models import Pair
    from jiedui.web.records.projects.models import Project

    pairs = Pair.objects.filter(programme__code=PROGRAMME, end__isnull=True).order_by("key")
    office = _person("lead_office", "all", "")
    if not Project.objects.exists():
        table = Path(folder) / "projects.csv"
        _write(table, count, [(pair.key, pair.recipient) for pair in pairs])
        import_file(by=office, code="projects", path=table)
        table.unlink()
    print(_session(office))
    print(_session(_person("pair_office", "pair", PAIR)))


def _write(table: Path, count: int, pairs: list[tuple[str, str]]) -> None:
    rng = random.Random(1)
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        for number in range(count):
            writer.writerow(_row(rng, number, *rng.choice(pairs)))


def _row(rng: random.Random, number: int, pair: str, host: str) -> list[Any]:
    signed = date(2017, 1, 1) + timedelta(rng.randrange(3500))
    started = signed + timedelta(rng.randrange(60, 500))
    working = started + timedelta(rng.randrange(200, 700))
    today = date.today()
    started_on = started if rng.random() < 0.7 and started < today else None
    working_on = working if started_on and rng.random() < 0.6 and working < today else None
    promised = rng.randrange(100, 100_000)
    return [
        *(f"P-{number:06d}", f"示例{number}项目", pair, f"示例{rng.randrange(60_000)}有限公司"),
        *(host, f"C{rng.randrange(13, 44)}", rng.choice(MODES), rng.choice(INITIATORS)),
        *(rng.choice(("", "", "", "显示面板")), rng.randrange(10, 2000)),
        *(signed, started_on or "", working_on or "", signed + timedelta(400), promised),
        *(promised // rng.randrange(2, 9) if started_on else "", "内部", "演示"),
    ]


def _person(role: str, kind: str, key: str) -> Any:
    from django.contrib.auth import get_user_model

    from jiedui.web.platform.accounts.models import Grant

    user, is_new = get_user_model().objects.get_or_create(username=f"bench-{role}")
    if not is_new:
        return user
    side = "recipient" if kind == "pair" else ""
    why = {"granted_by": "bench", "reason": "bench"}
    place = {"scope_kind": kind, "scope_key": key, "side": side}
    Grant.objects.create(user=user, role=role, programme=PROGRAMME, **place, **why)
    return user


def _session(user: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
