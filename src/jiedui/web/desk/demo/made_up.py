"""Names and codes that nobody can take for real ones, and the marks by which leaks are found."""

from __future__ import annotations

from dataclasses import dataclass

from jiedui.core.credit_codes import check_character

PROGRAMME = "jiangsu-2022"
LABEL = "演示数据，纯属虚构"
# GB 32100-2015, 5.1: a firm (9) registered as one (1) by the authority of region 000000, which
# GB/T 2260 does not have. Every check holds, and no authority can have issued the code.
AUTHORITY = "91000000"
# GB 11714-1997: the weights of the eight characters before the check character.
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
NUMERALS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True)
class Side:
    """A pair of the demonstration with the counties of its host, by their codes."""

    key: str
    short: str
    counties: tuple[str, ...]

    @property
    def supporter(self) -> str:
        return self.stem[:6]

    @property
    def recipient(self) -> str:
        return self.stem[7:]

    @property
    def stem(self) -> str:
        """Both codes, as in `320500-321300`."""
        return self.key.partition(":")[2]


PAIRS = (
    Side(f"{PROGRAMME}:320500-321300", "苏宿", ("321302", "321311", "321322", "321323", "321324")),
    Side(f"{PROGRAMME}:320100-320800", "宁淮", ("320812", "320813", "320826", "320830", "320831")),
    Side(f"{PROGRAMME}:320200-320700", "锡连", ("320703", "320706", "320722", "320723", "320724")),
    Side(f"{PROGRAMME}:320400-320900", "常盐", ("320921", "320922", "320923", "320924", "320925")),
)
# Pairs that the programme of 2022 dissolved; their parks are still there.
DISSOLVED = (
    Side("jiangsu-2001:320200-320300", "锡徐", ("320305",)),
    Side("jiangsu-2001:321100-320700", "镇连", ("320706",)),
)
# Industry of GB/T 4754, what its projects are called.
TRADES = (
    ("3484", "精密机械"),
    ("3421", "数控机床"),
    ("3825", "光伏组件"),
    ("3841", "锂电池材料"),
    ("3670", "汽车零部件"),
    ("3982", "电子电路"),
    ("1751", "功能性面料"),
    ("2761", "生物制药"),
    ("1492", "绿色食品"),
    ("3021", "装配式建材"),
    ("3852", "智能家电"),
    ("2651", "高分子材料"),
)
GAPS = ("数控系统", "高端轴承", "封装测试", "电解液", "检测设备")


def credit_code(serial: int) -> str:
    """A code that passes every check and that no authority can have issued.

    >>> credit_code(1)
    '91000000MADE00011F'
    """
    body = f"MADE{serial:04d}"
    first = AUTHORITY + body + organisation_check(body)
    return first + check_character(first)


def organisation_check(eight: str) -> str:
    """The last character of an organisation code (GB 11714-1997).

    >>> organisation_check("D2143569")
    'X'
    """
    total = sum(
        int(char, 36) * weight for char, weight in zip(eight, ORGANISATION_WEIGHTS, strict=True)
    )
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def mark(jurisdiction: str) -> str:
    """The text that stands in the records of a jurisdiction and nowhere else.

    >>> mark("320500-321300")
    'MARK-320500-321300'
    """
    return f"MARK-{jurisdiction}"


def firm_name(pair: Side, number: int, trade: str) -> str:
    """A name that says it is an example and that no other firm here has."""
    return f"示例{pair.short}{number:04d}{trade}有限公司"


def project_code(pair: Side, number: int) -> str:
    return f"DEMO-{pair.stem}-{number:04d}"


def park_code(pair: Side, number: int) -> str:
    return f"demo-{pair.stem}-{number:02d}"
