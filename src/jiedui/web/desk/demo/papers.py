"""Small files that stand as evidence, and say themselves that they are made up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from jiedui.web.desk.demo.drawing import Drawn
from jiedui.web.desk.demo.happening import number_of
from jiedui.web.desk.demo.made_up import LABEL, mark
from jiedui.web.desk.demo.people import office
from jiedui.web.desk.demo.writing import reported
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.bulk import insert_objects
from jiedui.web.records.documents import storing
from jiedui.web.records.documents.models import Document, Evidence
from jiedui.web.records.projects import summary
from jiedui.web.records.projects.enums import Stage

NAMES = {
    Stage.SIGNED: "投资协议",
    Stage.FILED: "备案证明",
    Stage.LAND: "土地出让合同",
    Stage.STARTED: "施工许可证",
    Stage.COMPLETED: "竣工验收备案表",
}


@dataclass(frozen=True)
class Paper:
    """A document to be kept, with its bytes."""

    document: Document
    evidence: Evidence
    content: bytes


def write(drawn: list[Drawn], seed: int, people: dict[str, User], as_of: date) -> list[str]:
    """Evidence for one signature in twelve and some later steps; the names of the files kept."""
    papers = [paper for one in drawn for paper in _papers(one, seed, people, as_of)]
    kept = []
    for paper in papers:
        target = storing.path(paper.document.file)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_bytes(paper.content)
        kept.append(paper.document.file)
    insert_objects([paper.document for paper in papers])
    insert_objects([paper.evidence for paper in papers])
    return kept


def _papers(one: Drawn, seed: int, people: dict[str, User], as_of: date) -> Iterator[Paper]:
    rng = Random(f"{seed}/paper/{one.code}")
    if one.is_sealed or (one.number > 2 and rng.random() > 0.08):
        return
    for place, step in enumerate(one.steps):
        if step.stage not in NAMES:
            continue
        name = NAMES[Stage(step.stage)]
        number = number_of(one, step.stage, step.on)
        title = f"示例{name} {one.name} {mark(one.pair.stem)}"
        content = f"{LABEL}，不对应任何真实企业与项目。\n{title}\n{number}\n".encode()
        digest = hashlib.sha256(content).hexdigest()
        office_ = people[office(one.pair, "recipient")]
        when = reported(step.on, as_of)
        document = Document(
            key=f"DEMO-{one.pair.stem}-{one.number}-{place}",
            number=number,
            title=title,
            file=f"{digest[:32]}.txt",
            original_name=f"示例{name}.txt",
            media_type="text/plain",
            sha256=digest,
            size_bytes=len(content),
            secrecy=one.secrecy,
            programme=one.pair.key.partition(":")[0],
            pair=one.pair.key,
            region=one.host_region,
            home_region=one.pair.supporter,
            park=one.park,
            organisation=one.credit_code,
            added_by=office_,
            added_at=when,
        )
        evidence = Evidence(
            document=document,
            object_kind=summary.KIND,
            object_key=one.code,
            aspect=summary.stage_aspect(step.stage),
            added_by=office_,
            added_at=when,
        )
        yield Paper(document, evidence, content)
