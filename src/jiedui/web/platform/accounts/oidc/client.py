"""The authorization code flow of OpenID Connect, the side of who relies on the service.

Nothing is taken on trust from the way it came: the signature of the identity token is always
checked with the service's published keys, with algorithms of public keys only; state, nonce and
PKCE tie an answer to the browser that asked. Only the standard library speaks HTTP, so the
machine's own certificates hold, and no redirect is followed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

import jwt

from jiedui.web.platform.accounts.oidc.provider import Provider, is_safe, origin_of

SECONDS = 5
BYTES_MAX = 1_000_000
LASTS_SECONDS = 600  # from the button to the way back
LEEWAY_SECONDS = 60  # clocks differ
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


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
        words = [secrets.token_urlsafe(32) for _ in range(3)]
        return cls(*words, after=after, begun=time.time())

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def fail_unless_answered(self, given: Mapping[str, str], provider: Provider) -> None:
        """The answer belongs to this flow, in time, from that service, and is no refusal."""
        if not secrets.compare_digest(self.state.encode(), given.get("state", "").encode()):
            raise NotProven("the state is not the one that was sent")
        if time.time() - self.begun > LASTS_SECONDS:
            raise NotProven("it took too long")
        if given.get("iss", provider.issuer) != provider.issuer:
            raise NotProven("another issuer answered")
        if given.get("error") or not given.get("code"):
            raise NotProven(f"the service refused: {given.get('error', 'no code')[:60]}")


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **more: Any) -> None:
        return None


def address_of_service(provider: Provider, flow: Flow, back: str) -> str:
    """Where the browser goes to prove who the person is."""
    told = discovered(provider)
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": "openid profile email",
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": _challenge(flow.verifier),
        "code_challenge_method": "S256",
    }
    address = told["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def proven_name(provider: Provider, flow: Flow, code: str, back: str) -> str:
    """The name of an account, as the service proves it; never a role, never a grant.

    Raises
    ------
    NotProven
        The service did not answer as the standard asks, or its word does not hold.
    """
    told = discovered(provider)
    answer = _exchanged(provider, told, flow, code, back)
    claims = checked(provider, _read(told["jwks_uri"]), str(answer.get("id_token", "")), flow.nonce)
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not name.strip():
        raise NotProven(f"the identity says no {provider.claim}")
    if provider.claim == "email" and claims.get("email_verified") is not True:
        raise NotProven("the e-mail address is not verified")
    return name.strip()[:150]


def discovered(provider: Provider) -> dict[str, Any]:
    """What the service says of itself; refused unless it is who it should be."""
    told = _read(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != provider.issuer:
        raise NotProven(f"the service calls itself {str(told.get('issuer'))[:120]}")
    for name in ENDPOINTS:
        if not is_safe(str(told.get(name, ""))):
            raise NotProven(f"{name} is not HTTPS")
    if origin_of(told["authorization_endpoint"]) != provider.origin:
        raise NotProven("the authorization endpoint lies at another origin than the issuer")
    return told


def checked(provider: Provider, keys: dict[str, Any], token: str, nonce: str) -> dict[str, Any]:
    """The claims of an identity token that is signed, meant for us, fresh, and an answer to us."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(keys, jwt.get_unverified_header(token)),
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise NotProven(f"the identity token does not hold: {error}") from error
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotProven("the nonce is not the one that was sent")
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if many else provider.client_id) != provider.client_id:
        raise NotProven("the token was made for another client")
    return claims


def _key(keys: dict[str, Any], header: Mapping[str, Any]) -> Any:
    """The published key of that name, for the algorithm that the token says it was signed with."""
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise NotProven(f"signed with {str(algorithm)[:20]}")
    named = [one for one in keys.get("keys", ()) if one.get("kid") == header.get("kid")]
    fit = [one for one in named if one.get("use", "sig") == "sig"]
    if len(fit) != 1 or fit[0].get("alg", algorithm) != algorithm:
        raise NotProven("no published key of that name")
    return jwt.PyJWK.from_dict(fit[0], algorithm=algorithm)


def _exchanged(
    provider: Provider, told: dict[str, Any], flow: Flow, code: str, back: str
) -> dict[str, Any]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    form |= {"client_id": provider.client_id, "code_verifier": flow.verifier}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    ways = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_basic" in ways:
        words = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(words.encode()).decode()}"
    else:
        form["client_secret"] = provider.client_secret
    return _read(told["token_endpoint"], urlencode(form).encode(), headers)


def _read(
    address: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    asked = Request(address, data=body, headers={"Accept": "application/json", **(headers or {})})
    try:
        with _opener().open(asked, timeout=SECONDS) as answer:
            told = json.loads(answer.read(BYTES_MAX))
    except (URLError, OSError, ValueError) as error:
        raise NotProven(f"{origin_of(address)} did not answer as it should: {error}") from error
    if not isinstance(told, dict):
        raise NotProven(f"{origin_of(address)} answered no JSON object")
    return told


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirect)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
