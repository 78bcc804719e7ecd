"""A description as it grows, view by view; the result that leaves is frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from jiedui.analysis.provenance import Provenance
from jiedui.analysis.structure import chaining, describing
from jiedui.analysis.structure.claims import WrittenClaims
from jiedui.analysis.structure.describing import Layer
from jiedui.analysis.structure.industry_data import IndustryData
from jiedui.analysis.structure.measures import (
    ALLOCATION_VERDICT,
    COUPLING_VERDICT,
    MEASURES,
    NATIONAL_VERDICT,
)
from jiedui.analysis.structure.records import (
    Doubt,
    Figure,
    Missing,
    Named,
    Paired,
    PairList,
    RefusedView,
    RegionGaps,
    SeenSpread,
    StructureResult,
    WrittenConflicts,
)
from jiedui.analysis.structure.request import VIEWS, StructureRequest, View
from jiedui.analysis.structure.scope import Scope
from jiedui.analysis.structure.sources import (
    CENSUS_SECTIONS,
    THREE_SECTOR_COLUMNS,
    THREE_SECTOR_INDICATORS,
    Held,
    Sources,
    industry_names,
)
from jiedui.core import structure
from jiedui.core.errors import NotSupported, Problem, Refusal
from jiedui.core.structure import Resolution, Use, Verdict
from jiedui.data.english import english

NEEDS_OWN: dict[View, Use] = {"gradient": "gradient", "chains": "chains", "list": "list"}


@dataclass
class Work:
    """One description under way: what was asked, what there is, what was found so far."""

    request: StructureRequest
    scope: Scope
    own: IndustryData | None
    claims: WrittenClaims | None
    sources: Sources
    figures: list[Figure] = field(default_factory=list)
    refused: list[RefusedView] = field(default_factory=list)
    missing: dict[Missing, None] = field(default_factory=dict)
    doubts: dict[Doubt, None] = field(default_factory=dict)
    gaps: tuple[RegionGaps, ...] = ()
    lists: tuple[PairList, ...] = ()
    three_sectors: SeenSpread | None = None

    def show(self, view: View) -> None:
        """Add a view; a refusal ends the work only if the view was asked for by name."""
        try:
            getattr(self, f"_show_{view}")()
        except Refusal as refusal:
            if self.request.views is not None:
                raise
            self.refused.append(self._refusal(view, refusal))

    def _show_lq(self) -> None:
        for layer in self._layers():
            self.figures += describing.quotients(layer)
        years = sorted(year for year in self.sources.census if year <= self.request.year)
        if self.own is None and len(years) > 1:
            before, after = (self._sections(year) for year in years[-2:])
            self.figures += describing.share_changes(before, after)

    def _show_similarity(self) -> None:
        if not self.scope.supporters:
            self._fail_without_pairs("similarity")
        for layer in self._layers():
            self.figures += describing.likeness(layer, self.scope.pairs)
        if self.own is None:
            self._refuse_to_rank()

    def _show_gradient(self) -> None:
        own = self._own("gradient")
        layer, margin = self._own_layer(own), self.request.gradient_margin
        self.figures += chaining.gradients(layer, own, margin)

    def _show_relatedness(self) -> None:
        if self.own is not None:
            layer = self._own_layer(self.own)
        else:
            layer = self._sections(self.sources.census_year(self.request.year))
        self.figures += describing.relatedness(layer)

    def _show_coupling(self) -> None:
        sides, year = self.request.coupling_sides, self.request.year
        regions = self._with_figures(describing.indicators_of(sides))
        self.figures += describing.coupling(self.sources.panel, regions, year, sides)

    def _show_io(self) -> None:
        self.figures += chaining.national(self.sources.table)
        if self.own is None:
            return
        found = structure.verdict(self.own.resolution, "chains")
        if found.supports == "none":
            level = self.own.resolution.value
            refused = RefusedView("complementarity", level, found.reason_zh, found.reason_en)
            self.refused.append(refused)
            return
        chain, layer = self._chain(self.own), self._own_layer(self.own)
        self.figures += chaining.complementarities(chain, layer, self.scope.pairs)
        if self.own.units.get("value_added"):
            table, delta = self.sources.table, self.request.flq_delta
            self.figures += chaining.home_shares(chain, layer, self.own, table, delta)

    def _show_chains(self) -> None:
        chain = self._chain(self._own("chains"))
        self._fail_without_pairs("chains")
        self.gaps = chaining.gaps(chain, self.scope.pairs, self.request)

    def _show_list(self) -> None:
        chain = self._chain(self._own("list"))
        self._fail_without_pairs("list")
        self.lists = chaining.lists(chain, self.scope.pairs, self.request)

    def _show_allocation(self) -> None:
        regions = self._with_figures(("gdp", "pop_resident"))
        self.figures += describing.allocation(self.sources.panel, regions, self.request.year)

    def _refuse_to_rank(self) -> None:
        """Say with this year's own figures why three sectors rank nothing (A3)."""
        layer = self._three_sectors()
        sides = (self.scope.supporters, self.scope.recipients)
        rows = [[layer.regions.index(c) for c in side if layer.holds([c])] for side in sides]
        spread = structure.spread(layer.values, *rows)
        self.three_sectors = SeenSpread(
            layer.year,
            spread,
            (layer.regions[spread.lowest[0]], layer.regions[spread.lowest[1]]),
            (layer.regions[spread.highest[0]], layer.regions[spread.highest[1]]),
        )
        found = structure.verdict(Resolution.THREE_SECTORS, "rank_pairs")
        reason = f"{found.reason_en}: {spread.words()}"
        level = Resolution.THREE_SECTORS.value
        self.refused.append(RefusedView("rank_pairs", level, found.reason_zh, reason))

    def _layers(self) -> list[Layer]:
        if self.own is not None:
            return [self._own_layer(self.own)]
        layers = [self._three_sectors()]
        if min(self.sources.census) <= self.request.year:
            layers.append(self._sections(self.sources.census_year(self.request.year)))
        return layers

    def _own_layer(self, own: IndustryData) -> Layer:
        values = own.value_added.to_numpy(dtype=float)
        return Layer(own.resolution, self.request.year, own.regions(), own.industries(), values)

    def _three_sectors(self) -> Layer:
        year = self.request.year
        held = self.sources.three_sectors(self.scope.regions, year)
        self._note_missing("three sectors", year, held)
        self._note_doubts((*THREE_SECTOR_INDICATORS, "gdp"), held.regions, year)
        return Layer(
            Resolution.THREE_SECTORS, year, held.regions, tuple(THREE_SECTOR_COLUMNS), held.values
        )

    def _sections(self, year: int) -> Layer:
        held = self.sources.sections(self.scope.regions, year)
        self._note_missing("census", year, held)
        return Layer(Resolution.SECTIONS, year, held.regions, CENSUS_SECTIONS, held.values)

    def _with_figures(self, indicators: tuple[str, ...]) -> tuple[str, ...]:
        year, asked = self.request.year, self.scope.regions
        held = self.sources.with_figures(asked, year, indicators)
        left_out = tuple(code for code in asked if code not in held)
        if left_out:
            self.missing[Missing(", ".join(indicators), year, left_out)] = None
        self._note_doubts(indicators, held, year)
        return held

    def _note_doubts(
        self, indicators: tuple[str, ...], regions: tuple[str, ...], year: int
    ) -> None:
        """Keep what the data set's checks say of the cells that a view used."""
        flags = self.sources.panel.flags_of(indicators, regions, [year])
        for row in flags.itertuples(index=False):
            doubt = Doubt(
                str(row.region),
                int(str(row.year)),
                str(row.indicator),
                str(row.rule),
                str(row.detail),
            )
            self.doubts[doubt] = None

    def _note_missing(self, source: str, year: int, held: Held) -> None:
        if held.missing:
            self.missing[Missing(source, year, held.missing)] = None

    def _chain(self, own: IndustryData) -> chaining.Chain:
        return chaining.chain_of(own, self.sources.table, self.request.chain_threshold)

    def _own(self, view: View) -> IndustryData:
        """The user's industries, or the refusal that the bundled set is too coarse."""
        if self.own is None:
            structure.fail_if_unsupported(Resolution.SECTIONS, NEEDS_OWN[view])
        assert self.own is not None, "sections carry none of these views"
        return self.own

    def _fail_without_pairs(self, view: View) -> None:
        if not self.scope.pairs:
            raise Refusal(
                Problem("there is no pair to look at", column=view, hint="name one: --pair A:B")
            )

    def _refusal(self, view: View, refusal: Refusal) -> RefusedView:
        level = self.own.resolution if self.own else Resolution.SECTIONS
        found = structure.verdict(level, NEEDS_OWN.get(view, "chains"))
        if isinstance(refusal, NotSupported) and found.supports == "none":
            return RefusedView(view, level.value, found.reason_zh, found.reason_en)
        reason = "; ".join(map(str, refusal.problems))
        return RefusedView(view, level.value, f"数据不足：{reason}", reason)

    def result(self, programme_id: str, scheme: dict[str, str]) -> StructureResult:
        """Everything found, with names, verdicts, definitions and where it comes from."""
        measures = dict.fromkeys(figure.measure for figure in self.figures)
        return StructureResult(
            programme=programme_id,
            year=self.request.year,
            regions=tuple(self._named(code) for code in self.scope.regions),
            pairs=tuple(Paired(a, b, self._name(a), self._name(b)) for a, b in self.scope.pairs),
            industries=tuple(self._industries()),
            figures=tuple(self.figures),
            chain_gaps=self.gaps,
            lists=self.lists,
            written_conflicts=self._written(),
            three_sectors=self.three_sectors,
            missing=tuple(self.missing),
            doubts=tuple(self.doubts),
            refused=tuple(self.refused),
            verdicts=self._verdicts(),
            definitions=tuple(MEASURES[measure] for measure in measures),
            sources=tuple(sorted(self._inputs())),
            notes=tuple(self._notes()),
            provenance=Provenance(self._inputs(), scheme, parameters=self._parameters()),
        )

    def _written(self) -> tuple[WrittenConflicts, ...]:
        if self.claims is None:
            return ()
        self._fail_without_pairs("list")
        return tuple(
            WrittenConflicts(one, other, self.claims.conflicts(one, other))
            for one, other in self.scope.pairs
        )

    def _industries(self) -> Iterator[Named]:
        names = industry_names(self.sources.table)
        used = {figure.industry for figure in self.figures} - {""}
        used |= {gap.industry for region in self.gaps for gap in region.gaps}
        used |= {line.industry for drafted in self.lists for line in drafted.lines}
        yield from (names.get(code, Named(code, code, code)) for code in sorted(used))

    def _verdicts(self) -> tuple[Verdict, ...]:
        uses: tuple[Use, ...] = ("describe", "score", "rank_pairs")
        known = [structure.verdict(level, use) for level in Resolution for use in uses]
        known += [COUPLING_VERDICT, NATIONAL_VERDICT, ALLOCATION_VERDICT]
        used = {figure.verdict for figure in self.figures}
        return tuple({found.id: found for found in known if found.id in used}.values())

    def _named(self, code: str) -> Named:
        name = self._name(code)
        return Named(code, name, english(name))

    def _name(self, code: str) -> str:
        own = self.own.names if self.own else {}
        return own.get(code) or self.sources.name(code)

    def _inputs(self) -> dict[str, str]:
        files = [given for given in (self.own, self.claims) if given is not None]
        own = {f"file:{given.file}": given.sha256 for given in files}
        return dict(self.sources.inputs) | own

    def _notes(self) -> Iterator[str]:
        if self.own is None:
            yield "census figures are shares of employed persons in the long form, sections A to S"
            yield "location quotients are against the sum of the regions shown"
        else:
            yield "location quotients are against the sum of all regions of the file"
            yield (
                "an industry that the file names for one region and not for another is read as not "
                "there; industries that no row names are unknown and left out"
            )
        if any(figure.measure == "flq_home_share" for figure in self.figures):
            yield f"regional input coefficients are estimated with delta {self.request.flq_delta:g}"
        if self.gaps or self.lists:
            yield (
                f"an input coefficient of at least {self.request.chain_threshold:g} in the "
                f"national table of {self.sources.table.year} is a link of the chain; an industry "
                f"below {self.request.chain_tau:g} of a region's value added is missing there"
            )
        if self.lists:
            yield (
                "the list is a draft by stated rules for both sides to correct: the figures show "
                "where and how productively an industry is made, not laboratories or markets"
            )

    def _parameters(self) -> dict[str, object]:
        asked = {name: getattr(self.request, name) for name in self.request.__dataclass_fields__}
        return asked | {"views": self.request.views or VIEWS}
