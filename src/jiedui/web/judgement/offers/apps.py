"""The app of offers and of the development list."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OffersConfig(AppConfig):
    name = "jiedui.web.judgement.offers"
    label = "offers"
    verbose_name = _("对接邀约")

    def ready(self) -> None:
        from jiedui.web.judgement.offers import access, naming, trail
        from jiedui.web.platform.audit.reading import register_reach
        from jiedui.web.platform.audit.sentences import register_words
        from jiedui.web.records.confirmations import kinds

        kinds.register(naming.LIST, naming.object_kind())
        register_reach({naming.OFFER: access.reached_offers, naming.LIST: access.reached_lists})
        register_words(actions=trail.ACTIONS, kinds=trail.KINDS)
