"""Draws a chart on the server: an ECharts option goes in, an SVG text comes out.

One engine draws the page and the paper. This module is the only one that knows which JavaScript
interpreter runs it; another one would replace `_Engine` and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import quickjs

from jiedui.core.errors import JieduiError

GeoJSON = Mapping[str, Any]

MEMORY_LIMIT_BYTES = 768 * 1024 * 1024
CPU_LIMIT_SECONDS = 60
STACK_BYTES = 2 * 1024 * 1024

# ECharts looks for timers and a console when it starts; a drawing made at once needs neither.
_SURROUNDINGS = """
var self = globalThis, global = globalThis;
["setTimeout", "setInterval", "requestAnimationFrame", "clearTimeout", "clearInterval",
 "cancelAnimationFrame"].forEach(name => { globalThis[name] = () => 0; });
globalThis.console = {log() {}, warn() {}, error() {}, info() {}, debug() {}};
"""

# The answer travels as JSON text: a rope string, which concatenation leaves behind, cannot leave
# the interpreter as it is.
_DRAW = """
(function () {
  var task = JSON.parse(jiedui_task);
  Object.keys(task.maps).forEach(function (name) { echarts.registerMap(name, task.maps[name]); });
  var chart = echarts.init(null, null,
    {renderer: "svg", ssr: true, width: task.width, height: task.height});
  try { chart.setOption(task.option); return JSON.stringify(chart.renderToSVGString()); }
  finally { chart.dispose(); }
})()
"""

_HOVER_STYLE = re.compile(r"<style\s*>.*?</style>\s*", re.DOTALL)
_SCREEN_ONLY = re.compile(r' (?:class="zr\d+-cls-\d+"|ecmeta_\w+="[^"]*"|pointer-events="visible")')
_RUNNING_ID = re.compile(r"\bzr\d+-[a-z]+\d+")

_threads = threading.local()


def render(
    option: Mapping[str, Any],
    *,
    width: int,
    height: int,
    maps: Mapping[str, GeoJSON] | None = None,
) -> str:
    """Draw one chart.

    Parameters
    ----------
    option
        An ECharts option as `jiedui.reports.charts` makes it: plain values, no function, no NaN.
    width, height
        Size of the drawing in pixels.
    maps
        The GeoJSON of every map that the option names, by its name.

    Returns
    -------
    str
        A whole `<svg>` element. The same arguments give the same text on every call: the running
        numbers that ECharts puts into its ids are replaced by a hash of the arguments, so that
        several drawings may also stand in one page.

    Raises
    ------
    JieduiError
        When the engine refuses the option; the message is the engine's own.

    Examples
    --------
    >>> drawing = render({"animation": False, "title": {"text": "苏南"}}, width=200, height=80)
    >>> drawing.startswith("<svg") and "苏南" in drawing
    True
    """
    task = {"option": option, "width": width, "height": height, "maps": dict(maps or {})}
    try:
        text = json.dumps(task, ensure_ascii=False, allow_nan=False, sort_keys=False)
    except ValueError as error:
        raise JieduiError(f"a chart holds a number that is not finite: {error}") from error
    return _with_stable_ids(_engine().draw(text), text)


def _engine() -> _Engine:
    """One interpreter per thread: none is shared, so none needs a lock."""
    engine: _Engine | None = getattr(_threads, "engine", None)
    if engine is None:
        engine = _threads.engine = _Engine()
    return engine


class _Engine:
    """A QuickJS interpreter with ECharts loaded, bounded in memory and time."""

    def __init__(self) -> None:
        script = files("jiedui.reports") / "vendor" / "echarts-6.1.0.min.js"
        self._context = quickjs.Context()
        self._context.set_memory_limit(MEMORY_LIMIT_BYTES)
        self._context.set_time_limit(CPU_LIMIT_SECONDS)
        self._context.set_max_stack_size(STACK_BYTES)
        self._context.eval(_SURROUNDINGS)
        self._context.eval(script.read_text(encoding="utf-8"))

    def draw(self, task: str) -> str:
        self._context.set("jiedui_task", task)
        try:
            return str(json.loads(self._context.eval(_DRAW)))
        except quickjs.JSException as error:
            raise JieduiError(f"the chart could not be drawn: {error}") from error
        finally:
            self._context.set("jiedui_task", "")


def _with_stable_ids(svg: str, task: str) -> str:
    """Without what only a screen needs (hover styles, hit tests), and with ids of our own."""
    svg = _HOVER_STYLE.sub("", svg)
    svg = _SCREEN_ONLY.sub("", svg)
    mark = hashlib.sha256(task.encode()).hexdigest()[:8]
    order: dict[str, str] = {}
    return _RUNNING_ID.sub(lambda m: order.setdefault(m[0], f"jd{mark}-{len(order)}"), svg)
