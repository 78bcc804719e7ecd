"""Jiangsu's thirteen cities, typed from published tables, to hold measures against golden values.

Regional product (100 million yuan) and year-end residents (10,000) of 2021; residents of 2018 as
published before the census of 2020 rewrote them.
"""

from dataclasses import dataclass

import numpy as np
import pytest

# code, group, GDP 2021, residents 2021, residents 2018
CITIES = [
    ("320100", "south", 16355.33, 942.34, 843.62),
    ("320200", "south", 14003.24, 747.95, 657.45),
    ("320400", "south", 8807.58, 534.96, 472.86),
    ("320500", "south", 22718.34, 1284.78, 1072.17),
    ("321100", "south", 4763.42, 321.72, 319.64),
    ("321000", "middle", 6696.43, 457.70, 453.10),
    ("320600", "middle", 11026.94, 773.30, 731.00),
    ("321200", "middle", 6025.26, 452.18, 463.57),
    ("320300", "north", 8117.44, 902.85, 880.20),
    ("320800", "north", 4550.13, 456.22, 492.50),
    ("320900", "north", 6617.39, 671.30, 720.00),
    ("321300", "north", 3719.01, 499.90, 492.59),
    ("320700", "north", 3727.92, 460.20, 452.00),
]


@dataclass(frozen=True)
class Jiangsu:
    output: np.ndarray
    people: np.ndarray
    people_2018: np.ndarray
    labels: tuple[str, ...]

    def of(self, group: str) -> np.ndarray:
        return np.array([label == group for label in self.labels])


@pytest.fixture
def jiangsu() -> Jiangsu:
    columns = list(zip(*CITIES, strict=True))
    return Jiangsu(*(np.array(column) for column in columns[2:]), labels=columns[1])
