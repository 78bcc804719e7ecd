"""Golden values of three-sector structure, from the 2022 table of Jiangsu's thirteen cities.

GDP by sector, 100m yuan (Jiangsu Statistical Yearbook 2023). The lesson of these figures is
that three sectors are nearly blind: see the last tests.
"""

import numpy as np
import pytest

from jiedui.core import structure
from jiedui.core.errors import NotSupported

SECTORS_2022 = {
    "南京": (315.56, 6069.64, 10522.65),
    "无锡": (133.65, 7177.39, 7539.78),
    "常州": (172.36, 4664.47, 4713.23),
    "苏州": (192.98, 11521.41, 12243.95),
    "镇江": (163.87, 2471.61, 2381.56),
    "扬州": (326.62, 3470.02, 3308.34),
    "南通": (510.04, 5611.06, 5258.50),
    "泰州": (334.41, 3158.01, 2909.35),
    "徐州": (771.89, 3593.22, 4092.73),
    "淮安": (445.42, 2011.90, 2285.10),
    "盐城": (793.80, 2927.78, 3358.20),
    "宿迁": (374.55, 1843.98, 1893.45),
    "连云港": (424.23, 1814.25, 1766.55),
}
CITIES = list(SECTORS_2022)
TABLE = np.array(list(SECTORS_2022.values()))
SOUTH, NORTH = range(5), range(8, 13)


@pytest.mark.parametrize(
    ("supporter", "recipient", "krugman", "similarity"),
    [
        ("南京", "淮安", 0.2810, 0.9734),
        ("无锡", "连云港", 0.1938, 0.9876),
        ("常州", "盐城", 0.1881, 0.9868),
        ("苏州", "宿迁", 0.1661, 0.9915),
        ("无锡", "徐州", 0.1645, 0.9910),
        ("镇江", "连云港", 0.1465, 0.9930),
    ],
)
def test_pairs_have_the_published_likeness(supporter, recipient, krugman, similarity):
    first, second = SECTORS_2022[supporter], SECTORS_2022[recipient]
    assert round(structure.krugman_index(first, second), 4) == krugman
    assert round(structure.unido_similarity(first, second), 4) == similarity


@pytest.mark.parametrize(
    ("city", "quotient"),
    [
        ("徐州", 2.274),
        ("淮安", 2.340),
        ("盐城", 2.794),
        ("宿迁", 2.270),
        ("连云港", 2.639),
        ("苏州", 0.201),
        ("无锡", 0.224),
    ],
)
def test_agriculture_is_held_against_the_sum_of_the_thirteen_cities(city, quotient):
    quotients = structure.location_quotients(TABLE)
    assert round(float(quotients[CITIES.index(city), 0]), 3) == quotient


def test_all_twenty_five_pairs_look_alike():
    seen = structure.spread(TABLE, SOUTH, NORTH)
    assert seen.pairs == 25
    assert [round(value, 4) for value in seen.similarity] == [0.9530, 0.9952]
    assert [round(value, 4) for value in seen.krugman] == [0.1168, 0.3625]
    assert [CITIES[i] for i in seen.lowest] == ["南京", "连云港"]
    assert [CITIES[i] for i in seen.highest] == ["镇江", "宿迁"]


def test_three_sectors_refuse_to_rank_pairs_and_give_the_figures_that_say_why():
    with pytest.raises(NotSupported, match=r"0\.9530 to 0\.9952.*0\.1168 to 0\.3625") as refusal:
        structure.rank_pairs(TABLE, SOUTH, NORTH, resolution=structure.Resolution.THREE_SECTORS)
    assert "needs two-digit data" in str(refusal.value)


def test_pure_difference_would_send_every_northern_city_to_nanjing():
    """Why the refusal is right: the most different southern city is always the same one."""
    for city in NORTH:
        apart = [structure.krugman_index(TABLE[south], TABLE[city]) for south in SOUTH]
        assert CITIES[int(np.argmax(apart))] == "南京"
