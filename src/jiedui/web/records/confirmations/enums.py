"""Closed lists of the confirmations app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """A role in one pair, never a property of a region."""

    SUPPORTER = "supporter", _("帮扶方")
    RECIPIENT = "recipient", _("受帮扶方")

    @property
    def other(self) -> Side:
        return Side.RECIPIENT if self is Side.SUPPORTER else Side.SUPPORTER


class Answer(models.TextChoices):
    """How a declaration came about: of one's own accord, or in answer to the other side."""

    STATED = "stated", _("提出")
    CONFIRMED = "confirmed", _("确认")
    BESIDE = "beside", _("并列")


class Standing(models.TextChoices):
    """How far the two sides are on a matter. Silence is `one_sided`: it never becomes consent."""

    ONE_SIDED = "one_sided", _("单方提出")
    AGREED = "agreed", _("两方一致")
    BESIDE = "beside", _("两数并列")
    DISPUTED = "disputed", _("有争议")
    SETTLED = "settled", _("已裁定")


CONFIRMED = (Standing.AGREED, Standing.SETTLED)


class Awaits(models.TextChoices):
    """Whose move it is."""

    NOBODY = "", _("无")
    SUPPORTER = "supporter", _("帮扶方")
    RECIPIENT = "recipient", _("受帮扶方")
    ARBITRATOR = "arbitrator", _("仲裁人")


class Ruling(models.TextChoices):
    """How a dispute ended."""

    SUPPORTER = "supporter", _("以帮扶方的说法为准")
    RECIPIENT = "recipient", _("以受帮扶方的说法为准")
    THIRD = "third", _("以裁定的第三个数为准")
    AGREED = "agreed", _("两方自行达成一致")


class Verdict(models.TextChoices):
    """What the second person said of a correction."""

    OPEN = "", _("待复核")
    ACCEPTED = "accepted", _("同意更正")
    REFUSED = "refused", _("不同意更正")
