"""Lights, flags and notes as sentences in both languages."""

from datetime import date

import pytest

from jiedui.core.delivery import (
    Dated,
    DuplicateFlag,
    InflatedFlag,
    Pace,
    ProjectState,
    stuck,
)
from jiedui.reports.sentences import delivery
from jiedui.schemes.stages import stages

STAGES = stages()


def judged(reached, due, **more):
    state = ProjectState(
        "P1",
        {code: Dated.of(date.fromisoformat(day)) for code, day in reached.items()},
        {code: date.fromisoformat(day) for code, day in due.items()},
    )
    return stuck(state, STAGES, as_of=date(2024, 6, 30), **more)


def test_idle_land_cites_its_clause_and_says_whose_move_it_is():
    found = judged({"signed": "2022-01-01", "land": "2022-09-01"}, {"started": "2023-03-01"})
    zh, en = (delivery.light(found, STAGES, lang) for lang in ("zh", "en"))
    assert zh.startswith("红灯：")
    assert "闲置土地处置办法（国土资源部令第53号）第二条" in zh
    assert "下一步“开工”由企业办" in zh
    assert "idle land" in en and "Next, started, is for the firm" in en


def test_the_usual_pace_stands_beside():
    pace = Pace("signed", 91.3125, 40, 30)
    found = judged({"signed": "2024-05-01"}, {"started": "2024-06-01"}, paces={"signed": pace})
    assert delivery.light(found, STAGES).endswith("已在“签约”2.0 个月，同类项目中位数 3.0 个月。")


@pytest.mark.parametrize(
    ("reached", "due", "zh", "en"),
    [
        ({"signed": "2024-05-01"}, {}, "合同没有约定时间", "no contract date"),
        ({"in_production": "2024-05-01"}, {}, "已投产", "in production"),
        ({"signed": "2024-05-01", "terminated": "2024-06-01"}, {}, "已终止", "terminated on"),
        ({"signed": "2024-05-01"}, {"started": "2024-12-01"}, "未到", "is ahead"),
        ({"signed": "2023-05-01"}, {"started": "2024-12-01"}, "没有进展也没有联系", "no contact"),
    ],
)
def test_every_ground_is_said_in_both_languages(reached, due, zh, en):
    found = judged(reached, due)
    assert zh in delivery.light(found, STAGES, "zh")
    assert en in delivery.light(found, STAGES, "en")


def test_a_flag_is_a_question_for_a_person():
    flag = DuplicateFlag(0, 1, ("same_plot", "near_same_name"), 0.8)
    assert delivery.duplicate(flag) == "疑似重复签约：地块相同、企业名称相近，请人工核对。"
    sum_ = InflatedFlag(3, "promised_per_registered", 60.0, 20.0, "39", 25)
    assert delivery.inflated(sum_).startswith(
        "疑似虚高：协议投资额与注册资本之比是行业 39（25 个）第 95 百分位的 3.0 倍"
    )
    assert "3.0 times the 95th percentile of industry 39 (25)" in delivery.inflated(sum_, "en")
