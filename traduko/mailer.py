"""Jinja and Flask-Mail behind the outbox: mails are rendered here, and handed on."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.support import NullTranslations, Translations
from flask_mail import Connection
from flask_mail import Mail as FlaskMail
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from traduko.core import formatting
from traduko.core.languages import text_direction
from traduko.core.mail import Rendered
from traduko.operator import settings as operator_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from traduko.config import Settings
    from traduko.core.mail import Mail
    from traduko.core.outbox import OutboxMail, Outgoing

ROOT = Path(__file__).resolve().parent
TEMPLATES = ROOT.parent / "templates"
# Unicode's first-strong isolate: keeps an address or a time readable inside Arabic text.
FSI, PDI = "\u2068", "\u2069"


@cache
def translations(locale: str) -> NullTranslations:
    """Return the catalogue of a locale; English, in which the texts are written, has none."""
    return Translations.load(str(ROOT / "translations"), [locale])


@cache
def _environment(locale: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        translations(locale), newstyle=True
    )
    return environment


def _bidi(value: Any) -> Any:
    """Keep a value apart from the direction of the text around it."""
    text = f"{FSI}{value}{PDI}"
    return Markup("<bdi>{}</bdi>").format(value) if isinstance(value, Markup) else text


def _user_text(value: str | None) -> Markup:
    lines = Markup("<br>").join(escape(line) for line in (value or "").splitlines())
    return Markup('<bdi dir="auto">{}</bdi>').format(lines)


class PortalMailer:
    """Renders mails in the recipient's language, from the operator's own address."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def domain(self) -> str:
        """Return the domain of Message-IDs: that of the sender address."""
        return self.settings.mail_sender.rpartition("@")[2]

    def sender(self, session: Session) -> tuple[str, str]:
        """Return the sender's name and address."""
        return operator_settings.current(session).service_name, self.settings.mail_sender

    def reply_to(self, session: Session) -> str:
        """Return the address at which a reply reaches a person."""
        return operator_settings.current(session).email or self.settings.mail_sender

    def render(self, session: Session, mail: Mail) -> Rendered:
        """Return subject, text and HTML of the mail in its recipient's language."""
        locale = mail.to.locale
        environment = _environment(locale)
        operator = operator_settings.current(session)
        zone = operator.zone
        filters: dict[str, Callable[..., Any]] = {
            "day": lambda value: formatting.day(value, locale, zone),
            "long_day": lambda value: formatting.long_day(value, locale, zone),
            "clock_time": lambda value: formatting.clock_time(value, locale, zone),
            "date_time": lambda value: formatting.date_time(value, locale, zone),
            "span": lambda start, end=None: formatting.span(start, end, locale, zone),
            "money": lambda value, currency="EUR": formatting.money(value, currency, locale),
            "language_name": lambda code: formatting.language_name(code, locale),
            "place_name": lambda key: formatting.place_name(key, locale),
            "bidi": _bidi,
            "user_text": _user_text,
        }
        # One environment per locale is shared by threads; what depends on the operator's zone
        # is set anew each time and is the same for all mails of one operator.
        environment.filters.update(filters)
        context = {
            **mail.context,
            "operator": operator,
            "base_url": self.settings.base_url,
            "recipient": mail.to,
            "lang": locale,
            "dir": text_direction(locale),
        }
        folder = f"mail/{mail.template}"
        text = environment.get_template(f"{folder}/body.txt").render(context)
        return Rendered(
            environment.get_template(f"{folder}/subject.txt").render(context).strip(),
            "\n".join(line.rstrip() for line in text.splitlines()).strip() + "\n",
            environment.get_template(f"{folder}/body.html").render(context),
        )


class SmtpSender:
    """Hands built mails to the mail server over Flask-Mail's connection."""

    def __init__(self, settings: Settings) -> None:
        self._mail = FlaskMail().init_mail(
            {
                "MAIL_SERVER": settings.mail_server,
                "MAIL_PORT": settings.mail_port,
                "MAIL_USERNAME": settings.mail_username or None,
                "MAIL_PASSWORD": settings.mail_password or None,
                "MAIL_USE_TLS": settings.mail_tls,
                "MAIL_USE_SSL": settings.mail_ssl,
                "MAIL_DEFAULT_SENDER": settings.mail_sender,
            }
        )
        self._sender = settings.mail_sender

    @contextmanager
    def connection(self) -> Iterator[Callable[[OutboxMail | Outgoing], None]]:
        """Yield a function that sends one mail and raises smtplib's errors."""
        # Not `Mail.connect`: that asks for an application, which the worker has no need of.
        # The state is all a connection reads; the stubs ask for the extension itself.
        with Connection(self._mail) as connection:  # type: ignore[arg-type]

            def send(mail: OutboxMail | Outgoing) -> None:
                assert connection.host is not None
                # Before the dialogue begins: broken off in the middle, the next mail fails too.
                mail.to_email.encode("ascii")
                connection.host.sendmail(self._sender, [mail.to_email], mail.raw)

            yield send


class KeepingSender:
    """Sends nothing: without a mail server, mails are read on the local page."""

    @contextmanager
    def connection(self) -> Iterator[Callable[[Any], None]]:
        """Yield a function that only takes note."""
        yield lambda _mail: None


def sender(settings: Settings) -> SmtpSender | KeepingSender:
    """Return the sender these settings ask for."""
    return KeepingSender() if settings.mails_are_kept else SmtpSender(settings)
