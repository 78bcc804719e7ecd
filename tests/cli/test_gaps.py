"""`jiedui gaps` as a user runs it: answer on stdout, remarks on stderr, 0 or 2."""

import csv
import io
import json

import pytest

from jiedui.cli import main

JIANGSU = ["gaps", "--programme", "jiangsu-2022"]


def run(capsys, *arguments):
    """Exit status, stdout and stderr of a command."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


@pytest.fixture
def own(tmp_path):
    """Writes a panel and its regions and returns the options that name them."""

    def write(panel, regions):
        files = {"--data": panel, "--regions": regions}
        options = ["gaps"]
        for option, text in files.items():
            file = tmp_path / f"{option[2:]}.csv"
            file.write_text(text, encoding="utf-8")
            options += [option, str(file)]
        return options

    return write


PANEL = """region,year,gdp_100m_cny,pop_resident_10k
S1,2020,60,10
S2,2020,120,20
N1,2020,20,10
N2,2020,60,30
"""
REGIONS = """region,name,group
S1,One,south
S2,Two,south
N1,Three,north
N2,Four,north
"""

# Formats


def test_it_answers_in_a_sentence_first_and_says_by_which_definition(capsys):
    code, out, err = run(capsys, *JIANGSU, "--year", "2021")
    assert code == 0
    assert out.startswith("2021年，苏南人均地区生产总值是苏北的 1.95 倍。")
    assert "按年末常住人口" in out
    assert "来源" in out
    assert "measured in" in err
    assert "measured in" not in out


def test_it_answers_in_english(capsys):
    code, out, _ = run(capsys, *JIANGSU, "--year", "2021", "--lang", "en")
    assert code == 0
    assert "was 1.95 times that of" in out.splitlines()[0]


def test_json_holds_results_and_nothing_else_is_on_stdout(capsys):
    code, out, err = run(capsys, *JIANGSU, "--year", "2021", "--format", "json")
    rows = {(r["measure"], r["group"]): r for r in json.loads(out)["results"]}
    assert code == 0
    assert rows["ratio", None]["value"] == pytest.approx(1.945804276, abs=5e-10)
    assert rows["per_capita", "south"]["unit"] == "cny_per_person"
    assert "No population was named" in err


def test_csv_has_a_row_for_every_figure_of_the_json(capsys):
    _, text, _ = run(capsys, *JIANGSU, "--years", "2020,2021", "--format", "csv")
    _, document, _ = run(capsys, *JIANGSU, "--years", "2020,2021", "--format", "json")
    rows = list(csv.DictReader(io.StringIO(text)))
    results = json.loads(document)["results"]
    assert [row["measure"] for row in rows] == [row["measure"] for row in results]
    assert [float(row["value"]) for row in rows] == [row["value"] for row in results]


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_same_command_gives_the_same_bytes(capsys, form):
    question = [*JIANGSU, "--years", "2000,2021", "--format", form]
    assert run(capsys, *question)[1] == run(capsys, *question)[1]


# Questions


def test_years_may_be_a_span_a_list_or_nothing(capsys):
    _, span, _ = run(capsys, *JIANGSU, "--years", "2019-2021", "--format", "json")
    assert json.loads(span)["years"] == [2019, 2020, 2021]
    _, last, err = run(capsys, *JIANGSU, "--format", "json")
    assert f"no year named: {json.loads(last)['years'][0]} is used" in err


def test_groups_name_the_ratio_first_over_second(capsys):
    _, out, _ = run(
        capsys, *JIANGSU, "--groups", "middle,north", "--year", "2021", "--format", "json"
    )
    result = json.loads(out)
    assert [group["id"] for group in result["headline"]] == ["middle", "north"]
    # Every other measure still uses all grouped regions.
    values = {row["measure"]: row["value"] for row in result["results"]}
    assert values["theil_t"] == pytest.approx(0.0415376628, abs=5e-11)


def test_the_population_moves_the_ratio(capsys):
    ratios = {}
    for kind in ("registered", "resident"):
        asked = [*JIANGSU, "--year", "2000", "--population", kind, "--format", "json"]
        rows = json.loads(run(capsys, *asked)[1])["results"]
        ratios[kind] = rows[0]["value"]
    assert ratios["registered"] == pytest.approx(3.56, abs=0.005)
    assert ratios["resident"] == pytest.approx(3.13, abs=0.005)


def test_mixed_denominators_are_refused_then_marked_when_asked_for(capsys):
    mixed = [*JIANGSU, "--years", "2000,2021", "--population", "2000=registered,2021=resident"]
    code, out, err = run(capsys, *mixed)
    assert (code, out) == (2, "")
    assert "different denominators" in err
    assert "--allow-mixed" in err
    code, out, _ = run(capsys, *mixed, "--allow-mixed", "--format", "json")
    assert code == 0
    assert all(row["mixed"] for row in json.loads(out)["results"])


def test_an_intensive_indicator_is_weighted(capsys):
    """Bundled wages are whole for Jiangsu in 2022 only, and the refusal of 2010 says so."""
    wages = [*JIANGSU, "--indicator", "avg_wage"]
    code, out, _ = run(capsys, *wages, "--year", "2022", "--format", "json")
    assert code == 0
    assert "weighted by" in json.loads(out)["results"][0]["definition"]
    code, _, err = run(capsys, *wages, "--year", "2010")
    assert code == 2
    assert "no figure for 2010: 320100 南京市" in err
    assert "years with every region, on resident population: 2022" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--year", "MMXX"], "--year: MMXX: not a year; write 2021, 2000-2023"),
        (
            ["--years", "2021-2000"],
            "2021-2000: the years run backwards; write the earlier year first",
        ),
        (
            ["--year", "2021", "--population", "2021=resident,2021=registered"],
            "the year 2021 is named twice",
        ),
        (["--year", "2021", "--years", "2020"], "exclude one another"),
        (["--year", "2021", "--groups", "south"], "--groups: south: a ratio is of two groups"),
        (["--year", "2021", "--groups", "south,east"], "east: no such group; choose from south"),
        (["--year", "2021", "--population", "census"], "census: no such population"),
        (["--year", "2021", "--population", "2021="], "2021=: not a population"),
        (["--year", "2021", "--indicator", "gpd"], "gpd: no such indicator"),
        (["--year", "2021", "--measures", "gimi"], "gimi: no such measure"),
        (["--year", "1950"], "no figure for 1950"),
        (["--year", "2021", "--population", "registered"], "pop_registered: no figure for 2021"),
        (["--year", "2021", "--grouping", "moons"], "moons: no such grouping"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_2_and_an_empty_stdout(capsys, arguments, words):
    code, out, err = run(capsys, *JIANGSU, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_an_unknown_programme_is_refused(capsys):
    code, _, err = run(capsys, "gaps", "--programme", "jiangsu-1999", "--year", "2021")
    assert code == 2
    assert "jiangsu-1999" in err
    assert "jiangsu-2022" in err


# A user's own panel


def test_a_panel_of_ones_own_in_any_country(capsys, own):
    code, out, _ = run(capsys, *own(PANEL, REGIONS), "--year", "2020", "--format", "json")
    result = json.loads(out)
    assert code == 0
    # South 180/30 = 6 over north 80/40 = 2: groups in the order of the file.
    assert result["results"][0]["value"] == 3.0
    assert result["programme"] == ""
    # Hashes of the two files, and of the values that were read from them.
    assert {"panel", "regions", "panel_values"} <= set(result["provenance"]["inputs"])


def test_parents_of_groups_add_the_nested_parts(capsys, own):
    regions = "region,name,group,parent\nS1,a,c1,p\nS2,b,c2,p\nN1,c,c3,q\nN2,d,c3,q\n"
    _, out, _ = run(capsys, *own(PANEL, regions), "--year", "2020", "--format", "json")
    values = {row["measure"]: row["value"] for row in json.loads(out)["results"]}
    parts = ["theil_t_between_parents", "theil_t_inside_parents", "theil_t_within"]
    assert sum(values[part] for part in parts) == pytest.approx(values["theil_t"])


def test_bad_cells_are_named_by_file_line_and_column(capsys, own):
    bad = PANEL.replace("N1,2020,20,10", "N1,2020,20,0")
    code, out, err = run(capsys, *own(bad, REGIONS), "--year", "2020")
    assert (code, out) == (2, "")
    assert "data.csv:4: pop_resident_10k: 0" in err


def test_a_region_without_figures_is_refused(capsys, own):
    code, _, err = run(capsys, *own(PANEL, REGIONS + "N3,Five,north\n"), "--year", "2020")
    assert code == 2
    assert "N3" in err


def test_control_characters_are_refused_by_line_and_column_and_never_printed(capsys, own):
    files = own(PANEL, REGIONS.replace("S1,", "S1,\x1b[31m\u202e", 1))
    code, out, err = run(capsys, *files, "--year", "2020")
    assert (code, out) == (2, "")
    assert "regions.csv:2: name: <U+001B>[31m<U+202E>" in err
    assert "control characters" in err
    assert "\x1b" not in err and "\u202e" not in err


def test_one_file_alone_is_refused(capsys, own):
    options = own(PANEL, REGIONS)
    code, _, err = run(capsys, *options[:3], "--year", "2020")
    assert code == 2
    assert "give --data panel.csv and --regions regions.csv" in err


def test_a_programme_does_not_go_with_ones_own_panel(capsys, own):
    code, _, err = run(capsys, *own(PANEL, REGIONS), "--programme", "jiangsu-2022")
    assert code == 2
    assert "leave --programme and --grouping out" in err


GB = """region,year,gdp_100m_cny,pop_resident_10k
320584,{year},1300,130
320583,{year},3000,170
"""
GB_REGIONS = "region,name,group\n320584,吴江,a\n320583,昆山,b\n"


def test_a_code_is_accepted_for_a_year_in_which_it_was_in_force(capsys, own):
    """吴江市 320584 became 吴江区 320509 in 2012."""
    options = own(GB.format(year=2010), GB_REGIONS)
    code, out, _ = run(capsys, *options, "--codes", "gb2260", "--year", "2010", "--format", "json")
    assert code == 0
    assert json.loads(out)["results"][0]["value"] == pytest.approx((1300 / 130) / (3000 / 170))


def test_a_code_out_of_force_is_refused_naming_its_successor(capsys, own):
    options = own(GB.format(year=2015), GB_REGIONS)
    code, out, err = run(capsys, *options, "--codes", "gb2260", "--year", "2015")
    assert (code, out) == (2, "")
    assert "data.csv:2: region: 320584" in err
    assert "320509" in err
    assert "吴江区" in err


def test_without_the_check_any_code_will_do(capsys, own):
    options = own(GB.format(year=2015), GB_REGIONS)
    assert run(capsys, *options, "--year", "2015")[0] == 0


# All regions, and the same figures over time


def test_all_regions_stand_by_province_and_those_left_out_are_named(capsys):
    code, out, err = run(capsys, "gaps", "--all-regions", "--year", "2021", "--format", "json")
    result = json.loads(out)
    assert code == 0
    assert result["headline"] is None
    assert result["grouping"] == "provinces"
    assert "left out, some year is missing: " in err
    assert "460300 三沙市" in err


def test_all_regions_may_name_two_provinces(capsys):
    asked = ["gaps", "--all-regions", "--year", "2021", "--groups", "320000,340000"]
    _, out, _ = run(capsys, *asked, "--format", "json")
    first, second = json.loads(out)["headline"]
    assert (first["name_zh"], second["name_en"]) == ("江苏省", "Anhui")


def test_all_regions_of_a_programme_is_a_contradiction(capsys):
    code, _, err = run(capsys, *JIANGSU, "--all-regions", "--year", "2021")
    assert code == 2
    assert "grouped by province" in err


def test_convergence_says_speed_and_half_life(capsys):
    asked = [*JIANGSU, "--show", "convergence", "--years", "2005-2021"]
    code, out, _ = run(capsys, *asked)
    assert code == 0
    assert out.startswith("2005—2021年，13个地区")
    assert "差距减半约需" in out
    result = json.loads(run(capsys, *asked, "--format", "json")[1])
    assert result["beta"]["half_life_years"] > 0
    assert result["sigma"]["years"] == list(range(2005, 2022))


def test_without_years_the_ones_used_are_said(capsys):
    code, _, err = run(capsys, *JIANGSU, "--show", "convergence", "--format", "json")
    assert code == 0
    assert "no years named: " in err


def test_mobility_counts_every_transition(capsys):
    asked = [*JIANGSU, "--show", "mobility", "--years", "2010-2021", "--classes", "3"]
    code, out, _ = run(capsys, *asked, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert len(rows) == 9
    assert sum(int(row["count"]) for row in rows) == 13 * 11


def test_a_class_nobody_started_from_shows_no_chances(capsys):
    asked = [*JIANGSU, "--show", "mobility", "--years", "2015-2021", "--classes", "0.1,1"]
    code, out, _ = run(capsys, *asked, "--lang", "en")
    assert code == 0
    assert "no region ever started from class 1" in out
    assert any(line.split() == ["1", "—", "—", "—"] for line in out.splitlines())


@pytest.mark.parametrize("kind", ["boundaries", "centres"])
def test_mobility_beside_poor_and_rich_neighbours(capsys, kind):
    asked = [*JIANGSU, "--show", "mobility", "--years", "2010-2021", "--neighbours", kind]
    code, out, _ = run(capsys, *asked, "--classes", "0.75,1,1.25", "--lang", "en")
    assert code == 0
    assert "Neighbours in class 1" in out
    assert "Do neighbours matter" in out


def test_density_has_a_curve_per_year(capsys):
    asked = [*JIANGSU, "--show", "density", "--years", "2005,2021", "--weighted"]
    code, out, _ = run(capsys, *asked, "--format", "json")
    result = json.loads(out)
    assert code == 0
    assert len(result["curves"]) == 2
    assert all(curve["weighted"] for curve in result["curves"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--show", "mobility", "--years", "2010,2012"], "years do not follow one another"),
        (["--show", "mobility", "--years", "2010-2012", "--classes", "x"], "x: not classes"),
        (["--show", "mobility", "--years", "2010-2012", "--classes", "99"], "so many classes"),
        (["--show", "convergence", "--year", "2010"], "at least two years"),
        (["--show", "convergence", "--years", "1950,1951"], "too few regions have every year"),
    ],
)
def test_what_cannot_be_seen_over_time_is_refused(capsys, arguments, words):
    code, out, err = run(capsys, *JIANGSU, *arguments)
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize("years", ["1-99999999", "2000-", "²", "20211"])
def test_years_that_are_none_are_refused_at_once(capsys, years):
    """A span was once expanded before it was checked: ten minutes for a slip of the finger."""
    status, printed, said = run(capsys, *JIANGSU, "--years", years)
    assert (status, printed) == (2, "")
    assert "not a year" in said


@pytest.mark.parametrize("classes", ["nan", "-4", "0.5,nan", "inf"])
def test_classes_that_are_none_are_refused(capsys, classes):
    asked = ("--years", "2009-2023", "--show", "mobility", "--classes", classes)
    status, printed, said = run(capsys, *JIANGSU, *asked)
    assert (status, printed) == (2, "")
    assert "not classes" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--weighted"], "--weighted: it does nothing with --show level; leave it out, or ask for"),
        (["--classes", "4"], "--classes: it does nothing with --show level"),
        (["--show", "density", "--yearly"], "--yearly: it does nothing with --show density"),
        (["--codes", "gb2260"], "--codes: it does nothing without --data"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(capsys, arguments, said):
    code, out, err = run(capsys, *JIANGSU, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(said)


def test_what_ones_own_panel_lacks_is_refused_with_its_file(capsys, own):
    options = own(PANEL, REGIONS)
    _, _, unknown = run(capsys, *options, "--year", "2020", "--indicator", "loans")
    assert unknown.startswith("data.csv:1: loans: no such indicator in the panel; there is: gdp")
    _, _, missing = run(capsys, *own(PANEL.replace("60,30", ",30"), REGIONS), "--year", "2020")
    assert missing.startswith("data.csv: gdp: no figure for 2020: N2 Four; years with every")


def test_a_file_that_is_not_there_is_refused_as_any_other_file(capsys, own, tmp_path):
    options = own(PANEL, REGIONS)
    code, out, err = run(capsys, *options, "--data", str(tmp_path / "none.csv"))
    assert (code, out) == (2, "")
    assert err == f"{tmp_path}/none.csv: there is no such file; check the path\n"
    _, _, folder = run(capsys, *options, "--regions", str(tmp_path))
    assert folder == f"{tmp_path}: this is a folder, not a file; name a file in it\n"
