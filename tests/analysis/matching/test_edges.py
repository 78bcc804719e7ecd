"""One's own tables of firms, parks and edges: what cannot be right is refused by line (C11)."""

import numpy as np
import pytest

from jiedui.analysis.matching.edges import read_scored
from jiedui.analysis.matching.placement import place_scored
from jiedui.core.errors import Refusal

FIRMS = "firm,demand_land\na,1\nb,1\n"
PARKS = "park,capacity_land\nx,1\ny,2\n"
EDGES = "firm,park,score\na,x,0.9\nb,y,0.7\n"


@pytest.fixture
def read(tmp_path):
    def reading(*, firms=FIRMS, parks=PARKS, edges=EDGES):
        given = {"firms": firms, "parks": parks, "edges": edges}
        for name, text in given.items():
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        return read_scored(*(tmp_path / f"{name}.csv" for name in given))

    return reading


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"firms": "firm,demand_land\n"}, "firms.csv: firm: there is no row; give at least one"),
        ({"parks": "park,capacity_land\n"}, "parks.csv: park: there is no row; give at least one"),
        ({"firms": "firm,demand_land\n1,a,1\n2,b,1\n"}, "firms.csv: more cells than the header"),
        ({"edges": "firm,park,score\na,x,1e300\n"}, r"edges.csv:2: score: 1e\+300: too large"),
        ({"firms": "firm,demand_land\na,1\nb,1e30\n"}, r"firms.csv:3: demand_land: 1e\+30: too la"),
        ({"edges": "firm,park,score\na,x,True\n"}, "edges.csv:2: score: True: not a usable number"),
    ],
    ids=["no firm", "no park", "wider rows", "huge score", "huge demand", "yes and no"],
)
def test_what_cannot_be_right_is_refused_by_file_and_line(read, given, said):
    with pytest.raises(Refusal, match=said):
        read(**given)


@pytest.mark.parametrize("value", ["abc", "-1", "0.5", "inf"])
@pytest.mark.parametrize("column", ["quota_min", "quota_max"])
def test_a_quota_is_a_number_of_firms_or_nothing(read, column, value):
    said = f"parks.csv:3: {column}: .*: not a usable number; write how many, a whole number"
    with pytest.raises(Refusal, match=said):
        read(parks=f"park,capacity_land,{column}\nx,1,\ny,2,{value}\n")


@pytest.mark.parametrize("column", ["quota_mim", "quota_", "grouping"])
def test_a_column_that_is_almost_a_quota_is_not_passed_over(read, column):
    with pytest.raises(Refusal, match=f"parks.csv: {column}: unknown column"):
        read(parks=f"park,capacity_land,{column}\nx,1,1\ny,2,1\n")


def test_a_park_alone_is_no_member_of_a_group_that_bears_its_name(read):
    # the group called y is x alone and takes nobody; the park y stands for itself
    scored = read(parks="park,capacity_land,group,quota_max\nx,1,y,0\ny,2,,\n")
    quotas = scored.instance.quotas
    assert quotas.names == ("y", "y")
    assert quotas.most[quotas.group].tolist() == [0, np.inf]
    placed = place_scored(scored, gap=0.0, seed=0)
    assert [row["park"] for row in placed.rows()] == ["y"]


def test_a_group_of_firms_is_an_industry_of_which_so_many_must_come(read):
    # a alone would take x; two of chips must come, of three that need one each of the three there
    firms = "firm,demand_land,group,quota_min\na,2,,\nb,1,chips,2\nc,1,chips,\nd,1,chips,\n"
    edges = "firm,park,score\na,x,0.9\nb,x,0.3\nc,x,0.2\nd,x,0.1\n"
    scored = read(firms=firms, parks="park,capacity_land\nx,3\n", edges=edges)
    placed = place_scored(scored, gap=0.0, seed=0)
    assert {row["firm"] for row in placed.rows()} == {"b", "c", "d"}
    assert placed.quotas()[0] | {"paid": 0, "charged": 0} == {
        "group": "chips", "of": "firms", "firms": 3, "quota_min": 2.0, "quota_max": None,
        "paid": 0, "charged": 0,
    }  # fmt: skip


def test_a_firm_without_a_group_is_one_of_its_own_only_where_it_has_a_limit(read):
    firms = "firm,demand_land,quota_min\na,1,\nb,1,1\n"
    scored = read(firms=firms, edges="firm,park,score\na,x,0.9\nb,x,0.2\n")
    assert scored.instance.quotas.names == ("b",)
    assert scored.instance.firm_group.tolist() == [-1, 0]
    placed = place_scored(scored, gap=0.0, seed=0)
    assert [row["firm"] for row in placed.rows()] == ["b"]  # x has room for one


def test_quotas_of_parks_and_of_firms_stand_side_by_side(read):
    firms = "firm,demand_land,group,quota_max\na,1,chips,1\nb,1,chips,1\n"
    scored = read(
        firms=firms,
        parks="park,capacity_land,group,quota_min\nx,1,north,0\ny,2,south,1\n",
        edges="firm,park,score\na,x,0.9\nb,y,0.7\na,y,0.1\n",
    )
    placed = place_scored(scored, gap=0.0, seed=0)
    assert [one["group"] for one in placed.quotas()] == ["north", "south", "chips"]
    assert [(row["firm"], row["park"]) for row in placed.rows()] == [("b", "y")]


def test_two_limits_of_one_group_of_firms_are_refused_by_line(read):
    with pytest.raises(Refusal, match=r"firms.csv:2: quota_min: .*the group has two limits"):
        read(firms="firm,demand_land,group,quota_min\na,1,chips,1\nb,1,chips,2\n")


def test_a_limit_binds_in_any_unit(read):
    # both want x, which has room for one: its land is worth 0.2, what a loses by going to y
    edges = "firm,park,score\na,x,0.9\na,y,0.7\nb,x,0.9\nb,y,0.7\n"
    for unit in (1, 10**9, 10**12):
        firms = f"firm,demand_land\na,{unit}\nb,{unit}\n"
        parks = f"park,capacity_land\nx,{unit}\ny,{2 * unit}\n"
        placed = place_scored(read(firms=firms, parks=parks, edges=edges), gap=0.0, seed=0)
        [limit] = placed.binding()
        assert limit["park"] == "x"
        assert limit["price"] * unit == pytest.approx(0.2, rel=1e-5)
