"""`{% oidc as service %}`: the service to sign on with, where one is set."""

from __future__ import annotations

from django import template
from django.conf import settings

from jiedui.web.platform.accounts.oidc.provider import Provider

register = template.Library()


@register.simple_tag
def oidc() -> Provider | None:
    return settings.OIDC
