"""“Send me my links again”: the same answer for everybody, whether we know the address or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from wtforms import EmailField
from wtforms.validators import DataRequired, Length

from traduko.completion import mails as completion_mails
from traduko.completion import queries as completion_queries
from traduko.core import outbox
from traduko.dispatch import reminders
from traduko.web import pages
from traduko.web.extensions import limiter
from traduko.web.forms import Form

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("links", __name__, url_prefix="/links")


class AddressForm(Form):
    """Where to send the links."""

    email = EmailField(
        _l("Your e-mail address"),
        validators=[
            DataRequired(_l("Enter the address at which you get our mails.")),
            Length(max=254),
        ],
    )


@bp.get("")
@limiter.limit("60/minute")
def ask() -> Response:
    """Ask for the address."""
    return pages.render("translator/links.html", form=AddressForm(), is_sent=False)


@bp.post("")
@limiter.limit("5/minute;20/hour")
def send() -> Response:
    """Send offers, assignments and records that wait, if somebody has this address."""
    form = AddressForm()
    if not form.validate_on_submit():
        return pages.render("translator/links.html", form=form, is_sent=False)
    with pages.transaction() as session:
        translator = reminders.send_links_again(session, form.email.data or "")
        if translator is not None:
            for record in completion_queries.to_fill_in(session, translator.id):
                outbox.post(session, completion_mails.record_link(session, record))
    return pages.render("translator/links.html", form=form, is_sent=True)
