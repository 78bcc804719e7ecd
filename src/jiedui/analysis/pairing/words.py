"""What the analysis says of missing figures and of its own rules, in both languages."""

from __future__ import annotations

from jiedui.analysis.pairing.records import Refused, Words
from jiedui.catalog import indicators
from jiedui.core.pairing import COMPONENTS
from jiedui.core.pairing.limits import THIS_RUN
from jiedui.core.rules import Rule

NAMES = {c.id: Words(c.name_zh, c.name_en) for c in COMPONENTS} | {
    "three_sectors": Words("三次产业", "three sectors"),
    "survival": Words("换权重的稳健性", "draws of weights"),
    "forced": Words("另结一对的代价", "the price of other pairs"),
    "weight_regions": Words("权重范围", "ranges of weights"),
    "key_counties": Words("重点帮扶县", "key counties"),
    "willingness": Words("合作意愿", "willingness"),
}


def refused(what: str, reason: Words, name: Words | None = None) -> Refused:
    """What could not be had, with its name and reason in both languages."""
    named = name or NAMES.get(what, Words(what, what))
    return Refused(what, reason.en, reason.zh, named.zh, named.en)


def no_figure(code: str, name: str, indicator: str, year: int) -> Words:
    """A region has no figure of an indicator in a year.

    >>> no_figure("340400", "淮南市", "gdp", 2022).zh
    '淮南市没有2022年的地区生产总值'
    """
    known = indicators().get(indicator)
    what = indicator if known is None else known.name_zh
    return Words(f"{name}没有{year}年的{what}", f"{code}: no {indicator} in {year}")


def joined(said: list[Words]) -> Words:
    return Words("；".join(item.zh for item in said), "; ".join(item.en for item in said))


def document_of(rule: Rule) -> Words:
    """The paper that a rule stands in; a rule of this run stands in none."""
    document = rule.clause.document
    return Words("本次测算", document) if document == THIS_RUN else Words(document, document)


def words_of(rule: Rule) -> Words:
    """The words of a clause, as they were written; a rule of this run is said in both languages."""
    words = rule.clause.words
    if rule.clause.document != THIS_RUN:
        return Words(words, words)
    return Words(rule.name_zh if rule.name_zh != rule.name_en else words, words)
