"""The service that a setting names, and what is wrong with a setting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from jiedui.core.errors import Problem, refuse_if_any

NEEDED = ("JIEDUI_OIDC_ISSUER", "JIEDUI_OIDC_CLIENT_ID", "JIEDUI_OIDC_CLIENT_SECRET")
OPTIONAL = ("JIEDUI_OIDC_NAME", "JIEDUI_OIDC_CLAIM")
CLAIMS = ("preferred_username", "email", "sub")
HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect service; the value of `claim` is the name of an account here."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    claim: str

    @property
    def origin(self) -> str:
        return origin_of(self.issuer)


def origin_of(address: str) -> str:
    """
    >>> origin_of("https://login.example.gov.cn/realms/one")
    'https://login.example.gov.cn'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def is_safe(address: str) -> bool:
    """HTTPS, or plain HTTP that does not leave this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)


def provider(environment: Mapping[str, str]) -> Provider | None:
    """The service that the environment names; none where nothing of it is set.

    Raises
    ------
    Refusal
        It is set by half, or not so that it could be trusted.
    """
    given = {name: environment.get(name, "").strip() for name in (*NEEDED, *OPTIONAL)}
    if not any(given.values()):
        return None
    refuse_if_any(_problems(given))
    return Provider(
        issuer=given["JIEDUI_OIDC_ISSUER"],
        client_id=given["JIEDUI_OIDC_CLIENT_ID"],
        client_secret=given["JIEDUI_OIDC_CLIENT_SECRET"],
        name=given["JIEDUI_OIDC_NAME"],
        claim=given["JIEDUI_OIDC_CLAIM"] or CLAIMS[0],
    )


def _problems(given: dict[str, str]) -> Iterator[Problem]:
    for name in NEEDED:
        if not given[name]:
            hint = f"set {', '.join(NEEDED)} together, or none of them"
            yield Problem("signing on by OpenID Connect is set by half", column=name, hint=hint)
    issuer = given["JIEDUI_OIDC_ISSUER"]
    if issuer and not _is_issuer(issuer):
        hint = "https://, as the service itself writes it, without ? and #; http:// on this machine"
        yield Problem("not an issuer", column="JIEDUI_OIDC_ISSUER", value=issuer, hint=hint)
    claim = given["JIEDUI_OIDC_CLAIM"]
    if claim and claim not in CLAIMS:
        hint = f"choose {', '.join(CLAIMS)}"
        yield Problem("not a claim to trust", column="JIEDUI_OIDC_CLAIM", value=claim, hint=hint)


def _is_issuer(text: str) -> bool:
    is_plain = not re.search(r"[?#\s;,'\"@]", text)  # it is written into a header as well
    return is_plain and bool(urlsplit(text).hostname) and is_safe(text)
