"""The authorization code flow of OpenID Connect: Authlib's, with what we demand of the other side.

Imported only where a service is set, so nobody else waits for the library. The standard library
speaks HTTP: the machine's own certificates hold, and no redirect is followed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from authlib.common.security import generate_token
from authlib.oauth2 import ClientAuth, OAuth2Client, OAuth2Error
from authlib.oauth2.rfc6749.parameters import (
    parse_authorization_code_response,
    prepare_token_request,
)
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, KeySet
from joserfc.jws import JWSRegistry

from jiedui.web.platform.accounts.oidc.provider import Provider, is_safe, origin_of

JSON = "application/json"
SECONDS = 5
BYTES_MAX = 1_000_000
LASTS_SECONDS = 600  # from the button to the way back
LEEWAY_SECONDS = 60  # clocks differ
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ODD = (JoseError, ValueError, TypeError, KeyError, AttributeError)  # JSON of another shape, too


class NotProven(Exception):
    """Who the person is was not proven; why, for the log and the trail."""


@dataclass(frozen=True)
class Flow:
    """What one sign-on keeps in the session between going and coming back."""

    state: str
    nonce: str
    verifier: str
    after: str
    begun: float

    @classmethod
    def begin(cls, after: str) -> Flow:
        words = [generate_token(48) for _ in range(3)]
        return cls(*words, after=after, begun=time.time())

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def fail_unless_answered(self, given: Mapping[str, str], provider: Provider) -> None:
        """The answer belongs to this flow, in time, from that service, and is no refusal."""
        if time.time() - self.begun > LASTS_SECONDS:
            raise NotProven("it took too long")
        if given.get("iss", provider.issuer) != provider.issuer:
            raise NotProven("another issuer answered")
        if "error" in given:
            raise NotProven(f"the service refused: {given['error'][:60]!r}")
        try:
            parse_authorization_code_response(f"?{urlencode(given)}", self.state)
        except OAuth2Error as error:
            raise NotProven(error.description) from error


def address_of_service(provider: Provider, flow: Flow, back: str) -> str:
    """Where the browser goes to prove who the person is."""
    asking = OAuth2Client(None, provider.client_id, code_challenge_method="S256")
    address, _ = asking.create_authorization_url(
        discovered(provider)["authorization_endpoint"],
        state=flow.state,
        code_verifier=flow.verifier,
        nonce=flow.nonce,
        redirect_uri=back,
        scope="openid profile email",
    )
    return str(address)


def proven_name(provider: Provider, flow: Flow, code: str, back: str) -> str:
    """The name of an account, as the service proves it; never a role, never a grant.

    Raises
    ------
    NotProven
        The service did not answer as the standard asks, or its word does not hold.
    """
    told = discovered(provider)
    answer = _exchanged(provider, told, flow, code, back)
    claims = checked(provider, _read(told["jwks_uri"]), answer, flow.nonce)
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not name.strip():
        raise NotProven(f"the identity says no {provider.claim}")
    if provider.claim == "email" and claims.get("email_verified") is not True:
        raise NotProven("the e-mail address is not verified")
    return name.strip()[:150]


def discovered(provider: Provider) -> dict[str, Any]:
    """What the service says of itself; refused unless it is who it should be."""
    told = _read(get_well_known_url(provider.issuer, external=True))
    if told.get("issuer") != provider.issuer:
        raise NotProven(f"the service calls itself {str(told.get('issuer'))[:120]}")
    for name in ENDPOINTS:
        if not is_safe(str(told.get(name, ""))):
            raise NotProven(f"{name} is not HTTPS")
    if origin_of(told["authorization_endpoint"]) != provider.origin:
        raise NotProven("the authorization endpoint lies at another origin than the issuer")
    return told


def checked(
    provider: Provider, keys: Mapping[str, Any], answer: Mapping[str, Any], nonce: str
) -> Mapping[str, Any]:
    """The claims of an identity token that is signed, meant for us, fresh, and an answer to us."""

    def named(signed: GuestProtocol) -> KeySet:
        """Only those of that name: a service may publish others that the library cannot read."""
        kid = signed.headers().get("kid")
        fit = [one for one in keys["keys"] if one.get("kid") == kid]
        return KeySet.import_key_set({"keys": fit})

    try:
        demanded = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        token = jwt.decode(answer["id_token"], named, registry=demanded)
        meant = {"iss": {"value": provider.issuer}, "aud": {"value": provider.client_id}}
        beside = {"client_id": provider.client_id, "access_token": answer.get("access_token")}
        claims = CodeIDToken(token.claims, token.header, meant, {"nonce": nonce, **beside})
        claims.validate(leeway=LEEWAY_SECONDS)
    except ODD as error:
        raise NotProven(f"the identity token does not hold: {error}") from error
    return claims


def _exchanged(
    provider: Provider, told: dict[str, Any], flow: Flow, code: str, back: str
) -> dict[str, Any]:
    way, words = "client_secret_basic", [provider.client_id, provider.client_secret]
    if way in told.get("token_endpoint_auth_methods_supported", [way]):
        words = [quote(word, safe="") for word in words]  # RFC 6749 2.3.1; Authlib leaves it to us
    else:
        way = "client_secret_post"
    form = prepare_token_request(
        "authorization_code", redirect_uri=back, code=code, code_verifier=flow.verifier
    )
    headers = {"Accept": JSON, "Content-Type": "application/x-www-form-urlencoded"}
    asked = ClientAuth(*words, way).prepare("POST", told["token_endpoint"], headers, form)
    return _read(*asked)


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **more: Any) -> None:
        return None


def _read(address: str, headers: dict[str, str] | None = None, form: str = "") -> dict[str, Any]:
    asked = Request(address, form.encode() if form else None, headers or {"Accept": JSON})
    try:
        with build_opener(_NoRedirect).open(asked, timeout=SECONDS) as answer:
            told = json.loads(answer.read(BYTES_MAX))
    except (OSError, HTTPException, ValueError) as error:
        raise NotProven(f"{origin_of(address)} did not answer as it should: {error}") from error
    if not isinstance(told, dict):
        raise NotProven(f"{origin_of(address)} answered no JSON object")
    return told
