"""A placement into a file: bare rows for programs, a workbook for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from jiedui.analysis.matching.placement import Placement
    from jiedui.analysis.matching.results import MatchResult, PlacedFirm, UnplacedFirm
    from jiedui.analysis.matching.run import MatchRun
    from jiedui.core.matching.candidates import Candidates
    from jiedui.files.writing import Field

    Known = tuple[MatchRun, Candidates] | None

COLUMNS = ["firm", "park", "score"]
WHO = ["name", "industry", "industry_name", "home", "home_name"]
FORMATS = {"score": "0.000", "worth": "0.000", "price": "0.00E+00", "used": "#,##0.##",
           "capacity": "#,##0.##"}  # fmt: skip
WHY = {
    "no_room": "it has offers, but every one went to others",
    "too_large": "it needs more than any park among its offers has",
    "refused": "rules refuse it at every park",
    "refused_or_low": "rules refuse it at some parks, at the others no score is high enough",
    "too_low": "no rule refuses it, but no score is above the least that counts",
}
DEFINITIONS = {
    "score": "what the firm's place is worth by the weights of the run, or as the edges say",
    "rank": "the park's among the firm's own offers, 1 the best",
    "rules": "the rules that refuse the firm, with the number of parks each",
    "price": "score that one more unit of the resource is worth; one of several that prove the "
    "same bound",
    "worth": "price times what the bound counts of the capacity: what the whole limit is worth",
    "demand_land_m2": "land that the firm needs; where its table names none, the share of its "
    "employees that one project has (at most so many) times the land of each: assumptions, no fact",
    "home": "code of GB/T 2260",
    "industry": "code of GB/T 4754-2017",
}


def write_or_refuse(
    placed: Placement, output: str, known: Known = None, *, notes: Sequence[str] = ()
) -> None:
    """A disk that is full, or a file that another program holds, is said with what to do."""
    from jiedui.core.errors import Problem, Refusal

    try:
        write(placed, output, known, notes)
    except OSError as fault:
        reason = f"cannot be written ({fault.strerror})"
        hint = "make room, or name another file"
        raise Refusal(Problem(reason, column="-o", value=output, hint=hint)) from None


def write(placed: Placement, output: str, known: Known, notes: Sequence[str]) -> None:
    import pandas as pd

    from jiedui.files.parquet import write_parquet
    from jiedui.files.writing import About, Sheet, write_csv, write_xlsx

    kind = Path(output).suffix.lower()
    if kind == ".xlsx":
        sources = [f"{name} sha256 {value}" for name, value in placed.provenance.inputs.items()]
        every = [*notes, *(asked(*known) if known else ())]
        frames = dict(tables(placed, known))
        there = {str(column) for frame in frames.values() for column in frame}
        told = {name: text for name, text in DEFINITIONS.items() if name in there}
        about = About("jiedui match", sources=sources, definitions=told, notes=every)
        sheets = [
            Sheet(name, fields(frame), list(frame.itertuples(index=False, name=None)))
            for name, frame in frames.items()
        ]
        write_xlsx(sheets, Path(output), about=about)
        return
    rows = pd.DataFrame(placed.rows(), columns=COLUMNS)
    if kind == ".parquet":
        write_parquet(rows, output)
    else:
        write_csv(rows, Path(output))


def fields(frame: pd.DataFrame) -> list[Field]:
    """The columns, with as many decimals as say something."""
    from jiedui.files.writing import Field

    needs = dict.fromkeys((c for c in frame if str(c).startswith("demand_")), "#,##0.##")
    formats = FORMATS | needs
    return [Field(str(c), number_format=formats.get(c, "")) for c in frame.columns]


def asked(run: MatchRun, found: Candidates) -> Iterator[str]:
    """What was computed, so that a reader of the workbook alone can judge it."""
    request, weights = run.request, run.scoring.weights
    yield f"programme: {request.programme or 'none'}"
    yield f"weights: {weights.id}, version {weights.version}; candidate parks a firm: {found.top}"
    lifted = ", ".join(request.lifted) or "none"
    yield f"rules: in force on {request.day or 'any day'}; lifted: {lifted}"
    for one in found.not_checked:
        yield f"not checked: rule {one.rule}, as the table of {one.side} has no {one.column}"
    for assumed in run.assumptions:
        yield f"assumed: {assumed.meaning_en} = {assumed.value:g} ({assumed.id})"


def tables(placed: Placement, known: Known) -> Iterator[tuple[str, pd.DataFrame]]:
    """Sheets of a workbook: who is placed, who is not and why, the limits that bind."""
    import pandas as pd

    if known is None:
        yield "match", pd.DataFrame(placed.rows(), columns=COLUMNS)
        yield "unplaced", pd.DataFrame({"firm": placed.without_place()})
    else:
        yield from by_name(placed, known)
    limits = [{"name": placed.park_name(one["park"]), **one} for one in placed.binding()]
    columns = ["park", "name", "resource", "worth", "price", "used", "capacity"]
    yield "binding", pd.DataFrame(limits, columns=columns)


def by_name(
    placed: Placement, known: tuple[MatchRun, Candidates]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The firms of a run with all that their tables say of who they are."""
    import pandas as pd

    from jiedui.analysis.matching.results import result_of

    result = result_of(*known, placed)
    parks = {one.park: (one.name, place_name(one.region)) for one in result.parks}
    needs = [f"demand_{name}" for name in result.resources]
    header = [*COLUMNS, "rank", *WHO, "park_name", "park_region", *needs]
    rows = [(one.firm, one.park, one.score, one.rank, *who(one), *parks[one.park], *amounts(one))
            for one in result.placed]  # fmt: skip
    yield "match", pd.DataFrame(rows, columns=header)
    header = ["firm", *WHO, "why", "rules", *needs]
    left = [(one.firm, *who(one), WHY[one.why], refusing(result, one), *amounts(one))
            for one in result.unplaced]  # fmt: skip
    yield "unplaced", pd.DataFrame(left, columns=header)


def who(one: PlacedFirm | UnplacedFirm) -> tuple[Any, ...]:
    """Name, industry and home, codes with their names."""
    from jiedui.data.industries import industry_name

    return (one.name, one.industry, industry_name(one.industry), one.home, place_name(one.home))


def place_name(code: str) -> str:
    """The last full name of a code, or "" where it is none."""
    from jiedui.data.places import places

    return places().last(code).full_name() if places().is_known(code) else ""


def amounts(one: PlacedFirm | UnplacedFirm) -> list[float]:
    """What it needs, without the last bits of a product."""
    return [float(f"{need:.10g}") for need in one.needs]


def refusing(result: MatchResult, one: UnplacedFirm) -> str:
    """The names of the rules that refuse a firm, with the number of parks each."""
    names = {rule.rule: rule.name_en for rule in result.rules}
    return "; ".join(f"{names[rule]} ({parks})" for rule, parks in one.rules)
