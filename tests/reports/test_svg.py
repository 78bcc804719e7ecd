import json
import threading
from xml.etree import ElementTree

import pytest

from jiedui.core.errors import JieduiError
from jiedui.reports.charts import Line, trend
from jiedui.reports.svg import render

OPTION = trend([Line("年末常住人口", [3.1, None, 1.9])], [2000, 2010, 2021], unit="倍")


def draw(option=OPTION):
    return render(option, width=400, height=240)


def test_a_drawing_is_well_formed_and_holds_its_labels():
    words = "".join(ElementTree.fromstring(draw()).itertext())
    assert "年末常住人口" in words and "倍" in words and "2021" in words


def test_drawing_twice_gives_the_same_bytes():
    first = draw()
    draw({"animation": False, "title": {"text": "another one between"}})
    assert draw() == first


def test_a_thread_of_its_own_draws_the_same():
    drawn = []
    thread = threading.Thread(target=lambda: drawn.append(draw()))
    thread.start()
    thread.join()
    assert drawn == [draw()]


def test_two_drawings_in_one_page_share_no_id():
    other = trend([Line("户籍人口", [1.0, 2.0, 3.0])], [2000, 2010, 2021], unit="倍")
    assert not _ids(draw()) & _ids(draw(other))
    assert _ids(draw())


def _ids(svg):
    return {element.get("id") for element in ElementTree.fromstring(svg).iter()} - {None}


def test_a_drawing_carries_no_script_and_no_style_sheet():
    assert "<style" not in draw() and "<script" not in draw()


def test_a_number_that_is_not_finite_is_refused():
    with pytest.raises(JieduiError, match="not finite"):
        draw({"series": [{"type": "line", "data": [float("nan")]}]})


def test_an_option_that_echarts_rejects_says_so_and_leaves_the_engine_usable():
    with pytest.raises(JieduiError, match="could not be drawn"):
        draw({"geo": {"map": "nowhere"}, "series": [{"type": "map", "map": "nowhere"}]})
    assert draw().startswith("<svg")


def test_an_option_is_plain_json():
    assert json.loads(json.dumps(OPTION, allow_nan=False)) == OPTION
