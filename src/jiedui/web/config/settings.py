"""The site's settings. Everything a site may set is an environment variable that starts JIEDUI_.

=======================  ========================================================================
JIEDUI_HOME              data folder: database, secret key, collected static files (``./var``)
JIEDUI_DATABASE_URL      ``postgresql://user:password@host:port/name``; unset is SQLite
JIEDUI_ALLOWED_HOSTS     names under which people reach the site, separated by commas
JIEDUI_PUBLIC            1: others reach this site, so unsafe settings are refused
JIEDUI_HTTPS             1: behind a proxy that speaks HTTPS, so cookies travel only there
JIEDUI_PASSWORD_PROFILE  ``asvs`` (long) or ``djbh`` (等保: composed, changed every 90 days)
JIEDUI_OIDC_ISSUER       sign-on service (OpenID Connect), with JIEDUI_OIDC_CLIENT_ID and
                         JIEDUI_OIDC_CLIENT_SECRET; JIEDUI_OIDC_NAME, JIEDUI_OIDC_CLAIM
JIEDUI_DEBUG             1: error pages for developers; refused on PostgreSQL and in public
=======================  ========================================================================
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

import jiedui.reports
from jiedui.core.errors import refuse_if_any
from jiedui.web.config import signing
from jiedui.web.config.databases import database
from jiedui.web.config.safety import secret_key, unsafe_settings
from jiedui.web.platform.accounts.oidc.provider import provider


def _is_on(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0")


WEB = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("JIEDUI_HOME") or "var").resolve()
DEBUG = _is_on("JIEDUI_DEBUG")
PUBLIC = _is_on("JIEDUI_PUBLIC")
HTTPS = _is_on("JIEDUI_HTTPS")

_LOCAL_HOSTS = [] if PUBLIC else ["localhost", "127.0.0.1", "[::1]"]
_NAMED_HOSTS = [host.strip() for host in os.environ.get("JIEDUI_ALLOWED_HOSTS", "").split(",")]
ALLOWED_HOSTS = [host for host in _NAMED_HOSTS if host] or _LOCAL_HOSTS
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

DATABASES = {"default": database(os.environ.get("JIEDUI_DATABASE_URL", ""), HOME)}
refuse_if_any(
    unsafe_settings(
        public=PUBLIC,
        debug=DEBUG,
        database_engine=DATABASES["default"]["ENGINE"],
        allowed_hosts=ALLOWED_HOSTS,
        home=HOME,
    )
)
SECRET_KEY = secret_key(HOME)
OIDC = provider(os.environ)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "jiedui.web.platform.kit",
    "jiedui.web.platform.audit",
    "jiedui.web.platform.accounts",
    "jiedui.web.platform.tokens",
    "jiedui.web.platform.transfer",
    *signing.APPS,
    "jiedui.web.records.regions",
    "jiedui.web.records.runs",
    "jiedui.web.records.programmes",
    "jiedui.web.records.parks",
    "jiedui.web.records.documents",
    "jiedui.web.records.confirmations",
    "jiedui.web.records.projects",
    "jiedui.web.judgement.offers",
    "jiedui.web.desk.home",
    "jiedui.web.desk.data",
    "jiedui.web.desk.rules",
    "jiedui.web.desk.pairing",
    "jiedui.web.desk.matching",
    "jiedui.web.desk.runs",
    "jiedui.web.desk.structure",
    "jiedui.web.desk.upload",
    "jiedui.web.desk.transfer",
    "jiedui.web.desk.gaps",
    "jiedui.web.desk.regions",
    "jiedui.web.desk.pairs",
    "jiedui.web.desk.projects",
    "jiedui.web.desk.parks",
    "jiedui.web.desk.search",
    "jiedui.web.desk.confirm",
    "jiedui.web.desk.offers",
    "jiedui.web.desk.demo",
]
# The order matters: headers are set on the way out by whoever stands first.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jiedui.web.platform.kit.middleware.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "jiedui.web.platform.kit.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jiedui.web.platform.accounts.signing.SignIns",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jiedui.web.platform.tokens.middleware.Tokens",
    "jiedui.web.platform.accounts.gate.Gate",
    "jiedui.web.platform.kit.middleware.RefusalPages",
    "jiedui.web.desk.demo.middleware.MadeUp",
    "axes.middleware.AxesMiddleware",
    "jiedui.web.platform.kit.middleware.ReadOnlyGuard",
]
globals().update(signing.settings(https=HTTPS))
PERMISSIONS_FILES = [WEB / "config" / "permissions.csv"]
if OIDC is not None:
    PERMISSIONS_FILES.append(WEB / "config" / "permissions-oidc.csv")
ROOT_URLCONF = "jiedui.web.config.urls"
WSGI_APPLICATION = "jiedui.web.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "jiedui.web.platform.kit.context.shell",
                "jiedui.web.platform.accounts.context.menus",
            ],
            "builtins": ["django.templatetags.i18n", "jiedui.web.platform.kit.templatetags.kit"],
        },
    }
]

# Chinese first: a visitor who has not chosen reads Chinese, whatever the browser was installed in.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
# One copy of ECharts draws both the page and the printed report.
STATICFILES_DIRS = [("vendor/echarts", Path(jiedui.reports.__file__).parent / "vendor")]
_MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {"staticfiles": {"BACKEND": _PLAIN if DEBUG else _MANIFEST}}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Nothing inline, nothing from outside. Pictures may be data: because Bootstrap's arrows are.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        # A form's redirect counts too: to the sign-on service, where one is set.
        "form-action": [SELF, *([OIDC.origin] if OIDC else [])],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jiedui.web.platform.kit.pages.untrusted"
CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# A page that is only read must not write: in development and tests such a write raises.
READ_ONLY_GUARD = DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
