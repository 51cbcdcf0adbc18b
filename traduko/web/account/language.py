"""The language of the portal, for people signed in or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, request
from flask_login import current_user

from traduko.accounts import users
from traduko.accounts.models import User
from traduko.web import access, pages
from traduko.web.account.sign_in import own_page

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("language", __name__, url_prefix="")
YEAR = 365 * 24 * 3600


@bp.post("/language")
def choose() -> Response:
    """Remember the language: in the account, or in a cookie."""
    wanted = request.form.get("locale", "")
    answer = make_response(redirect(own_page(request.form.get("next")) or "/", 303))
    if wanted not in pages.PORTAL_LOCALES:
        return answer
    if current_user.is_authenticated and not current_user.signed_in.needs_second_factor:
        user = access.load_own(User)
        with pages.transaction() as session:
            users.change_profile(
                session,
                user,
                name=user.name,
                phone=user.phone,
                locale=wanted,
                actor=access.actor(),
            )
    answer.set_cookie(
        "locale", wanted, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return answer
