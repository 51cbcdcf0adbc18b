"""Flask-Login on sessions of our own: the cookie carries a secret, the table the rest."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask import current_app, g, redirect, request, url_for
from flask import session as cookie
from flask_login import UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from traduko.accounts import sessions, sign_in
from traduko.web import pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask
    from flask_login import LoginManager

    from traduko.accounts.models import User
    from traduko.accounts.sessions import SignedIn

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=Response)


class Visitor(UserMixin):  # type: ignore[misc]
    """Somebody signed in, as Flask-Login wants to see them."""

    def __init__(self, token: str, signed_in: SignedIn) -> None:
        self.token = token
        self.signed_in = signed_in

    def get_id(self) -> str:
        """Return what the cookie carries: the secret of this sign-in."""
        return self.token


def init_login(app: Flask, manager: LoginManager) -> None:
    """Let Flask-Login read our sign-ins."""
    manager.init_app(app)
    # Pages decide themselves where to send somebody who has not signed in.
    manager.session_protection = None

    @manager.unauthorized_handler  # type: ignore[untyped-decorator]
    def _to_sign_in() -> Any:
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("account.sign_in.show", next=here), 303)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def _load(token: str) -> Visitor | None:
        signed_in = sessions.read(pages.session(), token, settings=pages.settings())
        if signed_in is None:
            return None
        g.signed_in = signed_in
        return Visitor(token, signed_in)

    @app.after_request
    def _touch(response: Any) -> Any:
        signed_in = g.get("signed_in")
        if (
            signed_in is not None
            and response.status_code < 500  # noqa: PLR2004 - a server error is no visit
            and request.endpoint != "static"
            and sessions.is_touch_due(signed_in)
        ):
            with pages.transaction() as session:
                sessions.touch(session, signed_in.sign_in_id)
        return response


def whole(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Let only those in who have signed in wholly: a password alone opens no page of an account.

    Pages on the way to the second factor say `login_required` instead.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if not current_user.is_authenticated:
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
        if current_user.signed_in.needs_second_factor:
            here = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("account.second_factor.required", next=here), 303)
        return view(*args, **kwargs)

    guarded.is_whole = True  # type: ignore[attr-defined]
    return guarded


def begin(user: User) -> None:
    """Begin a fresh sign-in in this browser, for somebody whose link has just proven them."""
    with pages.transaction() as session:
        token = sessions.start(
            session, user, user_agent=request.user_agent.string, address=request.remote_addr or ""
        )
    carry(token)


def carry(token: str) -> None:
    """Let this browser carry a fresh sign-in; whatever the cookie held before is void."""
    cookie.clear()
    _hold(token)


def renew() -> None:
    """Give the sign-in of this browser a new secret: more has been shown of who it is."""
    with pages.transaction() as session:
        token = sessions.renew(session, current_user.signed_in.sign_in_id)
    _hold(token)


def _hold(token: str) -> None:
    signed_in = sessions.read(pages.session(), token, settings=pages.settings())
    assert signed_in is not None
    login_user(Visitor(token, signed_in))
    g.signed_in = signed_in
    for name in ("actor", "template_context", "locale", "person_locale"):
        g.pop(name, None)


def leave() -> None:
    """Forget the sign-in in this browser."""
    logout_user()
    cookie.clear()


def _browser_cookie() -> str:
    return "__Host-browser" if current_app.config["SESSION_COOKIE_SECURE"] else "browser"


def browser() -> str | None:
    """Return what this browser keeps to be known again."""
    return request.cookies.get(_browser_cookie())


def remember_browser(response: T, user_id: UUID) -> T:
    """Let this browser be known: strangers' wrong tries then do not keep its owner out."""
    response.set_cookie(
        _browser_cookie(),
        sign_in.known_browser(pages.session(), user_id),
        max_age=int(sign_in.BROWSER_KNOWN_FOR.total_seconds()),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
