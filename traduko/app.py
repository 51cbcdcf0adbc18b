"""The one place where everything is put together."""

from __future__ import annotations

import inspect
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, g
from flask_babel import gettext
from werkzeug.middleware.proxy_fix import ProxyFix

from traduko import cli, mailer, worker
from traduko.config import Settings
from traduko.core.crypto import Keyring
from traduko.core.db import engine_options, make_engine, prepare_engine, session_factory
from traduko.core.files import FileStore
from traduko.core.languages import text_direction
from traduko.web import access, folders, navigation, pages
from traduko.web.account.login import init_login
from traduko.web.errors import init_errors
from traduko.web.extensions import babel, csrf, db, limiter, login_manager
from traduko.web.formatting import init_formatting
from traduko.web.forms import attributes_of
from traduko.web.headers import init_headers

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine
    from sqlalchemy.orm import Session, sessionmaker

ROOT = Path(__file__).resolve().parent.parent
MAX_FORM_PARTS = 2_000
MAX_FORM_MEMORY = 2 * 1024 * 1024
MAX_REQUEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Assembly:
    """The parts every door needs, made of the installation's settings."""

    settings: Settings

    @property
    def info(self) -> dict[str, Any]:
        """Return what sessions carry to the verbs."""
        return {
            "mailer": mailer.PortalMailer(self.settings),
            "keys": Keyring(self.settings.secret_keys),
            "files": FileStore(self.settings.data_folder / "files"),
            "argon2": dict(self.settings.argon2),
        }

    def engine(self) -> Engine:
        """Return an engine of our own (commands, worker)."""
        self.settings.data_folder.mkdir(parents=True, exist_ok=True)
        return make_engine(self.settings.url)

    def sessions(self, engine: Engine | None = None) -> sessionmaker[Session]:
        """Return a maker of sessions that carry what verbs need."""
        return session_factory(engine or self.engine(), **self.info)

    def sender(self) -> worker.Sender:
        """Return what hands mails on."""
        return mailer.sender(self.settings)

    def create_app(self) -> Flask:
        """Return the portal."""
        return create_app(self.settings)

    def work(self, sessions: sessionmaker[Session], stop: threading.Event | None = None) -> None:
        """Do what happens by itself until told to stop."""
        worker.work(sessions, self.sender(), stop)

    def tick(self, sessions: sessionmaker[Session]) -> None:
        """Do what is due now, once."""
        worker.tick(sessions, self.sender())


def create_app(settings: Settings | None = None) -> Flask:
    """Return the portal as a WSGI application. Raises WeakSettings in an unsafe production."""
    settings = settings or Settings.from_env()
    settings.check()
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    app = Flask(
        "traduko",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.config.from_mapping(_configuration(settings))
    app.extensions["traduko"] = Assembly(settings).info
    app.extensions["traduko_settings"] = settings
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    db.init_app(app)
    # Lite also closes async sessions after each request. We have none, and running a coroutine for
    # nothing costs more than most queries (and fails where an event loop runs beside).
    app.teardown_appcontext_funcs[:] = [
        function
        for function in app.teardown_appcontext_funcs
        if not inspect.iscoroutinefunction(function)
    ]
    with app.app_context():
        prepare_engine(db.engine)
    babel.init_app(
        app,
        locale_selector=pages.locale,
        default_translation_directories=str(ROOT / "traduko" / "translations"),
    )
    csrf.init_app(app)
    limiter.init_app(app)
    init_login(app, login_manager)
    init_formatting(app)
    access.refuse_unguarded(app)
    folders.init_folders(app, settings)
    init_errors(app)
    init_headers(app, production=settings.production)
    _init_templates(app)
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "TESTING": settings.testing,
        "SECRET_KEY": settings.secret_keys[0],
        "SECRET_KEY_FALLBACKS": list(settings.secret_keys[1:]),
        "SQLALCHEMY_ENGINES": {"default": {"url": settings.url, **engine_options(settings.url)}},
        "SESSION_COOKIE_NAME": "__Host-traduko" if settings.production else "traduko",
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": MAX_REQUEST,
        "MAX_FORM_MEMORY_SIZE": MAX_FORM_MEMORY,
        "MAX_FORM_PARTS": MAX_FORM_PARTS,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_CSRF_SSL_STRICT": True,
        "BABEL_DEFAULT_LOCALE": "de",
        "RATELIMIT_STORAGE_URI": settings.rate_limit_storage,
        "RATELIMIT_HEADERS_ENABLED": False,
    }


def _init_templates(app: Flask) -> None:
    app.jinja_env.globals["asset"] = pages.asset
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        pages.gettext, pages.ngettext, newstyle=True
    )
    app.jinja_env.globals["attributes_of"] = attributes_of
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def _everywhere() -> dict[str, Any]:
        if "template_context" not in g:
            who = access.actor()
            language = pages.locale()
            g.template_context = {
                "actor": who,
                "is_signed_in": who.user_id is not None,
                "idle_seconds": access.idle_seconds(),
                "operator": pages.settings(),
                "locale": language,
                "text_direction": text_direction(language),
                "languages_offered": [("de", "Deutsch"), ("fr", "Français"), ("en", "English")],
                "navigation": navigation.menu(who) if who.roles else [],
                "label_of": lambda value: gettext(value.label),
            }
        return dict(g.template_context)


def main() -> None:
    """Run the command line."""
    cli.main(obj=Assembly(Settings.from_env()))
