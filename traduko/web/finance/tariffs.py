"""Tariffs: which ones hold, and a new one from a day on."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from traduko.billing import tariff_book
from traduko.billing.models import Tariff
from traduko.billing.tariffs import Rules
from traduko.core import clock
from traduko.operator.kinds import InstitutionKind
from traduko.web import access, pages
from traduko.web.forms import Form, LocalDateField, MoneyField, optional

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("tariffs", __name__, url_prefix="/tariffs")


class TariffForm(Form):
    """A tariff from a day on."""

    name = StringField(_l("Name"), validators=[DataRequired(_l("Enter a name.")), Length(max=200)])
    valid_from = LocalDateField(
        _l("First day"), validators=[DataRequired(_l("Enter the first day."))]
    )
    valid_until = LocalDateField(_l("Last day"), validators=[optional()])
    kinds = SelectMultipleField(
        _l("For these kinds of institutions"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    unit_rate = MoneyField(
        _l("Amount per started unit, in EUR (0 means free)"),
        default=0,
        validators=[NumberRange(0, 10_000, _l("Enter an amount between 0 and 10,000."))],
    )
    unit_minutes = IntegerField(
        _l("Length of a unit, in minutes"),
        default=60,
        validators=[NumberRange(1, 480, _l("Enter minutes between 1 and 480."))],
    )
    minimum_units = IntegerField(
        _l("At least this many units"),
        default=1,
        validators=[NumberRange(0, 20, _l("Enter a number between 0 and 20."))],
    )
    word_rate = MoneyField(
        _l("Amount per translated word, in EUR"),
        default=0,
        validators=[NumberRange(0, 10, _l("Enter an amount between 0 and 10."))],
    )
    no_show_is_charged = BooleanField(_l("Booked time is charged if the client does not come"))


class EndForm(Form):
    """The last day of a tariff."""

    valid_until = LocalDateField(
        _l("Last day"), validators=[DataRequired(_l("Enter the last day."))]
    )


def _form() -> TariffForm:
    form = TariffForm()
    form.kinds.choices = [(kind.value, _(kind.label)) for kind in InstitutionKind if kind.may_ask]
    return form


@bp.get("")
def index() -> Response:
    """List all tariffs, the newest first."""
    zone = pages.settings().zone
    return pages.render(
        "finance/tariffs.html",
        tariffs=tariff_book.all_tariffs(pages.session()),
        today=clock.now().astimezone(zone).date(),
        kinds={kind.value: kind for kind in InstitutionKind},
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> BaseResponse:
    """Add a tariff."""
    form = _form()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            tariff_book.add_tariff(
                session,
                name=form.name.data,
                valid_from=form.valid_from.data,
                valid_until=form.valid_until.data,
                kinds=form.kinds.data or [],
                rules=Rules(
                    form.unit_minutes.data,
                    form.unit_rate.data,
                    form.minimum_units.data,
                    form.word_rate.data,
                    form.no_show_is_charged.data,
                ),
                actor=access.actor(),
            )
            return pages.redirect_to("finance.tariffs.index", say=_("The tariff is added."))
    return pages.render("finance/tariff_form.html", form=form)


@bp.route("/<uuid:tariff_id>/end", methods=["GET", "POST"])
def end(tariff_id: uuid.UUID) -> BaseResponse:
    """Give a tariff its last day."""
    tariff = access.load(Tariff, tariff_id)
    form = EndForm(valid_until=tariff.valid_until)
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            tariff_book.end_tariff(
                session, tariff, last_day=form.valid_until.data, actor=access.actor()
            )
            return pages.redirect_to("finance.tariffs.index", say=_("The tariff is changed."))
    return pages.render("finance/tariff_end.html", form=form, tariff=tariff)
