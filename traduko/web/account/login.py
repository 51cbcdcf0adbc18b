"""Flask-Login on sessions of our own: the cookie carries a secret, the table the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, redirect, request, url_for
from flask import session as cookie
from flask_login import UserMixin, login_user, logout_user

from traduko.accounts import sessions
from traduko.web import pages

if TYPE_CHECKING:
    from flask import Flask
    from flask_login import LoginManager

    from traduko.accounts.models import User
    from traduko.accounts.sessions import SignedIn


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
        signed_in = sessions.read(pages.session(), token)
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


def begin(user: User) -> None:
    """Begin a fresh sign-in in this browser; whatever the cookie held before is void."""
    cookie.clear()
    with pages.transaction() as session:
        token = sessions.start(
            session,
            user,
            user_agent=request.user_agent.string,
            address=request.remote_addr or "",
        )
        signed_in = sessions.read(session, token)
    assert signed_in is not None
    login_user(Visitor(token, signed_in))
    g.pop("actor", None)
    g.pop("template_context", None)


def leave() -> None:
    """Forget the sign-in in this browser."""
    logout_user()
    cookie.clear()
