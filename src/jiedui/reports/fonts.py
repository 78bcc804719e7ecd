"""The Chinese fonts that reports are set in: they are installed with us, none is expected."""

from __future__ import annotations

from pathlib import Path

import pylopdf_fonts_zh_cn

SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"


def folder() -> Path:
    """The folder that holds Noto Sans SC and Noto Serif SC (SIL Open Font Licence)."""
    return Path(pylopdf_fonts_zh_cn.sans_path()).parent
