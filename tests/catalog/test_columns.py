"""The tables that people fill in are declared once, in both languages, without two meanings."""

import pytest

from jiedui.catalog.columns import KINDS, TYPES, columns, indicator_names
from jiedui.catalog.indicators import indicators


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_described_in_both_languages(kind):
    for column in columns(kind).values():
        assert column.type in TYPES
        assert column.zh and column.en and column.description_zh and column.description_en


def test_a_shared_column_means_the_same_in_every_table():
    of_regions = [kind for kind in KINDS if "region" in columns(kind) and kind != "match_parks"]
    for name in ("region", "name"):
        declared = [columns(kind)[name] for kind in of_regions]
        assert len({column.aliases for column in declared}) == 1
    assert not columns("panel_wide")["name"].required
    assert columns("regions")["name"].required


def test_every_spelling_names_an_indicator_of_the_catalogue_or_says_what_to_choose():
    for spelling in indicator_names():
        assert spelling.indicator in indicators() or (not spelling.indicator and spelling.hint)


def test_no_spelling_is_listed_twice():
    spellings = [spelling.spelling.casefold() for spelling in indicator_names()]
    assert len(spellings) == len(set(spellings))
