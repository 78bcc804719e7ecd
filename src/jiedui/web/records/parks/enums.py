"""Closed lists of the parks app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The rungs of the ladder, lowest first (D13); a kind beside the ladder comes last."""

    CO_BUILT = "co_built", _("共建产业园区")
    CHARACTERISTIC = "provincial_characteristic", _("省级特色园区")
    PILOT = "provincial_pilot", _("省级创新试点园区")
    NATIONAL = "national", _("国家级开发区")
    OTHER = "other", _("其他")


class Form(models.TextChoices):
    """What the carrier is: a park, or one of the forms beyond it (B17, E1, E6, E7, E9)."""

    PARK = "park", _("园区")
    ENCLAVE = "enclave", _("产业飞地")
    SCIENCE_ENCLAVE = "science_enclave", _("科创飞地")
    PARK_IN_PARK = "park_in_park", _("园中园")
    SCIENCE_PARK = "science_park", _("科技园区")
    INSTITUTE = "institute", _("产业研究院")
    MAKERSPACE = "makerspace", _("众创空间")
    INCUBATOR = "incubator", _("科技企业孵化器")
    TOWN = "town", _("小镇")
    ALLIANCE = "alliance", _("联盟")
    VIRTUAL = "virtual", _("总部与基地")


class Level(models.TextChoices):
    """Who pairs to build it."""

    PROVINCE = "province", _("省级")
    CITY = "city", _("设区市")
    COUNTY = "county", _("县(市、区)")


class Direction(models.TextChoices):
    """A supporter's enclave in the recipient's land, or the reverse of it (E1, E3)."""

    FORWARD = "forward", _("正向")
    REVERSE = "reverse", _("反向")


class Mode(models.TextChoices):
    """How a park is run (D16)."""

    CLOSED = "closed", _("封闭式")
    COOPERATIVE = "cooperative", _("合作式")
    OPEN = "open", _("开放式")


class Governance(models.TextChoices):
    """Who governs a park (D15)."""

    ADMINISTRATIVE = "administrative", _("行政主导")
    COMPANY = "company", _("公司化")
    MIXED = "mixed", _("混合")


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("日")
    MONTH = "month", _("月")
    QUARTER = "quarter", _("季")
    YEAR = "year", _("年")


class Step(models.TextChoices):
    """Approval of a park, in order (D5)."""

    CARRIER = "carrier", _("确定载体")
    PLAN = "plan", _("编制方案")
    APPROVED = "approved", _("方案获批")


class Space(models.TextChoices):
    """The three layouts of land (D12)."""

    PRODUCTION = "production", _("生产")
    LIVING = "living", _("生活")
    ECOLOGY = "ecology", _("生态")


class PlotState(models.TextChoices):
    """Where a plot stands on its way to use."""

    PLANNED = "planned", _("规划")
    RELEASED = "released", _("净地")
    GRANTED = "granted", _("供地")
    BUILT = "built", _("建成")
    RETURNED = "returned", _("收回")


class WorkKind(models.TextChoices):
    """What a work of the park is for; planning is a work of its own (D11)."""

    PLANNING = "planning", _("规划")
    INFRASTRUCTURE = "infrastructure", _("基础设施")
    INDUSTRY = "industry", _("工业")
    COMMERCE = "commerce", _("商业")
    HOUSING = "housing", _("住宅")


class Layer(models.TextChoices):
    """Below or above the ground (D11)."""

    UNDERGROUND = "underground", _("地下")
    ABOVE_GROUND = "above_ground", _("地上")


class Function(models.TextChoices):
    """Whether a duty runs the park's economy or its society (D15, D24)."""

    ECONOMIC = "economic", _("经济发展")
    SOCIAL = "social", _("社会管理")
    ADMINISTRATIVE = "administrative", _("行政审批")


class Side(models.TextChoices):
    """Which party a duty lies with."""

    SUPPORTER = "supporter", _("帮扶方")
    RECIPIENT = "recipient", _("受帮扶方")
    JOINT = "joint", _("双方")


class Policy(models.TextChoices):
    """The eight categories of support (D18)."""

    FISCAL = "fiscal", _("财政")
    FINANCE = "finance", _("金融")
    TALENT = "talent", _("人才")
    INVESTMENT = "investment", _("招商")
    APPROVAL = "approval", _("审批")
    LAND = "land", _("土地")
    ENVIRONMENT = "environment", _("环保")
    FACILITIES = "facilities", _("设施配套")


class ReformKind(models.TextChoices):
    """What a reform of the park changes (D15, D20)."""

    DE_ADMINISTRATION = "de_administration", _("去行政化")
    FREE_TRADE = "free_trade", _("自贸片区联动")
    OTHER = "other", _("其他")


class Progress(models.TextChoices):
    """How far something planned has come."""

    PLANNED = "planned", _("计划")
    UNDER_WAY = "under_way", _("进行中")
    DONE = "done", _("完成")
    DROPPED = "dropped", _("不再进行")


class Amenity(models.TextChoices):
    """What the inventory lists: works of the ground, public facilities (D19, D24)."""

    ROAD = "road", _("道路")
    PIPES = "pipes", _("管网")
    POWER = "power", _("供电")
    WATER = "water", _("供排水")
    PLANT = "plant", _("标准厂房")
    COMMERCE = "commerce", _("商业")
    SCHOOL = "school", _("学校")
    CLINIC = "clinic", _("医疗")
    HOUSING = "housing", _("住房")
    SERVICE = "service", _("公共服务")


class Phase(models.TextChoices):
    """The closed cycle of a park's capital: 投融建管退 (D21)."""

    INVEST = "invest", _("投")
    FINANCE = "finance", _("融")
    BUILD = "build", _("建")
    MANAGE = "manage", _("管")
    EXIT = "exit", _("退")


class Capital(models.TextChoices):
    """Whose capital it is (D17)."""

    SUPPORTER_STATE = "supporter_state", _("帮扶方国有")
    RECIPIENT_STATE = "recipient_state", _("受帮扶方国有")
    OTHER_STATE = "other_state", _("其他国有")
    SOCIAL = "social", _("社会资本")
    FOREIGN = "foreign", _("外资")


class Axis(models.TextChoices):
    """The three directions in which a pair matures (D23)."""

    SELF_DRIVING = "self_driving", _("从输血到造血")
    CITY = "city", _("从产业先行到产城融合")
    WHOLE_AREA = "whole_area", _("从园区共建到全域共建")


class Maturity(models.TextChoices):
    """How far along an axis."""

    BEFORE = "before", _("未起步")
    MOVING = "moving", _("推进中")
    REACHED = "reached", _("已达到")


class Head(models.TextChoices):
    """The five heads under which problems are filed (D30)."""

    DIVIDEND = "dividend", _("机制与红利")
    PLATFORM = "platform", _("平台与共赢")
    INDUSTRY = "industry", _("产业匹配")
    COMPLEMENT = "complement", _("园区互补")
    BUSINESS = "business", _("营商环境")


class Nature(models.TextChoices):
    """Of what kind a figure is; only what was published may leave it unstated (D9)."""

    STOCK = "stock", _("存量")
    FLOW = "flow", _("流量")
    CUMULATIVE = "cumulative", _("累计")
    RATE = "rate", _("比率")
    RANK = "rank", _("排名")
    UNSTATED = "unstated", _("未说明")


class Compared(models.TextChoices):
    """How a requirement holds a figure against its threshold."""

    AT_LEAST = "at_least", _("不低于")
    AT_MOST = "at_most", _("不高于")
