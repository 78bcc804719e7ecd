"""The app of tokens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TokensConfig(AppConfig):
    name = "jiedui.web.platform.tokens"
    label = "tokens"
    verbose_name = _("接口令牌")

    def ready(self) -> None:
        from jiedui.web.platform.audit.reading import everything, register_reach
        from jiedui.web.platform.audit.sentences import register_words

        actions = {"make_token": _("生成接口令牌"), "end_token": _("终止接口令牌")}
        register_reach({"token": everything})
        register_words(actions=actions, kinds={"token": _("接口令牌")})
