"""`jiedui structure`: what regions are made of, and what their data can say about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from jiedui.cli.output import emit, format_option, say, text_table

if TYPE_CHECKING:
    from jiedui.analysis.structure import Figure, StructureResult
    from jiedui.reports.sentences.structure import Lang

# Written out so that `--help` costs no import; a test holds it against the analysis.
SHOWS = (
    "lq",
    "similarity",
    "gradient",
    "relatedness",
    "coupling",
    "io",
    "chains",
    "list",
    "allocation",
)
ROWS_SHOWN = 42


@click.command("structure")
@click.option("--programme", "programme_id", help="a bundled programme, such as jiangsu-2022")
@click.option("--year", type=int, required=True, help="year of the yearly figures")
@click.option("--pair", "pairs", multiple=True, metavar="A:B", help="supporter:recipient, by code")
@click.option("--regions", default="", metavar="A,B,…", help="chosen regions, by code")
@click.option(
    "--industries",
    "industries_file",
    type=click.Path(dir_okay=False),
    help="your industries: region, industry, value_added, employment[, capital][, region_name]",
)
@click.option(
    "--claims",
    "claims_file",
    type=click.Path(dir_okay=False),
    help="what two sides say they do: region, industry, stage; links claimed twice are named",
)
@click.option("--show", "shows", multiple=True, type=click.Choice(SHOWS), help="only these views")
@click.option(
    "--sides",
    default="gdp/pop_resident,loans/pop_resident",
    show_default=True,
    help="two sides for coupling: indicator or numerator/denominator",
)
@click.option("--threshold", type=float, default=0.02, show_default=True, help="link of a chain")
@click.option("--tau", type=float, default=0.01, show_default=True, help="missing below this share")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@format_option
def structure_command(
    programme_id: str | None,
    year: int,
    pairs: tuple[str, ...],
    regions: str,
    industries_file: str | None,
    claims_file: str | None,
    shows: tuple[str, ...],
    sides: str,
    threshold: float,
    tau: float,
    lang: str,
    output_format: str,
) -> None:
    """Describe industries, and say what the data support.

    Without --industries the bundled three sectors and census sections are described; gradient,
    chains and list need a file of two-digit industries and are refused without one.

    \b
    Example:  jiedui structure --programme jiangsu-2022 --year 2022
              jiedui structure --year 2023 --industries mine.csv --pair 320100:320800 --show list
    """
    from jiedui.analysis.structure import (
        StructureRequest,
        describe_structure,
        read_claims,
        read_industries,
    )
    from jiedui.schemes.load import programme

    request = StructureRequest(
        year=year,
        views=tuple(shows) or None,  # type: ignore[arg-type]
        regions=tuple(code.strip() for code in regions.split(",") if code.strip()),
        pairs=tuple(_pair(text) for text in pairs),
        coupling_sides=_sides(sides),
        chain_threshold=threshold,
        chain_tau=tau,
    )
    result = describe_structure(
        request,
        programme=programme(programme_id) if programme_id else None,
        own=read_industries(industries_file) if industries_file else None,
        claims=read_claims(claims_file) if claims_file else None,
    )
    for note in result.notes:
        say(f"note: {note}")
    for doubt in result.doubts:
        where = f"{doubt.region} {result.name(doubt.region, lang)} {doubt.year}"
        say(f"warning: {where}: {doubt.indicator}: {doubt.rule} ({doubt.detail})")
    emit(output_format, result, rows=list(rows(result)), table=lambda: _table(result, lang))


def _pair(text: str) -> tuple[str, str]:
    from jiedui.core.errors import Problem, Refusal

    supporter, colon, recipient = (part.strip() for part in text.partition(":"))
    if not (supporter and colon and recipient):
        hint = "write supporter:recipient, as 320100:320800"
        raise Refusal(Problem("not a pair", column="--pair", value=text, hint=hint))
    return supporter, recipient


def _sides(text: str) -> tuple[str, str]:
    from jiedui.core.errors import Problem, Refusal

    sides = [side.strip() for side in text.split(",") if side.strip()]
    if len(sides) != 2:
        hint = "write two, as gdp/pop_resident,loans/pop_resident"
        raise Refusal(Problem("coupling is of two sides", column="--sides", value=text, hint=hint))
    return sides[0], sides[1]


def rows(result: StructureResult) -> Iterator[Mapping[str, Any]]:
    """Every figure, chain gap and list line as a flat row, with what it supports."""
    for figure in result.figures:
        yield {**vars(figure), "reason": result.verdict_of(figure).reason_en}
    for region in result.chain_gaps:
        for gap in region.gaps:
            yield {
                "measure": "chain_gap",
                "value": gap.share,
                "year": result.year,
                "region": region.region,
                "partner": region.partner,
                "industry": gap.industry,
                "label": gap.kind,
            }
    for drafted in result.lists:
        for line in drafted.lines:
            for claim in line.claims:
                holder = drafted.supporter if claim.side == "supporter" else drafted.recipient
                yield {
                    "measure": "list",
                    "year": result.year,
                    "region": holder,
                    "partner": _other(drafted.supporter, drafted.recipient, holder),
                    "industry": line.industry,
                    "label": claim.stage.value,
                    "basis": line.basis,
                }
    yield from _conflict_rows(result)


def _conflict_rows(result: StructureResult) -> Iterator[Mapping[str, Any]]:
    for written in result.written_conflicts:
        for clash in written.conflicts:
            yield {
                "measure": "conflict",
                "year": result.year,
                "region": written.supporter,
                "partner": written.recipient,
                "industry": clash.industry,
                "label": clash.stage.value,
            }


def _other(one: str, other: str, holder: str) -> str:
    return other if holder == one else one


def _table(result: StructureResult, lang: str) -> str:
    from jiedui.reports.sentences import structure as sentences

    language: sentences.Lang = "zh" if lang == "zh" else "en"
    said = [
        sentence(result, language)
        for sentence in (
            sentences.headline,
            sentences.draft,
            sentences.not_supported,
            sentences.doubtful,
        )
    ]
    parts = [*said, *_figure_tables(result, lang), *_gap_tables(result, lang)]
    parts += [*_list_tables(result, lang), *_conflict_tables(result, lang)]
    parts += [
        f"不支持：{refused.reason_zh}"
        if lang == "zh"
        else f"refused {refused.view}: {refused.reason_en}"
        for refused in result.refused
    ]
    return "\n\n".join(part for part in parts if part)


def _language(lang: str) -> Lang:
    return "zh" if lang == "zh" else "en"


def _headings(columns: list[str], lang: str) -> list[str]:
    from jiedui.reports.sentences.structure import heading

    return [heading(column, _language(lang)) for column in columns]


def _figure_tables(result: StructureResult, lang: str) -> Iterator[str]:
    """One table per measure and resolution, the largest figures first when there are many."""
    from jiedui.reports.sentences import structure as words

    keys = dict.fromkeys((f.measure, f.resolution, f.year) for f in result.figures)
    for measure, resolution, year in keys:
        found = result.of(measure, resolution=resolution, year=year)
        kind = next(kind for kind in result.definitions if kind.id == measure)
        verdict = result.verdict_of(found[0])
        level = words.in_words(words.RESOLUTIONS, resolution, _language(lang))
        title = f"{kind.name_zh if lang == 'zh' else kind.name_en} · {level} · {year}"
        reason = verdict.reason_zh if lang == "zh" else verdict.reason_en
        carries = words.in_words(words.SUPPORTS, verdict.supports, _language(lang))
        yield f"{title}\n[{carries}] {reason}\n{_figures(result, found, lang)}"


def _figures(result: StructureResult, found: tuple[Figure, ...], lang: str) -> str:
    crossed = all(f.region and f.industry and not f.partner and not f.label for f in found)
    return _matrix(result, found, lang) if crossed else _rows(result, found, lang)


def _matrix(result: StructureResult, found: tuple[Figure, ...], lang: str) -> str:
    """Industries down, regions across; empty where there is no figure."""
    industries = sorted({figure.industry for figure in found})
    regions = sorted({figure.region for figure in found})
    values = {(figure.industry, figure.region): f"{figure.value:.3f}" for figure in found}
    cells = [
        [result.name(industry, lang), *(values.get((industry, r), "") for r in regions)]
        for industry in industries
    ]
    header = ["", *(result.name(region, lang) for region in regions)]
    return text_table(header, cells, right=range(1, len(header)))


def _rows(result: StructureResult, found: tuple[Figure, ...], lang: str) -> str:
    shown = found
    if len(found) > ROWS_SHOWN:
        shown = tuple(sorted(found, key=lambda f: -f.value)[:ROWS_SHOWN])
    cells = [
        [
            result.name(figure.region, lang),
            result.name(figure.partner, lang),
            result.name(figure.industry, lang),
            f"{figure.value:.4f}",
            figure.label,
        ]
        for figure in shown
    ]
    header = _headings(["region", "partner", "industry", "value", ""], lang)
    used = [i for i in range(5) if any(row[i] for row in cells)]
    table = text_table(
        [header[i] for i in used],
        [[row[i] for i in used] for row in cells],
        right=[used.index(3)],
    )
    left = len(found) - len(shown)
    return f"{table}\n… and {left} smaller (see --format csv)" if left else table


def _gap_tables(result: StructureResult, lang: str) -> Iterator[str]:
    from jiedui.core.structure import GAP_NAMES_ZH

    for region in result.chain_gaps:
        title = f"{result.name(region.region, lang)} ← {result.name(region.partner, lang)}"
        cells = [
            [
                result.name(gap.industry, lang),
                GAP_NAMES_ZH[gap.kind] if lang == "zh" else gap.kind,
                f"{gap.share:.2%}",
                _names(result, (*gap.upstream.here, *gap.upstream.partner_only), lang),
                _names(result, (*gap.downstream.here, *gap.downstream.partner_only), lang),
            ]
            for gap in region.gaps
        ]
        header = _headings(["industry", "gap", "share", "upstream", "downstream"], lang)
        yield f"{title}\n{text_table(header, cells, right=[2])}" if cells else f"{title}\n-"


def _list_tables(result: StructureResult, lang: str) -> Iterator[str]:
    from jiedui.core.structure import STAGE_NAMES_ZH, Stage

    for drafted in result.lists:
        names = {"supporter": drafted.supporter, "recipient": drafted.recipient}
        title = f"{result.name(drafted.supporter, lang)} : {result.name(drafted.recipient, lang)}"
        clashing = {(clash.industry, clash.stage) for clash in drafted.conflicts}
        cells = []
        for line in drafted.lines:
            row = [result.name(line.industry, lang), line.basis]
            for stage in Stage:
                who = [result.name(names[side], lang) for side in line.holders(stage)]
                row.append(" + ".join(who) + (" !" if (line.industry, stage) in clashing else ""))
            cells.append(row)
        stages = [STAGE_NAMES_ZH[stage] if lang == "zh" else stage.value for stage in Stage]
        clash = "(! 双方都提出)" if lang == "zh" else "(! both claim it)"
        header = _headings(["industry", "basis", *stages], lang)
        yield f"{title}  {clash}\n{text_table(header, cells)}"


def _conflict_tables(result: StructureResult, lang: str) -> Iterator[str]:
    from jiedui.core.structure import STAGE_NAMES_ZH

    for written in result.written_conflicts:
        one, other = result.name(written.supporter, lang), result.name(written.recipient, lang)
        clashes = [
            f"{result.name(clash.industry, lang)} "
            f"{STAGE_NAMES_ZH[clash.stage] if lang == 'zh' else clash.stage.value}"
            for clash in written.conflicts
        ]
        said = "双方都提出的环节：" if lang == "zh" else "links that both sides claim: "
        yield f"{one} : {other}\n{said}{', '.join(clashes) or '-'}"


def _names(result: StructureResult, codes: tuple[str, ...], lang: str) -> str:
    shown = [result.name(code, lang) for code in codes[:2]]
    return ", ".join(shown) + (f" +{len(codes) - 2}" if len(codes) > 2 else "")
