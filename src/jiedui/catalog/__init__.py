"""What exists, as data: indicators, later item kinds and table columns."""

from jiedui.catalog.indicators import Indicator, indicator, indicators

__all__ = ["Indicator", "indicator", "indicators"]
