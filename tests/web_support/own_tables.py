"""Tables of firms and parks as an office brings them, and runs over them, for tests."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from jiedui.web.records.runs.access import Held
from jiedui.web.records.runs.actions import Brought, record_run
from jiedui.web.records.runs.kinds import Outcome
from web_support.matrix import objects

# Each firm has 100 people: 5 % of them make a project of 5, at 100 m2 each 500 m2.
FIRMS = (
    "企业代码,企业名称,注册地代码,行业代码,从业人数\n"
    "A,甲电子,320500,39,100\nB,乙电子,320500,39,100\nC,丙银行,320500,66,100\n"
)
PARKS = "园区代码,园区名称,所在地代码,主导产业代码,可供土地(平方米)\nP,丁园区,321322,39,600\n"


def file(name, text):
    data = text if isinstance(text, bytes) else text.encode()
    return SimpleUploadedFile(name, data)


def posted(client, *, firms=FIRMS, parks=PARKS, **fields):
    """The form sent with both tables; None leaves one out."""
    told = {"programme": "jiangsu-2022", "weights": "chain"} | fields
    if firms is not None:
        told["firms"] = file("企业.csv", firms)
    if parks is not None:
        told["parks"] = file("园区.csv", parks)
    return client.post("/matching/own", told)


def closed_run(held, *, seed=1, by="tests"):
    """A run that is not open to all, as if the analysis had made it."""
    outcome = Outcome(
        result=f'{{"rows": {seed}}}\n', inputs={}, scheme="jiangsu-2022", version="0", seed=seed
    )
    tables = [Brought("firms", "企业.csv", 3, FIRMS.encode())]
    request = {"seed": seed, "held": vars(held)}
    return record_run(
        kind="matching", request=request, outcome=outcome, by=by, held=held, tables=tables
    )


@objects("run")
def _run(where):
    """A run over firms that the office of a place's pair brought."""
    made = closed_run(Held(pair=where.pair, region=where.region))
    return {"fingerprint": made.fingerprint, "which": "firms"}
