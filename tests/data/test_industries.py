"""Census employment and input-output tables."""

import numpy as np
import pytest

from jiedui.core.errors import Refusal
from jiedui.data.industries import IO_TABLES, census_employment, io_table, sections


@pytest.mark.parametrize(("year", "sectors"), sorted(IO_TABLES))
def test_every_column_of_an_input_output_table_balances(year, sectors):
    """Intermediate inputs and value added make total input, to rounding of 0.1 per cell."""
    table = io_table(year, sectors)
    inputs = table.total_flows().sum(axis=0) + table.value_added
    assert np.abs(inputs - table.output).max() < 0.1 * sectors
    assert len(table.names_zh) == len(table.names_en) == sectors


def test_agriculture_of_2020_is_the_published_total():
    table = io_table(2020, 42)
    assert table.output[0] == 1331683250.3
    assert table.value_added[0] == 821747242.4


def test_home_and_imported_products_are_apart_where_published():
    assert io_table(2020, 42).imports is not None
    assert io_table(2020, 153).imports is None


def test_census_employment_has_the_twenty_sections():
    employed = census_employment(2020)
    assert list(employed.columns) == list(sections()) == list("ABCDEFGHIJKLMNOPQRST")
    assert employed.loc["110000", "A"] == 13406


def test_sections_of_a_region_sum_to_its_total():
    """苏州 2020; section T is blank where the sample met nobody."""
    from jiedui.data import table

    total = table("census_2020").set_index("adcode").loc["320500", "employed_sample_total"]
    assert census_employment(2020).loc["320500"].sum() == total


def test_a_year_without_a_census_is_refused():
    with pytest.raises(Refusal, match="2015: no census of that year"):
        census_employment(2015)
    with pytest.raises(Refusal, match="no such input-output table"):
        io_table(2018)
