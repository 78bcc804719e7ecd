"""What is exported comes back as the same: for every kind, as CSV and as a workbook."""

from datetime import date

import pytest

from jiedui.core.errors import Refusal
from jiedui.files.records import read_records
from jiedui.web.platform.accounts.operator import operator
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.transfer.exporting import export_file
from jiedui.web.platform.transfer.importing import import_file
from jiedui.web.platform.transfer.kinds import kinds
from jiedui.web.records.projects.models import Money, Project, StageEvent
from web_support.people import person

PAIR = "jiangsu-2022:320500-321300"
FILES = {
    "projects": (
        "项目编号,项目名称,结对,企业名称,统一社会信用代码,落户地代码,合作模式,高新技术,用地面积(平方米),"
        "签约日期,开工日期,约定投产日期,终止日期,协议投资(元),到位资金(元),本地用工占比,来源\n"
        f"A-1,=甲项目,{PAIR},甲公司,91350100M000100Y43,321302,制造+研发,是,33333,"
        "2023-05-30,2023Q3,2025-06,,50000000.55,1200,40%,+台账\n"
        f"A-2,乙项目,{PAIR},乙公司,,,,,,2021,,,2022-03,80,,,\n"
    ),
    "stages": (
        "项目编号,阶段,日期,文号,核实人,报送方,备注\n"
        "A-1,竣工,2024-05,宿建〔2024〕3号,王,,=备注\nA-1,投产,2024-08-01,宿统7号,,,\n"
    ),
    "money": (
        "项目编号,口径,金额(本币),币种,日期,佐证\n"
        "A-1,到位资金,100.25,美元,2024-01-02,验资1号\nA-1,到位资金,5000,日元,2024-02,验资2号\n"
        "A-1,完成投资,77.07,人民币,2024-03-01,报表\n"
    ),
    "firms": (
        "统一社会信用代码,企业名称,母公司,注册地代码,龙头企业\n"
        "91350100M000100Y43,甲公司,甲集团,320500,是\n,丙公司,,,否\n"
    ),
    "parks": (
        "园区编号,园区名称,类别,形式,结对,协作关系,所在地代码,运作模式,成立年份,来源,密级\n"
        f"P-1,甲园,共建产业园区,园区,{PAIR},jiangsu-2022,321302,合作式,2012,文件,内部\n"
        f"P-2,乙园,,园中园,{PAIR},,321302,,,文件,商业秘密\n"
    ),
    "park_facts": (
        "园区编号,指标,数量,单位,存量流量,期间,期间开始,期间结束,币种,表述,来源\n"
        "P-1,jobs,1200,人,存量,2023年底,,2023-12-31,,超过,年报\n"
        "P-1,tax_paid,1.25,亿元,流量,2023年,2023-01-01,2023-12-31,CNY,,年报\n"
    ),
    "pairs": (
        "协作关系,协作关系名称,帮扶方代码,帮扶方,受帮扶方代码,受帮扶方,层级,开始日期,来源\n"
        "own-2025,自有协作,320500,苏州市,341300,宿州市,设区市,2025-01,文件\n"
        "own-2025,,,某开发区,,另一开发区,园区,2025,文件\n"
    ),
    "users": (
        "账号,姓名,授权\n"
        f"wang,王芳,pair_office programme=jiangsu-2022 pair={PAIR} side=recipient; auditor\n"
        "li,李,none\n"
    ),
    "regions": "region,name,group,parent\n320500,苏州市,苏南,江苏\n321300,宿迁市,苏北,江苏\n",
    "observations": (
        "地区代码,年份,指标,数值,单位\n320500,2021,gdp,22718.34,亿元\n"
        "321300,2021,gdp,3719.01,亿元\n321300,2022,gdp,4111.98,亿元\n"
        "321300,2022,pop_resident,497.53,万人\n"
    ),
}
NEEDS = {
    "stages": ["projects"],
    "money": ["projects"],
    "park_facts": ["parks"],
    "observations": ["regions"],
}


@pytest.fixture
def me(loaded, db):
    return operator("jiedui import")


@pytest.fixture
def send(tmp_path, me):
    def go(code, text=None, *, by=None, **rest):
        for needed in NEEDS.get(code, ()) if text is None else ():
            go(needed)
        file = tmp_path / f"{code}.csv"
        file.write_text(FILES[code] if text is None else text, "utf-8")
        return import_file(by=by or me, code=code, path=file, **rest)

    return go


def counts(done):
    return done.tally.new, done.tally.changed, done.tally.same


def test_every_kind_has_a_file_here():
    assert set(FILES) == set(kinds())


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("code", sorted(FILES))
def test_what_was_exported_comes_back_as_the_same(code, ending, send, me, tmp_path):
    first = send(code)
    assert first.tally.new == first.rows
    for lang in ("zh", "en"):
        path = tmp_path / f"out-{lang}.{ending}"
        done = export_file(by=me, code=code, path=path, lang=lang)
        again = import_file(by=me, code=code, path=path)
        assert counts(again) == (0, 0, done.rows), again.tally.changes
        assert done.rows >= first.rows


@pytest.mark.parametrize("code", sorted(FILES))
def test_the_same_file_again_changes_nothing(code, send):
    first = send(code)
    assert counts(send(code)) == (0, 0, first.rows)


@pytest.mark.parametrize("code", sorted(FILES))
def test_an_export_has_every_column_of_the_catalogue(code, send, me, tmp_path):
    send(code)
    export_file(by=me, code=code, path=tmp_path / "out.csv", lang="en")
    chosen = kinds()[code]
    declared = chosen.declared or code
    if declared != "panel_tidy":
        assert read_records(tmp_path / "out.csv", declared).present == tuple(chosen.columns)


def test_formulas_are_escaped_in_csv_and_come_back_as_they_were(send, me, tmp_path):
    send("projects")
    export_file(by=me, code="projects", path=tmp_path / "out.csv")
    assert "'=甲项目" in (tmp_path / "out.csv").read_text("utf-8-sig")
    import_file(by=me, code="projects", path=tmp_path / "out.csv")
    assert Project.objects.get(code="A-1").name == "=甲项目"


def test_the_trail_notes_who_took_how_much_away(send, me, tmp_path):
    send("projects")
    export_file(by=me, code="projects", path=tmp_path / "out.csv")
    entry = Entry.objects.get(action="export_projects")
    assert (entry.by, entry.object_key) == ("jiedui import", "out.csv")
    assert entry.summary.startswith("2 行")


def test_nobody_takes_away_what_another_pair_keeps(send, tmp_path):
    send("projects")
    send("parks")
    theirs = person(
        "pair_office", "jiangsu-2022", "pair", "jiangsu-2022:320200-320700", "supporter"
    )
    for code in ("projects", "parks", "firms"):
        export_file(by=theirs, code=code, path=tmp_path / "out.csv")
        text = (tmp_path / "out.csv").read_text("utf-8-sig")
        assert "A-1" not in text and "P-1" not in text and "甲公司" not in text


def test_trade_secrets_go_to_the_pair_and_not_to_a_grant_over_everything(send, tmp_path):
    send("parks")
    for who, sees in (
        (person("auditor", "jiangsu-2022"), False),
        (person("auditor", "jiangsu-2022", "pair", PAIR), True),
    ):
        export_file(by=who, code="parks", path=tmp_path / "out.csv")
        assert ("P-2" in (tmp_path / "out.csv").read_text("utf-8-sig")) is sees


def test_who_may_not_export_or_import_a_kind_is_refused(send, tmp_path):
    with pytest.raises(Refusal, match="you may not import"):
        send("firms", by=person("auditor"))
    with pytest.raises(Refusal, match="you may not export"):
        export_file(by=person("lead_office"), code="users", path=tmp_path / "u.csv")


def test_a_stage_that_differs_corrects_the_record_and_says_so(send):
    send("stages")
    done = send("stages", "项目编号,阶段,日期\nA-1,竣工,2024-06-01\n")
    assert done.tally.changes == ("A-1 竣工: 日期",)
    old, new = StageEvent.objects.filter(project__code="A-1", stage="completed").order_by("id")
    assert (old.state, new.on, new.number) == ("replaced", date(2024, 6, 1), "宿建〔2024〕3号")


def test_a_sum_that_differs_corrects_the_sum_of_its_number(send):
    send("money")
    number = Money.objects.get(currency="JPY").number
    assert Money.objects.get(currency="JPY").amount_minor == 5000
    header = "项目编号,序号,口径,金额(本币),币种,日期\n"
    done = send("money", f"{header}A-1,{number},到位资金,6000,日元,2024-02\n")
    assert counts(done) == (0, 1, 0)
    assert Money.objects.get(currency="JPY", is_current=True).amount_minor == 6000


BAD = {
    (
        "stages",
        "项目编号,阶段,日期\nA-9,竣工,2024-06-01\n",
    ): "项目编号: A-9: is not within your reach",
    ("stages", "项目编号,阶段,日期\nA-1,竣工,2020-06-01\n"): "stages.csv:2: 日期: 2020-06-01: ",
    (
        "money",
        "项目编号,口径,金额(万日元),日期\nA-1,签约承诺,0.00001,2024-01-01\n",
    ): "finer than a fen",
    ("firms", "企业名称\n丁\n丁\n"): "firms.csv:3: 企业名称: 丁: the same stands on line 2 already",
    (
        "pairs",
        "协作关系,帮扶方,受帮扶方,层级,开始日期,来源\njiangsu-2022,甲,乙,设区市,2024-01-01,x\n",
    ): "the pairs of a bundled programme come from its file",
    ("parks", "园区编号,园区名称,类别,来源\nP-7,丁,国家级开发区,x\n"): "这一类别要经过审批",
    ("users", "账号,授权\nzhao,king\n"): "users.csv:2: role: king: no such role",
    ("users", "账号,授权\nzhao,auditor pair\n"): "授权: auditor pair: not a grant",
}


@pytest.mark.parametrize(("code", "text"), BAD)
def test_a_row_that_an_action_refuses_is_named_before_anything_is_written(code, text, send):
    if code in NEEDS:
        send("projects")
    before = Entry.objects.count()
    with pytest.raises(Refusal) as found:
        send(code, text, check_only=True)
    assert BAD[code, text] in str(found.value)
    assert Entry.objects.count() == before


def test_grants_that_a_file_no_longer_lists_end_and_the_check_says_so(send):
    send("users")
    text = f"账号,授权\nwang,pair_office programme=jiangsu-2022 pair={PAIR} side=recipient\n"
    assert send("users", text, check_only=True).tally.changes == ("wang: − auditor",)
