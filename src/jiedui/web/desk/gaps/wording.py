"""What the core says in English about a measure it refuses, for readers of Chinese."""

from __future__ import annotations

import re

# Pattern of the core's reason → sentence. A reason that none fits is shown as it is, marked as
# English, rather than hidden.
_ZH: tuple[tuple[str, str], ...] = (
    (
        r"region is in two groups",
        "有地区同属两组；按组分解要求每个地区只在一组",
    ),
    (r"a mean is not a total", "平均数不是总量，不能拆成产出与人口两部分"),
    (r"a ratio needs two groups", "倍数需要两组：请指明哪一组比哪一组"),
    (r"no figure for (\d+)[^:]*: ([^;]+)", r"\1年缺数：\2"),
    (r"no region ever started from class ([\d, ]+)", r"没有地区曾从第 \1 类出发"),
    (r"no path from class (\d+) to class (\d+)", r"从第 \1 类到不了第 \2 类，没有唯一的长期分布"),
    (
        r"the poor overtook the rich within the span",
        "期内穷的超过了富的，收敛速度没有意义",
    ),
    (r"beta is not above zero", "各地区没有趋同，所以没有半程时间"),
    (r"fewer than two years have figures", "有完整数据的年份不足两年"),
    (r"cannot make so many classes", "地区太少，分不出这么多类"),
    (r"too little to regress on", "地区或年份太少，不能回归"),
    (r"not above zero", "有不大于零的数，不能取对数"),
    (r"people per person is always one", "分子与分母是同一个数，比值恒为一"),
)


def in_chinese(reason: str) -> str:
    """The Chinese sentence for a reason, or "" where there is none.

    >>> in_chinese("no figure for 2003: 320100 南京市; years with every region: 2005")
    '2003年缺数：320100 南京市'
    """
    for pattern, sentence in _ZH:
        found = re.search(pattern, reason)
        if found:
            return found.expand(sentence)
    return ""
