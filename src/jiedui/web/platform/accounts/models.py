"""People who sign in. No page needs an account yet, but a user model cannot be replaced later."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person. What they may do is granted by role and scope elsewhere, never by flags here."""

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
