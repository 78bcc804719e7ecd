"""Structure of real programmes (described, not ranked) and of a worked, made-up case."""

from pathlib import Path

import pytest

from jiedui.analysis.provenance import canonical_json
from jiedui.analysis.structure import (
    StructureRequest,
    bundled,
    describe_structure,
    read_claims,
    read_industries,
)
from jiedui.core import structure
from jiedui.core.errors import NotSupported, Refusal
from jiedui.core.structure import Stage
from jiedui.reports.sentences import structure as sentences
from jiedui.schemes.load import programme

MADE_UP = Path(__file__).parents[2] / "docs/explanation/structure-made-up.csv"


@pytest.fixture(scope="module")
def jiangsu():
    return describe_structure(StructureRequest(year=2022), programme=programme("jiangsu-2022"))


@pytest.fixture(scope="module")
def made_up():
    return describe_structure(
        StructureRequest(year=2023, pairs=(("S", "N"),)), own=read_industries(MADE_UP)
    )


def test_every_figure_says_what_it_supports_and_why(jiangsu, made_up):
    for result in (jiangsu, made_up):
        for figure in result.figures:
            verdict = result.verdict_of(figure)
            assert verdict.supports == figure.supports
            assert verdict.reason_zh and verdict.reason_en


def test_three_sectors_describe_pairs_and_refuse_to_rank_them(jiangsu):
    """Mission A3 and the figures of the thirteen cities in 2022."""
    found = jiangsu.of("unido", region="320100", partner="320800", resolution="three_sectors")
    assert round(found[0].value, 4) == 0.9734
    assert found[0].supports == "describe"
    spread = jiangsu.three_sectors.spread
    assert [round(value, 4) for value in spread.similarity] == [0.9530, 0.9952]
    assert jiangsu.three_sectors.least_alike == ("320100", "320700")
    (refused,) = [one for one in jiangsu.refused if one.view == "rank_pairs"]
    assert "0.9530 to 0.9952" in refused.reason_en


def test_sections_score_weakly_only_without_agriculture_and_manufacturing(jiangsu):
    whole = jiangsu.of("krugman", resolution="sections")
    weak = jiangsu.of("krugman_weak", resolution="sections")
    assert {figure.supports for figure in whole} == {"describe"}
    assert {figure.supports for figure in weak} == {"score_weak"}
    assert len(whole) == len(weak) == 4


@pytest.mark.parametrize("view", ["gradient", "chains", "list"])
def test_the_bundled_set_carries_no_detail_and_says_so(jiangsu, view):
    (refused,) = [one for one in jiangsu.refused if one.view == view]
    assert refused.reason_en.startswith("not supported: needs two-digit data")
    with pytest.raises(NotSupported, match="needs two-digit data"):
        describe_structure(
            StructureRequest(year=2022, views=(view,)), programme=programme("jiangsu-2022")
        )


def test_manufacturing_moved_between_the_censuses(jiangsu):
    sources = bundled()
    rows = [
        sources.sections(("320500",), year).values[0]
        / sources.sections(("320500",), year).values.sum()
        for year in (2010, 2020)
    ]
    change = jiangsu.value("industry_share_change", region="320500", industry="C")
    assert change == pytest.approx(rows[1][2] - rows[0][2])
    assert change < 0  # 苏州: from 57 % of workers to 43 %


def test_influence_and_sensitivity_average_to_one(jiangsu):
    for measure in ("influence", "sensitivity", "sensitivity_leontief_rows"):
        values = [figure.value for figure in jiangsu.of(measure)]
        assert len(values) == 42
        assert sum(values) / 42 == pytest.approx(1)


def test_final_use_through_the_inverse_gives_the_published_output():
    """The bundled table of 2020 closes: B · final use = output, to the rounding of print."""
    table = bundled().table
    inverse = structure.leontief(structure.technical_coefficients(table.flows, table.output))
    assert inverse @ table.final_use == pytest.approx(table.output, rel=1e-7)


def test_clothing_pulls_and_mining_is_pulled(jiangsu):
    """A check of direction on the national table: a late industry pulls, an early one is pulled."""
    influence = {f.industry: f.value for f in jiangsu.of("influence")}
    sensitivity = {f.industry: f.value for f in jiangsu.of("sensitivity")}
    assert influence["io42:08"] > 1 > influence["io42:02"]
    assert sensitivity["io42:02"] > 1 > sensitivity["io42:08"]


def test_districts_without_figures_are_named_and_the_rest_is_shown():
    """Northern Anhui: three districts of Shanghai publish no GDP in the panel."""
    result = describe_structure(
        StructureRequest(year=2021, views=("similarity",)), programme=programme("yrd-anhui-2021")
    )
    assert len(result.of("krugman", resolution="three_sectors")) == 5
    assert len(result.of("krugman", resolution="sections")) == 8
    (gap,) = result.missing
    assert gap.regions == ("310112", "310117", "310120")
    assert "没有数据：" in sentences.not_supported(result, "zh")


def test_a_suspicious_cell_is_used_as_published_and_named():
    """The panel's 2022 figures of 淮南 fall by 80 % for one year; its checks flag them."""
    result = describe_structure(
        StructureRequest(year=2022, views=("lq",), regions=("340400", "340600"))
    )
    assert {(doubt.region, doubt.indicator) for doubt in result.doubts} == {
        ("340400", "gdp"),
        ("340400", "va_secondary"),
    }
    assert sentences.doubtful(result, "zh") == "以下数据存疑，按公布值使用：淮南市 2022 年。"
    assert "Huainan 2022" in sentences.doubtful(result, "en")


def test_before_the_first_census_only_three_sectors_are_shown():
    result = describe_structure(
        StructureRequest(year=2005, views=("lq",)), programme=programme("jiangsu-2001")
    )
    assert {figure.resolution for figure in result.figures} == {"three_sectors"}


def test_output_and_people_add_to_nothing(jiangsu):
    """Mission A12."""
    assert sum(f.value for f in jiangsu.of("share_gap")) == pytest.approx(0, abs=1e-12)
    assert 0 < jiangsu.value("misplaced") < 1


def test_coupling_shows_the_corrected_and_the_classical_figure(jiangsu):
    """The classical C crowds near 1, the corrected one spreads (王淑佳 et al. 2021)."""
    corrected = [figure.value for figure in jiangsu.of("coupling")]
    classical = [figure.value for figure in jiangsu.of("coupling_classical")]
    assert max(corrected) - min(corrected) > max(classical) - min(classical)
    assert all(figure.label for figure in jiangsu.of("coordination"))


def test_the_same_request_gives_the_same_bytes(jiangsu):
    again = describe_structure(StructureRequest(year=2022), programme=programme("jiangsu-2022"))
    assert canonical_json(again) == canonical_json(jiangsu)
    assert set(jiangsu.provenance.inputs) == {
        "census_2010",
        "census_2020",
        "city_panel",
        "io_2020_42",
    }


def test_an_unknown_code_is_refused():
    with pytest.raises(Refusal, match="999999: unknown region"):
        describe_structure(StructureRequest(year=2022, regions=("320100", "999999")))


def test_a_pair_of_one_region_is_refused():
    with pytest.raises(Refusal, match="cannot pair with itself"):
        describe_structure(StructureRequest(year=2022, pairs=(("320100", "320100"),)))


class TestTheMadeUpCase:
    """Two invented regions, worked by hand in docs/explanation/structure.md."""

    def test_food_is_sent_by_the_south_and_received_by_the_north(self, made_up):
        # S: LQ (40/200)/(70/300) = 6/7, CPOR (40/70)/(8/20) = 10/7. N: 9/7 and 5/7.
        (south,) = made_up.of("gradient", region="S", industry="13")
        (north,) = made_up.of("gradient", region="N", industry="13")
        assert (south.value, south.label) == (pytest.approx(60 / 49), "send")
        assert (north.value, north.label) == (pytest.approx(45 / 49), "receive")

    def test_electronics_are_the_link_that_the_north_lacks(self, made_up):
        (north,) = [region for region in made_up.chain_gaps if region.region == "N"]
        (gap,) = [gap for gap in north.gaps if gap.industry == "io42:20"]
        assert gap.kind == "fill"
        assert gap.upstream.here == gap.downstream.here == ("io42:19",)

    def test_industries_that_no_row_names_are_unknown_and_no_gap(self, made_up):
        named = {gap.industry for region in made_up.chain_gaps for gap in region.gaps}
        assert named <= {"io42:01", "io42:06", "io42:19", "io42:20", "io42:30"}

    def test_the_list_divides_food_as_the_notes_on_suzhou_and_hangzhou_do(self, made_up):
        """Mission C19: deep processing by the raw material, research and market by the other."""
        (drafted,) = made_up.lists
        (food,) = [line for line in drafted.lines if line.industry == "io42:06"]
        held = {stage: food.holders(stage) for stage in Stage}
        assert held == {
            Stage.RESEARCH: ("supporter",),
            Stage.MANUFACTURE: ("recipient",),
            Stage.DEEP_PROCESSING: ("recipient",),
            Stage.MARKET: ("supporter",),
        }

    def test_the_south_can_supply_what_the_north_lacks(self, made_up):
        # The north lacks electronics for its electrical industry and catering; the south has
        # quotients of 1.5 in both, and far more of them than the north's industries need.
        assert made_up.value("complementarity", region="S", partner="N") == 1

    def test_a_small_region_buys_less_of_its_inputs_at_home(self, made_up):
        """Flegg's location quotient: the smaller and narrower economy imports more."""
        at_home = {figure.region: figure.value for figure in made_up.of("flq_home_share")}
        assert 0 < at_home["N"] < at_home["S"] < 1
        assert "regional input coefficients are estimated with delta 0.3" in made_up.notes

    def test_two_digit_figures_may_rank(self, made_up):
        assert {figure.supports for figure in made_up.of("krugman")} == {"rank"}

    def test_a_user_region_that_the_panel_does_not_know_has_no_coupling(self, made_up):
        assert "coupling" in {refused.view for refused in made_up.refused}

    def test_the_sentence_names_what_could_be_passed_on(self, made_up):
        assert sentences.headline(made_up, "zh").startswith("南城(虚构)可向北城(虚构)转移或补链")
        assert "is no measurement" in sentences.draft(made_up, "en")


def test_the_sentences_say_who_differs_and_what_cannot_be_said(jiangsu):
    zh, en = (sentences.headline(jiangsu, lang) for lang in ("zh", "en"))
    assert zh == (
        "2020 年 4 对中，无锡市与连云港市结构差别最大（克鲁格曼指数 0.62），"
        "主要在制造业：42% 对 15%。"
    )
    assert "0.62" in en and "Manufacturing: 42% against 15%" in en
    assert "三次产业不能用来给结对排序" in sentences.not_supported(jiangsu, "zh")
    assert "between 0.953 and 0.995" in sentences.not_supported(jiangsu, "en")


def test_one_region_alone_is_described_by_what_stands_out():
    result = describe_structure(
        StructureRequest(year=2022, regions=("320100", "321300"), views=("lq",))
    )
    assert sentences.headline(result, "zh").endswith("倍。")
    assert sentences.not_supported(result, "zh") == ""


def write(tmp_path, text):
    path = tmp_path / "industries.csv"
    path.write_text(text, encoding="utf-8")
    return path


HEADER = "region,industry,value_added,employment\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "S,13,1,1\nS,13,2,2\n", "industries.csv:3: industry: 13: region and industry"),
        (HEADER + "S,13,-1,1\n", "industries.csv:2: value_added: -1: is negative"),
        (HEADER + "S,13,,1\n", "industries.csv:2: value_added: no figure"),
        (HEADER + "S,13,1.5万,1\n", "industries.csv:2: value_added: 1.5万: a number with a scale"),
        (HEADER + "S,13,5,0\n", "industries.csv:2: employment: 0: value added without employment"),
        (
            HEADER + "S,13,5,1\nS,C,5,1\n",
            "industries.csv:3: industry: C: not the code of an industry, or levels",
        ),
        (HEADER + "S,13,5,1\nS,134,5,1\n", "industries.csv:3: industry: 134: not the code"),
        ("region,industry,value_added\nS,13,1\n", "column employment is missing"),
        (HEADER.replace("\n", ",gdp\n") + "S,13,1,1,1\n", "industries.csv:1: gdp: unknown column"),
    ],
)
def test_a_bad_file_is_refused_with_the_line(tmp_path, text, said):
    with pytest.raises(Refusal, match=said):
        read_industries(write(tmp_path, text))


def test_chinese_headers_with_units_are_read(tmp_path):
    path = write(tmp_path, "地区,行业,增加值(亿元),从业人员\n甲,13,2,1\n乙,39,3,1\n")
    own = read_industries(path)
    assert own.units["value_added"] == "100m_cny"
    assert own.value_added.loc["甲", "13"] == 2


def test_a_file_of_sections_carries_no_gradient(tmp_path):
    own = read_industries(write(tmp_path, HEADER + "S,A,5,1\nS,C,5,1\nN,A,5,1\nN,C,4,1\n"))
    with pytest.raises(NotSupported, match="needs two-digit data"):
        describe_structure(
            StructureRequest(year=2023, views=("gradient",), pairs=(("S", "N"),)), own=own
        )


def test_a_file_of_sections_still_sees_the_national_table(tmp_path):
    own = read_industries(write(tmp_path, HEADER + "S,A,5,1\nS,C,5,1\nN,A,5,1\nN,C,4,1\n"))
    result = describe_structure(
        StructureRequest(year=2023, views=("io",), pairs=(("S", "N"),)), own=own
    )
    assert len(result.of("influence")) == 42
    assert [refused.view for refused in result.refused] == ["complementarity"]


def test_the_order_of_rows_does_not_matter(tmp_path, made_up):
    header, *rows = MADE_UP.read_text(encoding="utf-8").splitlines()
    turned = write(tmp_path, "\n".join([header, *reversed(rows)]) + "\n")
    again = describe_structure(
        StructureRequest(year=2023, pairs=(("S", "N"),)), own=read_industries(turned)
    )
    assert again.figures == made_up.figures
    assert again.lists == made_up.lists


CLAIMS = "region,industry,stage\n"


def test_links_that_both_sides_wrote_down_are_named(tmp_path):
    """Mission C18; the check needs no figures, so it works on the bundled set as well."""
    path = write(
        tmp_path,
        CLAIMS + "320100,智能制造,研发\n320800,智能制造,制造\n320800,智能制造,research\n",
    )
    result = describe_structure(
        StructureRequest(year=2022, views=("lq",), pairs=(("320100", "320800"),)),
        claims=read_claims(path),
    )
    (written,) = result.written_conflicts
    assert [(c.industry, c.stage) for c in written.conflicts] == [("智能制造", Stage.RESEARCH)]
    assert "file:industries.csv" in result.provenance.inputs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CLAIMS + "S,13,selling\n", "industries.csv:2: stage: selling: unknown stage; use one of"),
        (CLAIMS + "S,,market\n", "industries.csv:2: industry: is missing"),
        ("region,industry\nS,13\n", "industries.csv:1: missing column: stage"),
    ],
)
def test_bad_claims_are_refused_with_the_line(tmp_path, text, said):
    with pytest.raises(Refusal, match=said):
        read_claims(write(tmp_path, text))


def test_a_pair_that_the_file_does_not_hold_is_refused():
    own = read_industries(MADE_UP)
    with pytest.raises(Refusal, match="X: not in the file; the file holds N, S"):
        describe_structure(StructureRequest(year=2023, pairs=(("S", "X"),)), own=own)
