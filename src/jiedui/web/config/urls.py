"""Every address of the site."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from jiedui.web.config.api import api, docs

urlpatterns = [
    path("", include("jiedui.web.desk.home.urls")),
    path("gaps/", include("jiedui.web.desk.gaps.urls")),
    path("pairing/", include("jiedui.web.desk.pairing.urls")),
    path("matching/", include("jiedui.web.desk.matching.urls")),
    path("runs/", include("jiedui.web.desk.runs.urls")),
    path("structure/", include("jiedui.web.desk.structure.urls")),
    path("data/upload/", include("jiedui.web.desk.upload.urls")),
    path("data/", include("jiedui.web.desk.data.urls")),
    path("rules/", include("jiedui.web.desk.rules.urls")),
    path("regions/", include("jiedui.web.desk.regions.urls")),
    path("pairs/", include("jiedui.web.desk.pairs.urls")),
    path("transfer/", include("jiedui.web.desk.transfer.urls")),
    path("confirm/", include("jiedui.web.desk.confirm.urls")),
    path("offers/", include("jiedui.web.desk.offers.urls")),
    path("projects/", include("jiedui.web.desk.projects.urls")),
    path("parks/", include("jiedui.web.desk.parks.urls")),
    path("search", include("jiedui.web.desk.search.urls")),
    path("api/v1/docs", docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("account/tokens/", include("jiedui.web.platform.tokens.urls")),
    path("account/", include("jiedui.web.platform.accounts.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("language", set_language, name="set_language"),
]
if settings.OIDC is not None:
    urlpatterns.append(path("account/oidc/", include("jiedui.web.platform.accounts.oidc.urls")))
handler404 = "jiedui.web.platform.kit.pages.not_found"
handler500 = "jiedui.web.platform.kit.pages.fault"
