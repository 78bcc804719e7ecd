"""Refusals in Chinese: the catalogue covers what the analysis can say, hole for hole."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

import jiedui
from jiedui.core.errors import Problem
from jiedui.web.platform.kit import refusals

SOURCE = Path(jiedui.__file__).parent
COVERED = ["files", "analysis", "core", "schemes", "web/records", "web/desk", "web/platform"]
# Who verifies a trail or the table of permissions sits at a terminal, which speaks English.
AT_A_TERMINAL = ("audit/chain.py", "audit/queries.py", "accounts/permissions.py")
SAYING = {"Problem", "problem", "_refuse", "_refused", "_refusal", "_of_region", "NotSupported"}
CONSTANTS = {"reason", "hint", "_hint", "_save_as", "_give", "_mixed_hint", "no_headline"}
CONSTANTS |= {"intensive", "mixed", "between", "sides", "_allowed"}
RETURNING = {"_reason", "why_not_a_code"}


def test_every_reason_and_hint_has_its_chinese():
    """A new refusal of these modules needs a line in refusals.tsv."""
    assert {
        one for place in COVERED for one in sentences(SOURCE / place) if not known(one)
    } == set()


def test_the_search_for_sentences_finds_them():
    found = set(sentences(SOURCE / "files"))
    assert {
        "is negative",
        "the file is empty",
        "not a date",
        "its check character is {1}",
    } <= found | {*sentences(SOURCE / "core/credit_codes.py")}
    assert len(found) > 100


@pytest.mark.parametrize(("english", "chinese"), refusals.catalogue().items())
def test_both_languages_have_the_same_holes(english, chinese):
    holes = re.compile(r"\{\d\}")
    assert sorted(holes.findall(english)) == sorted(holes.findall(chinese))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a picture, not a table", "是图片，不是表格"),
        (
            "10^4 times its neighbours in time (2020: 5 100m_cny)",
            "是前后年份的 10^4 倍（2020: 5 100m_cny）",
        ),
        ("gdp of 320100 in 2020 stands on line 3 already", "320100 2020年的 gdp 在第 3 行已经有了"),
        ("for 2021 use 310115 浦东新区", "2021年请用 310115 浦东新区"),
        ("name it criterion or 因素 or 指标", "请写作 criterion、因素 或 指标"),
        ("the region prefers itself", "这个地区选了自己"),
        ("an override needs a reason", "单独设定要写理由"),
        ("allowed: any to 100", "允许 不限 到 100"),
        ("the table reaches over 9 rows and 8 columns", "表格伸展到 9 行、8 列"),
    ],
)
def test_what_stands_in_the_holes_is_carried_over(english, chinese):
    assert refusals.in_chinese(english) == chinese


def test_a_problem_is_one_line_with_place_value_reason_and_remedy():
    problem = Problem(
        "not a number", file="panel.csv", line=17, column="gdp", value="x", hint="write four digits"
    )
    with translation.override("zh-hans"):
        assert (
            refusals.said(problem) == "panel.csv 第17行 · gdp · 收到“x”：不是数字。请写四位数字。"
        )
    with translation.override("en"):
        assert refusals.said(problem) == str(problem)


def test_a_sentence_without_chinese_stays_as_it_is():
    assert refusals.sentence("nobody wrote this one down") == "nobody wrote this one down"


def known(template):
    """The template has a Chinese one of its own; a name or a bare hole needs none."""
    return re.fullmatch(r"[a-z_]+|(\{\d\}|[^a-z])*", template) or template in refusals.catalogue()


def sentences(place):
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    files = [file for file in files if not str(file).endswith(AT_A_TERMINAL)]
    assert files
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            yield from (one for part in said(node) for one in texts(part))


def said(node):
    """The parts of the code that a reader may get to see."""
    if isinstance(node, ast.Call) and name(node.func) in SAYING:
        yield from node.args
        yield from (word.value for word in node.keywords if word.arg in ("reason", "hint"))
    elif isinstance(node, ast.Assign) and any(map(is_constant, node.targets)):
        yield node.value
    elif isinstance(node, ast.FunctionDef) and node.name in RETURNING:
        yield from (
            one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value
        )


def is_constant(target):
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return any(name(part).lower() in CONSTANTS for part in parts)


def name(node):
    return getattr(node, "id", getattr(node, "attr", ""))


def texts(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        holes = iter(range(1, 10))
        yield "".join(
            part.value if isinstance(part, ast.Constant) else f"{{{next(holes)}}}"
            for part in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))
    elif isinstance(node, ast.Tuple):
        yield from (one for part in node.elts for one in texts(part))
