"""A mistake in a scheme or programme file is said with its line."""

from itertools import pairwise
from typing import get_args

import pytest
from pydantic_core.core_schema import ErrorType

from jiedui.analysis.pairing.inputs import read_weights
from jiedui.core.errors import Refusal
from jiedui.schemes.load import ROOT, read_programme, read_scheme
from jiedui.schemes.wording import plainly

SCHEME = """\
id: toy
rules:
  - id: participants
    kind: participants
    name: {zh: 参加方, en: Participants}
    force: document
    clause: {document: 甲文件, words: 甲与乙结对}
    parameters:
      supporters: ["100100"]
      recipients: ["100200"]
    start: 2020-05-01
"""

PROGRAMME = """\
id: toy
name: {zh: 甲乙结对, en: Toy}
purpose: {zh: 试, en: Try}
start: 2020-05
source: a made-up document
headline: [east, west]
groupings:
  areas:
    name: {zh: 两方, en: Two sides}
    source: made up
    groups:
      - {id: east, name: {zh: 东, en: East}, members: [100100]}
      - {id: west, name: {zh: 西, en: West}, members: ["100200"]}
pairs:
  - supporter: "100100"
    supporter_name: 甲市
    recipient: "100200"
    recipient_name: 乙市
    start: 2020-05
    standing: official
    source: made up
"""


def refused(read, tmp_path, text):
    """The problems of a file, as `line: column: value: reason`."""
    path = tmp_path / "file.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(Refusal) as refusal:
        read(path)
    return [str(problem).removeprefix(str(path) + ":") for problem in refusal.value.problems]


def test_a_sound_file_is_read_and_codes_without_quotes_are_text(tmp_path):
    path = tmp_path / "file.yaml"
    path.write_text(PROGRAMME, "utf-8")
    programme = read_programme(path)
    assert programme.group("east").members == ("100100",)
    assert programme.pairs[0].start_precision == "month"


def test_a_misspelt_key_is_refused_on_its_line_with_what_was_meant(tmp_path):
    text = SCHEME.replace("      supporters:", "      suporters:")
    found = refused(read_scheme, tmp_path, text)
    assert found == [
        "8: rules[0].parameters.supporters: the key is missing; write `supporters:` here",
        "9: rules[0].parameters.suporters: unknown key; did you mean supporters? "
        "allowed: excluded, level, recipients, supporters",
    ]


def test_an_unknown_kind_of_rule_is_refused_with_the_kinds_there_are(tmp_path):
    found = refused(read_scheme, tmp_path, SCHEME.replace("kind: participants", "kind: members"))
    assert found[0].startswith(
        "3: rules[0]: no such kind: members; allowed: 'participants', 'quota'"
    )


def test_an_unknown_force_is_refused(tmp_path):
    found = refused(read_scheme, tmp_path, SCHEME.replace("force: document", "force: law"))
    assert found[0].startswith("6: rules[0].force: law: not one of the words allowed")
    assert "'document', 'agreement', 'commitment', 'practice' or 'suggestion'" in found[0]


def test_a_day_that_does_not_exist_is_refused(tmp_path):
    found = refused(read_scheme, tmp_path, SCHEME.replace("2020-05-01", "2022-02-30"))
    assert found == [
        "11: rules[0].start: 2022-02-30: no such day in the calendar; write a date as 2022-03-10"
    ]


def test_words_where_a_list_belongs_are_refused(tmp_path):
    found = refused(read_scheme, tmp_path, SCHEME.replace('["100100"]', "everybody"))
    assert found == [
        "9: rules[0].parameters.supporters: everybody: not a list; "
        "write items with a dash before each, or between [ and ]"
    ]


def test_a_key_that_stands_twice_is_refused(tmp_path):
    found = refused(read_scheme, tmp_path, SCHEME + "    start: 2021-05-01\n")
    assert found == [
        "12: rules[0].start: the key stands twice; it stands on line 11 already; keep one"
    ]


def test_what_is_not_yaml_is_refused_on_its_line(tmp_path):
    found = refused(read_scheme, tmp_path, SCHEME.replace("force: document", "force: [document"))
    assert found[0].split(":")[0] in ("7", "6") and "not YAML" in found[0]


def test_all_mistakes_are_listed_at_once_in_the_order_of_lines(tmp_path):
    text = PROGRAMME.replace("standing: official", "standing: rumour").replace(
        "start: 2020-05\nsource", "start: May\nsource"
    )
    found = refused(read_programme, tmp_path, text)
    assert [line.split(":")[0] for line in found] == ["4", "20"]


def test_a_headline_group_that_is_not_there_is_refused(tmp_path):
    text = PROGRAMME.replace("headline: [east, west]", "headline: [east, wset]")
    (found,) = refused(read_programme, tmp_path, text)
    assert found == "6: headline: wset: no such group; there is: east, west"


def test_a_pair_that_ends_before_it_starts_is_refused(tmp_path):
    (found,) = refused(read_programme, tmp_path, PROGRAMME + "    end: 2019-12\n")
    assert found.startswith("22: pairs[0].end: 2019-12-01: the pair ends before it starts")


def test_a_rule_that_stands_twice_is_refused(tmp_path):
    rule = SCHEME.split("rules:\n")[1]
    (found,) = refused(read_scheme, tmp_path, SCHEME + rule)
    assert found.startswith("12: rules[1].id: participants: the rule stands twice; give each rule")


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/scheme.yaml")), ids=lambda p: p.parent.name)
def test_a_typo_in_any_rule_of_a_bundled_scheme_is_found_on_its_line(tmp_path, path):
    """Each `force:` in turn is misspelt."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.startswith("    force:")]
    assert places
    for number in places:
        broken = [*lines]
        broken[number] = broken[number].replace("force:", "forse:")
        found = refused(read_scheme, tmp_path, "".join(broken))
        assert any(
            line.startswith(f"{number + 1}: ") and "did you mean force" in line for line in found
        )


@pytest.mark.parametrize("word", [".nan", ".inf", "-.inf"])
def test_a_weight_that_only_yaml_calls_a_number_is_refused_on_its_line(tmp_path, word):
    path = tmp_path / "weights.yaml"
    path.write_text(f"weights: {{endowment: {word}}}\n", "utf-8")
    with pytest.raises(Refusal) as refused:
        read_weights(path)
    assert refused.value.problems[0].line == 1
    assert refused.value.problems[0].value == word


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(Refusal) as refusal:
        read_scheme(tmp_path / "none.yaml")
    assert str(refusal.value) == f"{tmp_path}/none.yaml: there is no such file; check the path"
    with pytest.raises(Refusal, match="this is a folder, not a file; name a file in it"):
        read_scheme(tmp_path)


def test_a_file_in_another_encoding_is_refused_on_its_line(tmp_path):
    path = tmp_path / "gbk.yaml"
    path.write_bytes(b"id: toy\n" + "name: 甲".encode("gbk"))
    with pytest.raises(Refusal) as refusal:
        read_scheme(path)
    assert str(refusal.value) == f"{path}:2: the file is not UTF-8 text; save it as UTF-8"


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "marked.yaml"
    path.write_text(SCHEME, "utf-8-sig")
    assert read_scheme(path).id == "toy"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("id: toy", "id: 7", "1: id: 7: not a text; write words"),
        ("id: toy", "id: {a: b}", "1: id: not a text; write words"),
        ("name: {zh: 参加方, en: Participants}", "name: both", "not a mapping; write `key: value`"),
        ('["100200"]', "[]", "10: rules[0].parameters.recipients: the list is too short; write at"),
        ("start: 2020-05-01", "start: soon", "11: rules[0].start: soon: not a date; write 2022"),
    ],
)
def test_what_the_reader_finds_wrong_is_said_in_plain_words(tmp_path, before, after, said):
    (found,) = refused(read_scheme, tmp_path, SCHEME.replace(before, after))
    assert said in found
    assert "nput should" not in found and "validation" not in found


def test_every_kind_of_error_that_pydantic_knows_has_plain_words():
    """None may reach a reader as pydantic puts it; the braces of a hint are filled."""
    facts = dict.fromkeys(
        ("min_length", "max_length", "pattern", "ge", "gt", "le", "lt", "expected", "tag"), 1
    ) | {"expected_tags": "a"}
    for kind in get_args(ErrorType):
        error = {"type": kind, "msg": "Value error, Ours; do it", "ctx": facts}
        reason, hint = plainly(error, ("key",), ["key"])
        assert reason and hint, kind
        assert "{" not in hint
        assert "ours" not in reason or kind == "value_error"


def doubling():
    """Each key repeats the one before ten times: a million values in seven lines."""
    keys = "abcdefg"
    lines = [f"{key}: &{key} [{', '.join(['*' + one] * 10)}]" for one, key in pairwise(keys)]
    return "\n".join([f"a: &a [{', '.join('0' * 10)}]", *lines])


@pytest.mark.parametrize(
    "text",
    [
        "id: &a [*a]",
        doubling(),
        "id: " + "[" * 60 + "]" * 60,
        "id: " + "[" * 100_000,
        "id:\n" + "- " * 100_000 + "a",
    ],
    ids=["itself", "doubling", "deep", "deeper", "dashes"],
)
def test_references_without_end_are_refused_at_once(tmp_path, text):
    (found,) = refused(read_scheme, tmp_path, text)
    assert "the document is too large or too deep; write at most 200,000 values" in found
