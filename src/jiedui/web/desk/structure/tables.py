"""The tables of a description of structure, each with what its figures support."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui import data
from jiedui.analysis.structure import Figure, StructureResult
from jiedui.core.structure import GAP_NAMES_ZH, STAGE_NAMES_ZH, Stage
from jiedui.core.structure.coupling import CLASSES
from jiedui.reports.words import short_name
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row

Pair = tuple[str, str]
SECTIONS = "sections"


def bundled(result: StructureResult, pair: Pair) -> dict[str, Table]:
    """Tables of a description on the bundled data, in the order of the page."""
    made = (
        supports(result),
        quotients(result, pair),
        likeness(result),
        coupling(result),
        sectors(result),
        regions(result),
    )
    return {table.id: table for table in made if table.rows}


def own(result: StructureResult) -> dict[str, Table]:
    """Tables of a description on a user's own industries."""
    made = (
        supports(result),
        lists(result),
        conflicts(result),
        gaps(result),
        gradient(result),
        complementarity(result),
    )
    return {table.id: table for table in made if table.rows}


def supports(result: StructureResult) -> Table:
    """What each kind of data carries, and what it does not, with the reason."""
    levels = levels_in_words()
    rows = [
        row(
            levels.get(
                one.id.removesuffix("_describe").removesuffix("_score_weak").removesuffix("_rank"),
                one.id,
            ),
            Cell(
                support_in_words(one.supports),
                tag="tag-warm" if one.supports == "score_weak" else "tag-accent",
            ),
            one.reason_en if language() == "en" else one.reason_zh,
        )
        for one in result.verdicts
    ]
    views = views_in_words()
    rows += [
        row(
            views.get(one.view, one.view),
            Cell(_("不支持"), tag="tag-warm"),
            one.reason_en if language() == "en" else one.reason_zh,
        )
        for one in result.refused
    ]
    columns = (
        Column("what", _("数据或问题")),
        Column("supports", _("能支持到哪一步")),
        Column("reason", _("为什么")),
    )
    return Table("supports", _("这些数据能说什么，不能说什么"), columns, tuple(rows))


def levels_in_words() -> dict[str, str]:
    return {
        "three_sectors": _("三次产业"),
        "sections": _("普查二十个门类"),
        "two_digit": _("两位数行业"),
        "coupling": _("耦合协调"),
        "national_io": _("全国投入产出表"),
        "allocation": _("产出与人口配置"),
    }


def views_in_words() -> dict[str, str]:
    return {
        "rank_pairs": _("用三次产业给结对排序"),
        "gradient": _("产业梯度"),
        "chains": _("强链、补链、延链"),
        "list": _("错位发展清单"),
        "complementarity": _("供需互补"),
        "relatedness": _("关联与复杂度"),
        "coupling": _("耦合协调"),
        "io": _("投入产出"),
        "lq": _("区位商"),
        "similarity": _("结构相似"),
        "allocation": _("产出与人口配置"),
    }


def support_in_words(supports_: str) -> str:
    return {
        "describe": _("只描述"),
        "score_weak": _("弱评分"),
        "rank": _("可比较、可排序"),
        "none": _("不支持"),
    }[supports_]


def quotients(result: StructureResult, pair: Pair) -> Table:
    """Shares and location quotients of both sides of a pair, by census section."""
    share = _by(result, "industry_share", SECTIONS)
    quotient = _by(result, "location_quotient", SECTIONS)
    change = _by(result, "industry_share_change", SECTIONS)
    industries = sorted({industry for _region, industry in quotient})
    names = [short_name(result.name(code, language()), language()) for code in pair]
    rows = [
        row(
            result.name(industry, language()),
            *(
                cell
                for code in pair
                for cell in (
                    _percent(share.get((code, industry))),
                    quotient.get((code, industry)),
                    _points(change.get((code, industry))),
                )
            ),
        )
        for industry in industries
        if any((code, industry) in quotient for code in pair)
    ]
    per_side = tuple(
        Column(f"{word}_{code}", f"{name} {label}", unit, places)
        for code, name in zip(pair, names, strict=True)
        for word, label, unit, places in (
            ("share", _("占比"), "%", 1),
            ("lq", _("区位商"), "", 2),
            ("change", _("占比较上次普查"), _("个百分点"), 1),
        )
    )
    columns = (Column("industry", _("门类")), *per_side)
    note = _("占比为普查长表从业人员的份额；区位商是与所列全部地区合计相比，大于1为偏多。只描述。")
    return Table("lq", _("两地各门类"), columns, tuple(rows), note, source("census_2020"))


def _percent(share: float | None) -> Cell:
    """A share from 0 to 1 under a column whose unit is %."""
    return Cell(None if share is None else share * 100)


def _points(difference: float | None) -> Cell:
    """A difference of shares: percentage points with their sign, which are no percentage."""
    if difference is None:
        return Cell(None)
    points = difference * 100
    return Cell(points, text=numbers.signed(points, 1))


def _by(result: StructureResult, measure: str, resolution: str) -> dict[tuple[str, str], float]:
    return {
        (one.region, one.industry): one.value for one in result.of(measure, resolution=resolution)
    }


def likeness(result: StructureResult) -> Table:
    """How unlike every supporter and recipient are; A and C left out in the weak columns."""
    kinds = (
        ("unido", "three_sectors", _("相似系数·三次产业")),
        ("unido", SECTIONS, _("相似系数·门类")),
        ("krugman", SECTIONS, _("克鲁格曼·门类")),
        ("unido_weak", SECTIONS, _("相似系数·去A、C(弱)")),
        ("krugman_weak", SECTIONS, _("克鲁格曼·去A、C(弱)")),
    )
    at = [
        {(f.region, f.partner): f.value for f in result.of(measure, resolution=level)}
        for measure, level, _name in kinds
    ]
    rows = [
        row(
            Cell(pair_name(result, (one.supporter, one.recipient)), url=source_url(one.recipient)),
            *(found.get((one.supporter, one.recipient)) for found in at),
        )
        for one in result.pairs
    ]
    columns = (
        Column("pair", _("帮扶方 → 受帮扶方")),
        *(Column(f"{measure}_{level}", name, places=3) for measure, level, name in kinds),
    )
    note = _("相似系数0–1，越大越像；克鲁格曼指数0–2，越大越不像。结构不同不等于互补，不用于排序。")
    return Table("likeness", _("结构有多像"), columns, tuple(rows), note, source("census_2020"))


def coupling(result: StructureResult) -> Table:
    kinds = ("coordination", "coupling", "coupling_level", "coupling_classical")
    at = {kind: {f.region: f for f in result.of(kind)} for kind in kinds}
    names = {kind.id: kind for kind in result.definitions}
    rows = [
        row(
            Cell(short_name(result.name(code, language()), language()), url=source_url(code)),
            *(at[kind][code].value if code in at[kind] else None for kind in kinds),
            class_in_words(at["coordination"][code].label),
        )
        for code in sorted(at["coordination"], key=lambda c: -at["coordination"][c].value)
    ]
    columns = (
        Column("region", _("地区")),
        *(Column(kind, _measure(names, kind), places=3) for kind in kinds),
        Column("class", _("等级(只是标签)")),
    )
    note = _("两面为人均地区生产总值与人均贷款；等级随标准化方法变化，不用于评价。")
    return Table("coupling", _("耦合协调"), columns, tuple(rows), note, source())


def _measure(names: dict, kind: str) -> str:  # type: ignore[type-arg]
    known = names.get(kind)
    return kind if known is None else known.name_en if language() == "en" else known.name_zh


def class_in_words(label: str) -> str | None:
    """The class of coordination; classes come from the analysis by their Chinese names."""
    return (dict(CLASSES).get(label, label) if language() == "en" else label) or None


def sectors(result: StructureResult) -> Table:
    """42 sectors of the national table: how much each pulls, and is pulled."""
    kinds = ("influence", "sensitivity", "sensitivity_leontief_rows")
    at = {kind: {f.industry: f.value for f in result.of(kind)} for kind in kinds}
    rows = [
        row(result.name(code, language()), *(at[kind].get(code) for kind in kinds))
        for code in sorted(at["influence"], key=lambda c: -at["influence"][c])
    ]
    columns = (
        Column("sector", _("部门")),
        Column("influence", _("影响力系数"), places=3),
        Column("sensitivity", _("感应度系数"), places=3),
        Column("old", _("感应度系数(列昂惕夫逆行和)"), places=3),
    )
    note = _("全国42部门表，平均为1。说的是全国各行业的联系，不是某个市的。")
    return Table(
        "sectors", _("全国投入产出：谁带动谁"), columns, tuple(rows), note, source("io_2020_42")
    )


def regions(result: StructureResult) -> Table:
    """Complexity, and output against people."""
    complexity = {f.region: f.value for f in result.of("complexity")}
    gap = {f.region: f.value for f in result.of("share_gap")}
    rows = [
        row(
            Cell(short_name(result.name(code, language()), language()), url=source_url(code)),
            complexity.get(code),
            _points(gap.get(code)),
        )
        for code in sorted({*complexity, *gap})
    ]
    columns = (
        Column("region", _("地区")),
        Column("complexity", _("经济复杂度(门类)"), places=2),
        Column("share_gap", _("产出占比减人口占比"), _("个百分点"), 1),
    )
    note = _("门类太粗，复杂度只作描述；产出占比高于人口占比说明产出更集中，不说明原因。")
    return Table("regions", _("复杂度、产出与人口"), columns, tuple(rows), note, source())


def lists(result: StructureResult) -> Table:
    """The draft of a dislocated-development list (C18): who does which link of which industry."""
    rows = []
    for drafted in result.lists:
        names = {
            "supporter": short_name(result.name(drafted.supporter, language()), language()),
            "recipient": short_name(result.name(drafted.recipient, language()), language()),
        }
        clashing = {(clash.industry, clash.stage) for clash in drafted.conflicts}
        for line in drafted.lines:
            cells = []
            for stage in Stage:
                who = " + ".join(names[side] for side in line.holders(stage))
                is_clash = (line.industry, stage) in clashing
                cells.append(Cell(who or None, tag="tag-warm" if is_clash else ""))
            rows.append(
                row(
                    result.name(line.industry, language()),
                    f"{names['supporter']} → {names['recipient']}",
                    basis_in_words(line.basis),
                    *cells,
                )
            )
    columns = (
        Column("industry", _("行业")),
        Column("pair", _("帮扶方 → 受帮扶方")),
        Column("basis", _("草案依据")),
        *(Column(stage.value, stage_in_words(stage)) for stage in Stage),
    )
    note = _("草案，按公开规则生成，供双方修改，不是测量结果。橙框为双方都提出的环节。")
    return Table("list", _("错位发展清单草案"), columns, tuple(rows), note)


def stage_in_words(stage: Stage) -> str:
    if language() == "en":
        return stage.value.replace("_", " ")
    return STAGE_NAMES_ZH[stage]


def basis_in_words(basis: str) -> str:
    return {
        "gradient": _("梯度：一方可转移、一方可承接"),
        "gap": _("产业链缺口"),
        "recipient_leads": _("受帮扶方领先"),
        "both_lead": _("双方都强"),
    }.get(basis, basis)


def conflicts(result: StructureResult) -> Table:
    """Links that both sides wrote down as theirs."""
    rows = [
        row(
            result.name(clash.industry, language()),
            stage_in_words(clash.stage),
            pair_name(result, (written.supporter, written.recipient)),
        )
        for written in result.written_conflicts
        for clash in written.conflicts
    ]
    columns = (
        Column("industry", _("行业")),
        Column("stage", _("环节")),
        Column("pair", _("帮扶方 → 受帮扶方")),
    )
    return Table("conflicts", _("双方都写了的环节"), columns, tuple(rows))


def gaps(result: StructureResult) -> Table:
    """What each side should strengthen, fill or extend beside its partner."""
    rows = [
        row(
            result.name(gap.industry, language()),
            short_name(result.name(region.region, language()), language()),
            Cell(GAP_NAMES_ZH[gap.kind] if language() == "zh" else gap.kind, tag="tag-accent"),
            _percent(gap.share),
            _industries(result, gap.upstream.here),
            _industries(result, gap.upstream.partner_only),
            _industries(result, gap.downstream.here),
            _industries(result, gap.downstream.partner_only),
        )
        for region in result.chain_gaps
        for gap in region.gaps
    ]
    columns = (
        Column("industry", _("行业")),
        Column("region", _("地区")),
        Column("kind", _("缺口")),
        Column("share", _("占增加值"), "%", 1),
        Column("up_here", _("上游在本地")),
        Column("up_partner", _("上游在对方")),
        Column("down_here", _("下游在本地")),
        Column("down_partner", _("下游在对方")),
    )
    return Table("gaps", _("强链、补链、延链"), columns, tuple(rows))


def _industries(result: StructureResult, codes: tuple[str, ...]) -> str | None:
    comma = ", " if language() == "en" else "；"
    return comma.join(result.name(code, language()) for code in codes) or None


def gradient(result: StructureResult) -> Table:
    rows = [
        row(
            result.name(one.industry, language()),
            short_name(result.name(one.region, language()), language()),
            one.value,
            move_in_words(one.label),
        )
        for one in sorted(result.of("gradient"), key=lambda f: (f.industry, -f.value, f.region))
    ]
    columns = (
        Column("industry", _("行业")),
        Column("region", _("地区")),
        Column("gradient", _("梯度系数"), places=2),
        Column("move", _("倾向")),
    )
    note = _("区位商×比较劳动生产率(有资本数据时再乘资本产出率)；大于1宜转出，小于1宜承接。")
    return Table("gradient", _("产业梯度"), columns, tuple(rows), note)


def move_in_words(label: str) -> str | None:
    return {"send": _("宜转出"), "receive": _("宜承接")}.get(label, label or None)


def complementarity(result: StructureResult) -> Table:
    found: tuple[Figure, ...] = result.of("complementarity")
    rows = [
        row(pair_name(result, (one.region, one.partner)), one.value)
        for one in sorted(found, key=lambda f: -f.value)
    ]
    columns = (Column("pair", _("供给方 → 需求方")), Column("value", _("供需互补度"), places=3))
    return Table("complementarity", _("供需互补"), columns, tuple(rows))


def pair_name(result: StructureResult, pair: Pair) -> str:
    return " → ".join(short_name(result.name(code, language()), language()) for code in pair)


def source_url(region: str) -> str:
    return f"{reverse('data:set', args=['city_panel'])}?q={region}"


def source(data_set: str = "city_panel") -> str:
    about = data.about(data_set)
    return f"{getattr(about.title, language())} ({about.span()})"
