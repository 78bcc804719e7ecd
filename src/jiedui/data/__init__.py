"""Bundled real data sets: one folder each, a table and an `about.yaml` that says what it is.

Values stay as published. pandas is imported only when a table is read, so that this package costs
nothing at the command line.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jiedui.core.errors import Problem, Refusal

if TYPE_CHECKING:
    import pandas as pd

    from jiedui.data.records import About

__all__ = ["about", "names", "path", "sha256", "table"]

ROOT = Path(__file__).parent


@cache
def names() -> tuple[str, ...]:
    """Every bundled data set, sorted."""
    return tuple(sorted(found.parent.name for found in ROOT.glob("*/about.yaml")))


@cache
def about(name: str) -> About:
    """Who published a data set, when, under what terms, what we changed, what is doubtful."""
    from jiedui.data.records import About
    from jiedui.schemes.documents import read

    fail_if_unknown(name)
    return read(ROOT / name / "about.yaml", About)


def path(name: str, file: str = "") -> Path:
    """The file of a data set: its own table unless another of its files is named."""
    found = about(name).file(file)
    if found is None:
        allowed = ", ".join(table.file for table in about(name).tables)
        raise Refusal(Problem(f"no such file in {name}", value=file, hint=f"there is: {allowed}"))
    return ROOT / name / found.file


def table(name: str, file: str = "") -> pd.DataFrame:
    """A table as published: codes and words as text (empty where blank), figures as numbers (NaN).

    A fresh copy at every call.

    >>> table("census_2020").loc[0, ["adcode", "name"]].tolist()
    ['110000', '北京市']
    """
    from jiedui.data.reading import read_table

    return read_table(path(name, file), about(name).file(file)).copy()


def sha256(name: str, file: str = "") -> str:
    """Fingerprint of the file as it lies here now, computed, not quoted."""
    import hashlib

    return hashlib.sha256(path(name, file).read_bytes()).hexdigest()


def fail_if_unknown(name: str) -> None:
    if name not in names():
        hint = f"there is: {', '.join(names())}"
        raise Refusal(Problem("no such data set", value=name, hint=hint))
