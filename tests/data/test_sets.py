"""Bundled data sets: what they say of themselves and whether it is true."""

import subprocess
import sys

import pytest

from jiedui import data
from jiedui.core.errors import Refusal
from jiedui.data.coverage import county_coverage
from jiedui.data.verification import verify


@pytest.mark.parametrize("name", data.names())
def test_each_set_is_what_its_about_file_says(name):
    assert verify(name) == ()


@pytest.mark.parametrize("name", data.names())
def test_each_set_names_publisher_source_terms_and_changes(name):
    about = data.about(name)
    assert about.publisher and about.source and about.licence and about.changes
    assert about.title.zh and about.title.en


def test_a_changed_cell_is_found(tmp_path, monkeypatch):
    """One digit more in a figure: the hash no longer fits."""
    copy = tmp_path / "city_fdi"
    copy.mkdir()
    for name in ("about.yaml", "table.csv"):
        (copy / name).write_bytes((data.ROOT / "city_fdi" / name).read_bytes())
    table = copy / "table.csv"
    table.write_text(table.read_text("utf-8").replace("1248.4599609375", "-8", 1), "utf-8")
    monkeypatch.setattr(data, "ROOT", tmp_path)
    found = [str(problem) for problem in verify("city_fdi")]
    assert found[0].startswith("city_fdi/table.csv: ")
    assert "the file is not the one described" in found[0]
    assert found[1].startswith("city_fdi/table.csv:2: fdi_1m_usd: -8.0")


def test_codes_are_text_and_blanks_are_visible():
    table = data.table("divisions")
    assert table.loc[0, "adcode"] == "110000"
    assert table.loc[0, "parent_code"] == ""


def test_a_table_is_a_fresh_copy_every_time():
    first = data.table("industry_sections")
    first.loc[0, "name_zh"] = "x"
    assert data.table("industry_sections").loc[0, "name_zh"] == "农林牧渔业"


def test_an_unknown_set_is_refused_naming_those_that_exist():
    with pytest.raises(Refusal, match="no such data set; there is: boundary_county"):
        data.about("city_pannel")


def test_importing_the_package_does_not_import_pandas():
    """The command line must open quickly."""
    code = "import sys, jiedui.data; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_county_data_cover_64_of_the_95_counties_of_jiangsu():
    found = county_coverage("32")
    assert (len(found.counties), found.total, found.years) == (64, 95, (2020, 2023))
    assert "320102" in found.missing  # 玄武区: districts of the big cities have no figures
