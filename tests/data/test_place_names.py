"""English names of places: complete where pages show them, right where readings mislead."""

import csv
import subprocess
import sys
from collections import defaultdict

import pytest

from jiedui import data
from jiedui.data.english import NAMES, english, english_in, stem
from jiedui.schemes.load import programmes

DELTA = ("31", "32", "33", "34")  # the provinces whose counties are named


def rows():
    with NAMES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def is_english(name):
    return english(name).isascii() or not any("一" <= sign <= "鿿" for sign in english(name))


@pytest.mark.parametrize("programme", programmes(), ids=lambda one: one.id)
def test_every_name_of_a_programme_has_an_english_one(programme):
    named = {pair.supporter_name for pair in programme.pairs}
    named |= {pair.recipient_name for pair in programme.pairs}
    assert [name for name in sorted(named) if not is_english(name)] == []


def test_every_province_and_prefecture_old_and_new_has_an_english_name():
    now, ever = data.table("divisions"), data.table("code_history")
    above = {name for t in (now, ever) for name in t.loc[t["level"] != "county", "name"]}
    above |= set(data.table("city_panel")["city"])
    assert len(above) > 550
    assert [name for name in sorted(above) if not is_english(name)] == []


def test_every_county_of_shanghai_jiangsu_zhejiang_and_anhui_has_an_english_name():
    now = data.table("divisions").rename(columns={"adcode": "code"})
    for table in (now, data.table("code_history")):
        inside = table["code"].str[:2].isin(DELTA) & (table["level"] == "county")
        assert inside.sum() > 300
        assert [
            name for name in sorted(set(table.loc[inside, "name"])) if not is_english(name)
        ] == []


def test_every_co_built_park_has_an_english_name():
    assert all(is_english(park) for park in data.table("cobuilt_parks")["park"])


def test_no_two_different_cities_share_an_english_name():
    """苏州 and 宿州, 泰州 and 台州: former forms of one name (三明地区, 三明市) are one place."""
    shared = defaultdict(set)
    for row in rows():
        if row["level"] in ("province", "prefecture"):
            shared[row["name_en"]].add(stem(row["name_zh"]))
    assert {name: zh for name, zh in shared.items() if len(zh) > 1} == {}


def test_no_county_can_be_taken_for_another_or_for_a_city():
    """富阳市 is not 阜阳市, 相山区 is not 向山区, 嘉善县 is not 嘉山县."""
    shared = defaultdict(set)
    for row in rows():
        if row["level"] != "park":  # one park goes by a long and a short name
            shared[row["name_en"]].add(stem(row["name_zh"]))
    assert {name: zh for name, zh in shared.items() if len(zh) > 1} == {}


def test_provinces_and_prefectures_that_share_characters_are_told_apart():
    """吉林 and 海南 are provinces first; the city and the prefecture say that they are not."""
    assert (english("吉林省"), english("吉林市")) == ("Jilin", "Jilin City")
    assert (english("海南省"), english("海南藏族自治州")) == ("Hainan", "Hainan (Qinghai)")


@pytest.mark.parametrize(
    ("chinese", "expected"),
    [
        ("厦门市", "Xiamen"),
        ("重庆市", "Chongqing"),
        ("六安市", "Lu'an"),
        ("亳州市", "Bozhou"),
        ("蚌埠市", "Bengbu"),
        ("蚌山区", "Bengshan District"),
        ("台州市", "Taizhou (Zhejiang)"),
        ("泰州市", "Taizhou"),
        ("宿州市", "Suzhou (Anhui)"),
        ("苏州市", "Suzhou"),
        ("丽水市", "Lishui"),
        ("溧水区", "Lishui District"),
        ("歙县", "She County"),
        ("黟县", "Yi County"),
        ("涡阳县", "Guoyang County"),
        ("枞阳县", "Zongyang County"),
        ("砀山县", "Dangshan County"),
        ("濉溪县", "Suixi County"),
        ("盱眙县", "Xuyi County"),
        ("邳州市", "Pizhou"),
        ("睢宁县", "Suining County"),
        ("六合区", "Luhe District"),
        ("闵行区", "Minhang District"),
        ("长宁区", "Changning District"),
        ("长丰县", "Changfeng County"),
        ("天长市", "Tianchang"),
        ("乐清市", "Yueqing"),
        ("盐都区", "Yandu District"),
        ("莲都区", "Liandu District"),
        ("响水县", "Xiangshui County"),
        ("浦东新区", "Pudong New Area"),
        ("景宁畲族自治县", "Jingning She Autonomous County"),
        ("长沙市", "Changsha"),
        ("长春市", "Changchun"),
        ("长治市", "Changzhi"),
        ("朝阳市", "Chaoyang"),
        ("漯河市", "Luohe"),
        ("泸州市", "Luzhou"),
        ("淮安市", "Huai'an"),
        ("西安市", "Xi'an"),
        ("济南市", "Jinan"),
        ("陕西省", "Shaanxi"),
        ("山西省", "Shanxi"),
        ("内蒙古自治区", "Inner Mongolia"),
        ("西藏自治区", "Tibet"),
        ("香港特别行政区", "Hong Kong"),
        ("澳门特别行政区", "Macao"),
        ("呼和浩特市", "Hohhot"),
        ("鄂尔多斯市", "Ordos"),
        ("包头市", "Baotou"),
        ("乌鲁木齐市", "Ürümqi"),
        ("拉萨市", "Lhasa"),
        ("喀什地区", "Kashgar"),
        ("锡林郭勒盟", "Xilingol"),
        ("恩施土家族苗族自治州", "Enshi"),
        ("黔西南布依族苗族自治州", "Qianxinan"),
    ],
)
def test_readings_that_mislead_are_right(chinese, expected):
    assert english(chinese) == expected


def test_a_name_is_found_without_its_level_word():
    assert (english("南京"), english("昆山"), english("沭阳")) == ("Nanjing", "Kunshan", "Shuyang")
    assert (english("恩施"), english("江苏"), english("景宁")) == ("Enshi", "Jiangsu", "Jingning")
    assert english("朝阳") == "Chaoyang"


def test_a_district_named_behind_its_city_comes_first():
    assert english("无锡市惠山区") == "Huishan District, Wuxi"
    assert english("连云港市赣榆区") == "Ganyu District, Lianyungang"


def test_a_name_that_is_not_known_is_given_back_as_it_came():
    """A user's own regions keep their names, in any script; a code is never a name."""
    for name in ("甲市", "Springfield", "320100", "", "南京甲区", "苏"):
        assert english(name) == name


def test_looking_up_a_name_does_not_import_pandas():
    code = "import sys; from jiedui.data.english import english; english('南京市'); "
    code += "sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_names_within_a_label_are_english_and_titles_stay():
    assert english_in("320200:320300 无锡市-徐州市") == "320200:320300 Wuxi-Xuzhou"
    assert (
        english_in("吴江泗阳工业园区 had 48 firms") == "Wujiang-Siyang Industrial Park had 48 firms"
    )
    assert (
        english_in("《深化南北结对帮扶 促进区域协同发展》")
        == "《深化南北结对帮扶 促进区域协同发展》"
    )
