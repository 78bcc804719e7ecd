"""The catalogue of indicators."""

import pytest

from jiedui.catalog import indicator, indicators
from jiedui.core.errors import Refusal


def test_every_indicator_has_a_unit_that_can_be_read_and_both_languages():
    for found in indicators().values():
        found.measured_in()
        assert found.name("zh") and found.name("en") and found.definition("zh")
        assert found.definition("en").endswith(".")


def test_denominators_are_indicators_and_marked_as_populations():
    """A1: numerator and denominator are both named."""
    populations = [key for key, found in indicators().items() if found.is_population]
    assert populations == ["pop_resident", "pop_registered", "pop_census", "pop_urban"]


def test_what_is_per_head_is_never_summed():
    assert indicator("gdp_per_capita").is_intensive
    assert indicator("avg_wage").is_intensive
    assert not indicator("gdp").is_intensive


def test_money_says_at_which_prices_it_stands():
    money = [found for found in indicators().values() if found.unit.endswith("cny")]
    assert {found.price_basis for found in money} == {"current"}


def test_an_unknown_indicator_is_refused_naming_those_that_exist():
    with pytest.raises(Refusal, match="no such indicator; there is: gdp, gdp_ceic"):
        indicator("gpd")
