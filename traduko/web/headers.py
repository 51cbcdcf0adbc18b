"""Security headers on every response, errors included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from secure import Secure
from secure.headers import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

if TYPE_CHECKING:
    from flask import Flask, Response

YEAR = 31_536_000


def _policy() -> ContentSecurityPolicy:
    return (
        ContentSecurityPolicy()
        .default_src("'self'")
        .img_src("'self'", "data:")
        .object_src("'none'")
        .base_uri("'self'")
        .form_action("'self'")
        .frame_ancestors("'none'")
    )


def init_headers(app: Flask, *, production: bool) -> None:
    """Set the same strict headers everywhere; a page may only make them stricter."""
    secure = Secure(
        csp=_policy(),
        # no-referrer would make the CSRF protection's referrer check refuse every form.
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation().microphone().camera(),
        hsts=StrictTransportSecurity().max_age(YEAR).include_subdomains() if production else None,
        cache=CacheControl().no_store(),
    )
    headers = dict(secure.headers)
    cache_control = headers.pop("Cache-Control", "no-store")

    @app.after_request
    def _set(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static":
            response.headers["Cache-Control"] = (
                f"public, max-age={YEAR}, immutable" if "v" in request.args else "no-cache"
            )
        else:
            response.headers.setdefault("Cache-Control", cache_control)
        return response
