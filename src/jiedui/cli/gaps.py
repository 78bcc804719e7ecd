"""`jiedui gaps`: how far apart regions are, by a named definition."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import click

from jiedui.cli.output import GIVEN, emit, format_option, say, text_table

if TYPE_CHECKING:
    from jiedui.analysis.gaps import GapsRequest, GapsResult
    from jiedui.core.frames import Grouping, Panel
    from jiedui.schemes.records import Programme

Lang = Literal["zh", "en"]
FILE = click.Path()
# Options that bear on one view only, with what they mean to the others: nothing.
ONLY_FOR = {
    "groups": ("level",),
    "measures": ("level",),
    "latest": ("level",),
    "classes": ("mobility",),
    "neighbours": ("mobility",),
    "yearly": ("mobility",),
    "weighted": ("density",),
}
DEFAULT_PROGRAMME = "jiangsu-2022"


@click.command("gaps")
@click.option("--programme", "programme_id", help="a bundled programme, such as jiangsu-2022")
@click.option("--groups", help="the two groups of the ratio, first over second: south,north")
@click.option("--grouping", "grouping_id", help="which grouping of the programme")
@click.option("--year", help="one year")
@click.option("--years", help="several years: 2000-2023 or 2000,2010,2021")
@click.option(
    "--population",
    default="",
    help="resident, resident_average, registered or implied; or 2000=registered,2021=resident",
)
@click.option("--indicator", default="gdp", show_default=True, help="what is divided by people")
@click.option("--measures", default="", help="only these measures, separated by commas")
@click.option(
    "--latest", is_flag=True, help="a missing figure is taken from the latest year before"
)
@click.option("--allow-mixed", is_flag=True, help="let years stand on different denominators")
@click.option("--data", "data_file", type=FILE, help="your own panel, CSV or a workbook")
@click.option("--regions", "regions_file", type=FILE, help="your own regions: region,name,group")
@click.option("--codes", type=click.Choice(["gb2260"]), help="check the codes of --data by year")
@click.option(
    "--show",
    "which",
    type=click.Choice(["level", "convergence", "mobility", "density"]),
    default="level",
    show_default=True,
    help="how far apart; or drawing together, changing places, the shape of the distribution",
)
@click.option("--all-regions", is_flag=True, help="every region with figures; a level by province")
@click.option(
    "--classes", default="4", show_default=True, help="mobility: 4, or 0.5,0.75,1,1.25,1.5"
)
@click.option(
    "--neighbours",
    type=click.Choice(["boundaries", "centres"]),
    help="mobility: also beside poor and rich neighbours, by shared boundary or 5 nearest centres",
)
@click.option("--yearly", is_flag=True, help="mobility: cut-offs of each year instead of pooled")
@click.option("--weighted", is_flag=True, help="density: weight regions by their people")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@format_option
def gaps_command(output_format: str, lang: Lang, **options: Any) -> None:
    """Measure how far apart groups of regions are, and say by which definition.

    Without --population year-end residents are used, and the result says so.

    \b
    Example:  jiedui gaps --programme jiangsu-2022 --year 2021
              jiedui gaps --years 2000,2021 --population resident --format json
              jiedui gaps --data panel.csv --regions regions.csv --year 2023
              jiedui gaps --show convergence --all-regions --years 2009-2023
    """
    if options["which"] != "level":
        _fail_if_idle(options)
        panel, grouping, _, inputs = _subject(options)
        _dynamics(panel, grouping, options, inputs, output_format, lang)
        return
    result, grouping = measured(options)
    _say_notes(result, lang)
    emit(
        output_format, result, rows=list(rows(result)), table=lambda: _table(result, grouping, lang)
    )


def measured(options: Mapping[str, Any], *, all_years: bool = False) -> tuple[GapsResult, Grouping]:
    """The level of the gap that the options ask for, and the groups it is between.

    Where no year is named it is the last one, or with `all_years` every one with figures.
    """
    from jiedui.analysis.gaps import measure_gaps

    _fail_if_idle(options)
    panel, grouping, programme, inputs = _subject(options)
    if all_years:
        options = _with_years(options, panel, list(grouping.members()))
    request = _request(options, panel)
    started = time.perf_counter()
    if options["all_regions"]:
        programme, request, grouping = _whole_country(panel, request, options)
    result = measure_gaps(panel, grouping, request, programme=programme, inputs=inputs)
    say(f"measured in {time.perf_counter() - started:.2f} s")
    return result, grouping


def _fail_if_idle(options: Mapping[str, Any]) -> None:
    """Refuse an option that would do nothing, rather than let it seem to have done something."""
    from jiedui.core.errors import Problem, refuse_if_any

    context, which = click.get_current_context(), options["which"]
    given = [name for name in ONLY_FOR if context.get_parameter_source(name) in GIVEN]
    problems = [
        Problem(
            f"it does nothing with --show {which}",
            column=f"--{name}",
            hint=f"leave it out, or ask for --show {' or '.join(ONLY_FOR[name])}",
        )
        for name in given
        if which not in ONLY_FOR[name]
    ]
    if options["codes"] and not options["data_file"]:
        hint = "leave it out: the codes of the bundled data are checked already"
        problems.append(Problem("it does nothing without --data", column="--codes", hint=hint))
    refuse_if_any(problems)


def _whole_country(
    panel: Panel, request: GapsRequest, options: Mapping[str, Any]
) -> tuple[None, GapsRequest, Grouping]:
    """Every region with figures in the years asked for, by province; who stays out is said."""
    from jiedui.analysis.gaps import by_province
    from jiedui.core.errors import Problem, Refusal

    if options["data_file"] or options["programme_id"]:
        hint = "leave it out: the groups come from --programme or --regions"
        raise Refusal(Problem("a level of all regions is grouped by province", hint=hint))
    grouping, left_out = by_province(panel, request)
    if left_out:
        listed = ", ".join(f"{code} {panel.name(code)}" for code in left_out)
        say(f"note: left out, some year is missing: {listed}")
    return None, replace(request, without_headline=request.headline is None), grouping


def _dynamics(
    panel: Panel,
    grouping: Grouping,
    options: Mapping[str, Any],
    inputs: Mapping[str, str],
    output_format: str,
    lang: Lang,
) -> None:
    """Convergence, mobility or density of the grouping's regions, or of all that have figures."""
    from jiedui.cli import gaps_dynamics

    regions = panel.regions() if options["all_regions"] else list(grouping.members())
    options = _with_years(options, panel, regions)
    request = _request(options, panel)
    gaps_dynamics.show(
        options["which"],
        panel,
        regions,
        request,
        options=options,
        inputs=inputs,
        output_format=output_format,
        lang=lang,
    )


def _with_years(options: Mapping[str, Any], panel: Panel, regions: list[str]) -> Mapping[str, Any]:
    """The options, with every year that has figures where none is named."""
    from jiedui.cli.gaps_dynamics import years_without_hole

    if options["year"] or options["years"]:
        return options
    found = years_without_hole(panel, regions, options["indicator"], options["population"])
    return {**options, "years": ",".join(map(str, found))}


def _subject(
    options: Mapping[str, Any],
) -> tuple[Panel, Grouping, Programme | None, Mapping[str, str]]:
    """Whose gap: a programme's on the bundled panel, or the user's own on the user's own."""
    if options["data_file"] or options["regions_file"]:
        return _own(options)
    from jiedui.data.panels import city_panel, inputs
    from jiedui.schemes.load import programme, sha256

    if not options["programme_id"] and not options["all_regions"]:
        say(f"no programme named: {DEFAULT_PROGRAMME} is used")
    programme_id = options["programme_id"] or DEFAULT_PROGRAMME
    chosen = programme(programme_id)
    hashes = {**inputs("city_panel"), f"scheme:{programme_id}": sha256(programme_id)}
    grouping = chosen.grouping(options["grouping_id"] or "")
    return city_panel(), grouping, chosen, hashes


def _own(options: Mapping[str, Any]) -> tuple[Panel, Grouping, Programme | None, Mapping[str, str]]:
    from jiedui.core.errors import Problem, Refusal
    from jiedui.files.panels import read_panel

    if options["programme_id"] or options["grouping_id"]:
        hint = "leave --programme and --grouping out: the groups come from --regions"
        raise Refusal(Problem("a programme does not go with a panel of one's own", hint=hint))
    if not (options["data_file"] and options["regions_file"]):
        raise Refusal(Problem("a panel and its regions belong together", hint=BOTH_FILES))
    check = None
    if options["codes"]:
        from jiedui.data.places import places

        check = places().problem
    own = read_panel(options["data_file"], options["regions_file"], check_code=check)
    for warning in own.warnings:
        say(str(warning))
    return own.panel, own.grouping, None, own.hashes


BOTH_FILES = "give --data panel.csv and --regions regions.csv"


def _request(options: Mapping[str, Any], panel: Panel) -> GapsRequest:
    from jiedui.analysis.gaps import GapsRequest

    return GapsRequest(
        years=_years(options["year"], options["years"], panel),
        indicator=options["indicator"],
        population=_population(options["population"]),
        headline=_headline(options["groups"]),
        latest=options["latest"],
        allow_mixed=options["allow_mixed"],
        measures=tuple(_parts(options["measures"])),
    )


def _years(year: str | None, years: str | None, panel: Panel) -> tuple[int, ...]:
    """The years asked for; without any, the last one in which the panel has regional product."""
    from jiedui.core.errors import Problem, Refusal

    if year and years:
        raise Refusal(Problem("--year and --years exclude one another", hint="give one of them"))
    text, option = (years, "--years") if years else (year, "--year")
    if not text:
        last = _last_year(panel)
        say(f"no year named: {last} is used")
        return (last,)
    return tuple(dict.fromkeys(each for part in _parts(text) for each in _span(part, option)))


def _last_year(panel: Panel) -> int:
    filled = panel.values.dropna(how="all", axis=0)
    if "gdp" in panel.values.columns:
        filled = panel.values[panel.values["gdp"].notna()]
    return max(int(year) for year in filled.index.get_level_values("year"))


def _span(text: str, option: str) -> Iterator[int]:
    """`2021`, or `2000-2023` with both ends."""
    from jiedui.core.errors import Problem, Refusal

    first, dash, last = (part.strip() for part in text.partition("-"))
    start, end = _year(first), _year(last if dash else first)
    if start and end and end < start:
        hint = f"write the earlier year first: {end}-{start}"
        raise Refusal(Problem("the years run backwards", column=option, value=text, hint=hint))
    if start is None or end is None:
        hint = "write 2021, 2000-2023 or 2000,2010,2021, years from 1900 to 2100"
        raise Refusal(Problem("not a year", column=option, value=text, hint=hint))
    yield from range(start, end + 1)


def _year(text: str) -> int | None:
    """Four digits, full-width ones too, within two centuries; else None."""
    year = int(text) if text.isdecimal() and len(text) == 4 else 0
    return year if 1900 <= year <= 2100 else None


def _population(text: str) -> str | dict[int, str]:
    """One name for every year, or `2000=registered,2021=resident`."""
    from jiedui.core.errors import Problem, Refusal

    if "=" not in text:
        return text.strip()
    named: dict[int, str] = {}
    for part in _parts(text):
        year, equals, name = (piece.strip() for piece in part.partition("="))
        if not (equals and _year(year) and name):
            hint = "write 2000=registered,2021=resident"
            raise Refusal(Problem("not a population", column="--population", value=part, hint=hint))
        if int(year) in named:
            hint = "name one population for each year"
            reason = f"the year {year} is named twice"
            raise Refusal(Problem(reason, column="--population", value=text, hint=hint))
        named[int(year)] = name
    return named


def _headline(text: str | None) -> tuple[str, str] | None:
    from jiedui.core.errors import Problem, Refusal

    if not text:
        return None
    groups = _parts(text)
    if len(groups) != 2 or groups[0] == groups[1]:
        hint = "name two groups, first over second: south,north"
        raise Refusal(Problem("a ratio is of two groups", column="--groups", value=text, hint=hint))
    return groups[0], groups[1]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]


def _say_notes(result: GapsResult, lang: Lang) -> None:
    from jiedui.reports.words import places_in

    for definition in result.definitions:
        if definition.note_en:
            say(f"note: {definition.note_en}")
    for refused in result.refused:
        year = f" {refused.year}" if refused.year else ""
        say(places_in(f"refused: {refused.measure}{year}: {refused.reason}", lang))
    for flag in sorted({flag for row in result.results for flag in row.flags}):
        say(places_in(f"warning: suspicious cell used: {flag}", lang))


def rows(result: GapsResult) -> Iterator[dict[str, Any]]:
    """Every figure as a flat row, for a spreadsheet."""
    for row in result.results:
        yield {
            **vars(row),
            "years_used": " ".join(map(str, row.years_used)),
            "flags": "; ".join(row.flags),
        }


def _table(result: GapsResult, grouping: Grouping, lang: Lang) -> str:
    from jiedui.reports.sentences import gaps as sentences

    stop = "。" if lang == "zh" else "."
    answer = sentences.headline(result, lang)
    said = [
        answer + stop if answer else "",
        sentences.what_moved(result, lang),
        _measures(result, grouping, lang),
        sentences.published(result, lang),
        sentences.missing(result, lang),
        sentences.source(result, lang),
    ]
    return "\n\n".join(part for part in said if part)


def _measures(result: GapsResult, grouping: Grouping, lang: Lang) -> str:
    """Measures down, years across; a unit where there is one."""
    from jiedui.analysis.gaps import MEASURES

    keys = dict.fromkeys((row.measure, row.group, row.unit) for row in result.results)
    found = {(row.measure, row.group, row.year): row.value for row in result.results}
    names = {g.id: g.name_zh if lang == "zh" else g.name_en for g in grouping.groups}
    body = []
    for measure, group, unit in keys:
        name = MEASURES[measure].name(lang) + (f" · {names[group]}" if group else "")
        cells = [_figure(found.get((measure, group, year)), unit) for year in result.years]
        body.append([name, *cells, _unit_words(unit, lang)])
    header = ["指标", *map(str, result.years), "单位"]
    if lang == "en":
        header = ["measure", *map(str, result.years), "unit"]
    return text_table(header, body, right=range(1, len(header) - 1))


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    return f"{value:,.0f}" if unit else f"{value:.4f}"


def _unit_words(unit: str, lang: Lang) -> str:
    from jiedui.reports.words import unit_in_words

    return unit_in_words(unit, lang) if unit else ""
