"""What `measure_gaps` returns: frozen records that pages, reports and the command line print."""

from __future__ import annotations

from dataclasses import dataclass, field

from jiedui.analysis.provenance import Provenance


@dataclass(frozen=True)
class MeasureKind:
    """A measure's id and its name in both languages. `per_group`: one figure per group."""

    id: str
    name_zh: str
    name_en: str
    per_group: bool = False

    def name(self, lang: str = "en") -> str:
        return self.name_zh if lang == "zh" else self.name_en


MEASURES: dict[str, MeasureKind] = {
    kind.id: kind
    for kind in (
        MeasureKind("ratio", "人均之比", "Ratio of pooled means"),
        MeasureKind("absolute_gap", "人均之差", "Absolute gap"),
        MeasureKind("output_ratio", "产出之比", "Output ratio"),
        MeasureKind("population_ratio", "人口之比", "Population ratio"),
        MeasureKind("per_capita", "人均", "Per person", per_group=True),
        MeasureKind("theil_t", "泰尔指数 T", "Theil T"),
        MeasureKind("theil_t_between", "泰尔指数 T 组间", "Theil T between groups"),
        MeasureKind("theil_t_within", "泰尔指数 T 组内", "Theil T within groups"),
        MeasureKind("theil_t_between_parents", "泰尔指数 T 上级之间", "Theil T between parents"),
        MeasureKind(
            "theil_t_inside_parents",
            "泰尔指数 T 上级之内组间",
            "Theil T between groups inside parents",
        ),
        MeasureKind("theil_t_inside", "泰尔指数 T 组内自身", "Theil T inside a group", True),
        MeasureKind("theil_l", "泰尔指数 L", "Theil L"),
        MeasureKind("theil_l_between", "泰尔指数 L 组间", "Theil L between groups"),
        MeasureKind("theil_l_within", "泰尔指数 L 组内", "Theil L within groups"),
        MeasureKind("theil_l_between_parents", "泰尔指数 L 上级之间", "Theil L between parents"),
        MeasureKind(
            "theil_l_inside_parents",
            "泰尔指数 L 上级之内组间",
            "Theil L between groups inside parents",
        ),
        MeasureKind("gini", "基尼系数(人口加权)", "Gini, population-weighted"),
        MeasureKind("gini_within", "基尼组内(人口加权)", "Gini within, weighted"),
        MeasureKind("gini_between", "基尼组间净值(人口加权)", "Gini between, weighted"),
        MeasureKind("gini_transvariation", "基尼超变密度(人口加权)", "Gini overlap, weighted"),
        MeasureKind("gini_unweighted", "基尼系数(不加权)", "Gini, unweighted"),
        MeasureKind("gini_within_unweighted", "基尼组内(不加权)", "Gini within, unweighted"),
        MeasureKind("gini_between_unweighted", "基尼组间净值(不加权)", "Gini between, unweighted"),
        MeasureKind(
            "gini_transvariation_unweighted",
            "基尼超变密度(不加权)",
            "Gini overlap, unweighted",
        ),
        MeasureKind("cv", "变异系数(除以 n)", "Coefficient of variation (divisor n)"),
        MeasureKind("weighted_cv", "加权变异系数", "Weighted coefficient of variation"),
        MeasureKind("hoover", "胡佛指数", "Hoover index"),
        MeasureKind("sd_log", "对数标准差(除以 n)", "Standard deviation of ln y (divisor n)"),
        MeasureKind("max_min", "最高与最低之比", "Highest over lowest"),
    )
}


@dataclass(frozen=True)
class Measure:
    """One figure, with what it is made of.

    `group` is set where the figure belongs to one group. `definition` names numerator, price basis,
    denominator and units in both languages. `flags` lists the suspicious cells it used. `mixed` is
    set where it stands beside figures of another denominator, `years_used` where regions' latest
    figures are of different years.
    """

    measure: str
    value: float
    unit: str
    year: int
    group: str | None
    definition: str
    mixed: bool = False
    years_used: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeadlineGroup:
    """One of the two groups of the ratio."""

    id: str
    name_zh: str
    name_en: str

    def name(self, lang: str) -> str:
        return self.name_zh if lang == "zh" else self.name_en


@dataclass(frozen=True)
class Definition:
    """How the figures of some years are made: never silent about the denominator.

    `text` is the bilingual line that every figure carries.
    """

    text: str
    years: tuple[int, ...]
    indicator: str
    indicator_zh: str
    indicator_en: str
    indicator_unit: str
    population: str
    population_zh: str
    population_en: str
    population_unit: str
    price_basis: str
    price_basis_zh: str
    price_basis_en: str
    is_intensive: bool
    per_person_unit: str
    vintage_zh: str
    vintage_en: str
    sources: tuple[str, ...]
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class SeriesPoint:
    """The headline gap in one year. The four last are over all grouped regions, None if missing."""

    year: int
    population: str
    ratio: float
    absolute_gap: float
    first_per_capita: float
    second_per_capita: float
    output_ratio: float
    population_ratio: float
    theil_t: float | None = None
    theil_t_between: float | None = None
    gini: float | None = None
    weighted_cv: float | None = None


@dataclass(frozen=True)
class Change:
    """Change of ln(ratio) between two years and its two parts, which add up to `total`."""

    first_year: int
    last_year: int
    total: float
    from_output: float
    from_people: float


@dataclass(frozen=True)
class Moved:
    """What moved the gap between the first and the last year, and on each side of the turn.

    `turn_year` is the year between the two in which the ratio stood highest (if above both ends) or
    lowest (if below both); None where the ratio has no such turn, with `before` and `after` None.
    """

    first: SeriesPoint
    last: SeriesPoint
    turn: SeriesPoint | None
    turn_rule: str
    whole: Change
    before: Change | None
    after: Change | None


@dataclass(frozen=True)
class RegionLevel:
    """One region in the last year: totals in the panel's units, per head in base units."""

    region: str
    name: str
    group: str | None
    year: int
    output: float
    people: float
    per_capita: float
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class GivenRatio:
    """What one definition gives for a year: a ratio, or the reason why there is none."""

    population: str
    population_zh: str
    population_en: str
    ratio: float | None
    reason: str = ""


@dataclass(frozen=True)
class PublishedComparison:
    """A printed figure beside what each definition gives; `nearest` names the closest of them."""

    year: int
    published: float
    words: str
    source: str
    mission: str
    given: tuple[GivenRatio, ...]
    nearest: str | None


@dataclass(frozen=True)
class DefinitionSeries:
    """The headline ratio on one denominator, in the years in which it can be had."""

    denominator: str
    name_zh: str
    name_en: str
    years: tuple[int, ...]
    ratios: tuple[float, ...]


@dataclass(frozen=True)
class Refused:
    """A measure that could not be given, and why."""

    measure: str
    year: int | None
    reason: str


@dataclass(frozen=True)
class GapsResult:
    """The gaps of one grouping, by one named definition.

    `results` holds every figure of the years asked for; `series` the headline gap in every year of
    the same denominator, with the years in between that lack figures in `missing_years`.
    """

    programme: str
    grouping: str
    headline: tuple[HeadlineGroup, HeadlineGroup] | None
    years: tuple[int, ...]
    results: tuple[Measure, ...]
    series: tuple[SeriesPoint, ...]
    missing_years: tuple[int, ...]
    moved: Moved | None
    definitions: tuple[Definition, ...]
    published: tuple[PublishedComparison, ...]
    by_definition: tuple[DefinitionSeries, ...]
    regions: tuple[RegionLevel, ...]
    refused: tuple[Refused, ...]
    provenance: Provenance
    notes: tuple[str, ...] = field(default=())

    def value(self, measure: str, year: int | None = None, group: str | None = None) -> float:
        """One figure; without a year, of the last year. KeyError where it was not measured."""
        wanted = self.years[-1] if year is None else year
        for row in self.results:
            if (row.measure, row.year, row.group) == (measure, wanted, group):
                return row.value
        raise KeyError((measure, wanted, group))

    def of_year(self, year: int) -> tuple[Measure, ...]:
        return tuple(row for row in self.results if row.year == year)
