"""The one door to tokens: everybody has their own."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import fetch
from jiedui.web.platform.tokens.models import Token


def own_tokens(by: User) -> QuerySet[Token]:
    return Token.objects.filter(user=by)


def own_token(by: User, number: int) -> Token:
    return fetch(Token.objects.all(), Q(user=by), pk=number)
