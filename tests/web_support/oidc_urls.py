"""The addresses of a site where a sign-on service is set."""

from django.urls import include, path

from jiedui.web.config import urls

urlpatterns = [
    *urls.urlpatterns,
    path("account/oidc/", include("jiedui.web.platform.accounts.oidc.urls")),
]
handler404, handler500 = urls.handler404, urls.handler500
