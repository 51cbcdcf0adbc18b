"""Translators: list, profile, week, absences, proofs."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from traduko.core import clock
from traduko.core.errors import RuleBroken
from traduko.core.formatting import language_name, place_name
from traduko.core.languages import MAIL_LANGUAGES, autonym
from traduko.core.places import places
from traduko.dispatch import queries as dispatch_queries
from traduko.translators import availability, people, qualifications, queries
from traduko.translators.models import (
    Engagement,
    FieldOfWork,
    Gender,
    Level,
    Mode,
    ProofKind,
    Qualification,
    Translator,
)
from traduko.web import access, pages
from traduko.web.availability_fields import PARTS, WEEKDAYS, slots_in, values_of
from traduko.web.forms import EnumField, Form, LocalDateField, UploadField, message_of, optional

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("translators", __name__, url_prefix="/translators")
DIRECTIONS = ("both", "to", "from")


def _checkboxes(label: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class TranslatorForm(Form):
    """Everything about a translator but times and proofs."""

    name = StringField(
        _l("Name"), validators=[DataRequired(_l("Enter the name.")), Length(max=200)]
    )
    email = StringField(
        _l("E-mail address"),
        validators=[DataRequired(_l("Enter the e-mail address.")), Length(max=254)],
    )
    phone = StringField(_l("Phone"), validators=[optional(), Length(max=40)])
    locale = SelectField(_l("Language of mails"))
    engagement = EnumField(_l("Engagement"), enum=Engagement)
    gender = EnumField(
        _l("Asked for as"), [optional()], enum=Gender, blank=_l("does not want to be asked for it")
    )
    languages = _checkboxes(_l("Languages"))
    working_languages = _checkboxes(_l("With these working languages"))
    level = EnumField(_l("Level of the language"), enum=Level)
    direction = SelectField(_l("Direction"))
    modes = _checkboxes(_l("Ways of working"))
    fields = _checkboxes(_l("Fields of work"))
    home_municipality = SelectField(_l("Lives in"), validators=[optional()])
    max_travel_minutes = IntegerField(
        _l("Travels at most (minutes one way)"),
        default=60,
        validators=[NumberRange(0, 300, _l("Enter minutes between 0 and 300."))],
    )
    notes = TextAreaField(_l("Notes, only for dispatch"), validators=[optional(), Length(max=4000)])

    def prepare(self) -> None:
        """Fill the choices."""
        locale, settings = pages.locale(), pages.settings()
        self.locale.choices = [(code, autonym(code)) for code in MAIL_LANGUAGES]
        self.languages.choices = [
            (code, language_name(code, locale)) for code in settings.possible_languages
        ]
        self.working_languages.choices = [
            (code, language_name(code, locale)) for code in settings.working_languages
        ]
        self.direction.choices = [
            ("both", _("both ways")),
            ("to", _("only into the working language")),
            ("from", _("only out of the working language")),
        ]
        self.modes.choices = [(item.value, _(item.label)) for item in Mode]
        self["fields"].choices = [(item.value, _(item.label)) for item in FieldOfWork]
        self.home_municipality.choices = [("", _("not stated"))] + [
            (key, place_name(key, locale)) for key in places()
        ]

    def facts(self) -> people.TranslatorFacts:
        """Return what the form says."""
        written = Mode.WRITTEN.value in (self.modes.data or [])
        return people.TranslatorFacts(
            name=self.name.data,
            email=self.email.data,
            phone=self.phone.data or None,
            locale=self.locale.data,
            engagement=self.engagement.data,
            gender=self.gender.data,
            skills=tuple(
                people.Skill(
                    language,
                    working,
                    self.level.data,
                    to_working=self.direction.data in {"both", "to"},
                    from_working=self.direction.data in {"both", "from"},
                    written=written,
                )
                for language in self.languages.data or []
                for working in self.working_languages.data or []
            ),
            modes=frozenset(Mode(item) for item in self.modes.data or []),
            fields=frozenset(FieldOfWork(item) for item in self["fields"].data or []),
            home_municipality=self.home_municipality.data or None,
            max_travel_minutes=self.max_travel_minutes.data or 0,
            notes=self.notes.data or None,
        )


class ProofForm(Form):
    """A qualification with its days."""

    kind = EnumField(
        _l("Kind of proof"),
        [InputRequired(_l("Choose the kind."))],
        enum=ProofKind,
        blank=_l("Please choose"),
    )
    title = StringField(
        _l("What it is called, if it is another"), validators=[optional(), Length(max=100)]
    )
    issuer = StringField(_l("Issued by"), validators=[optional(), Length(max=200)])
    valid_from = LocalDateField(
        _l("Valid from"), validators=[DataRequired(_l("Enter the first day."))]
    )
    valid_until = LocalDateField(_l("Valid until"), validators=[optional()])
    document = UploadField(_l("Document"))


@bp.get("")
def index() -> Response:
    """List translators by name."""
    search = request.args.get("q", "").strip()[:100]
    language = request.args.get("language") or None
    after = request.args.get("after")
    page = queries.page(
        pages.session(),
        search=search,
        language=language,
        include_left="left" in request.args,
        after=after,
    )
    return pages.render(
        "dispatcher/translators.html",
        page=page,
        search=search,
        language=language,
        after=after,
        left="left" in request.args,
        codes=pages.settings().possible_languages,
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> BaseResponse:
    """Add a translator."""
    form = TranslatorForm(
        working_languages=list(pages.settings().working_languages[:1]), modes=["on_site", "phone"]
    )
    form.prepare()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            added = people.add_translator(session, form.facts(), actor=access.actor())
            return pages.redirect_to(
                ".show", translator_id=added.id, say=_("The translator is added.")
            )
    return pages.render("dispatcher/translator_form.html", form=form, translator=None)


@bp.get("/<uuid:translator_id>")
def show(translator_id: uuid.UUID) -> Response:
    """Show one translator."""
    return _page(access.load(Translator, translator_id), ProofForm())


def _page(
    translator: Translator,
    form: ProofForm,
    week: dict[str, str] | None = None,
    week_errors: dict[str, str] | None = None,
) -> Response:
    session = pages.session()
    return pages.render(
        "dispatcher/translator.html",
        status=422 if form.has_errors or week_errors else 200,
        translator=translator,
        languages=queries.languages_of(session, translator.id),
        proofs=qualifications.of(session, translator.id),
        week=week if week is not None else values_of(availability.week_of(session, translator.id)),
        week_errors=week_errors or {},
        weekdays=WEEKDAYS,
        parts=PARTS,
        absences=availability.absences_of(session, translator.id),
        assignments=dispatch_queries.upcoming_of(session, translator.id),
        today=clock.now().astimezone(pages.settings().zone).date(),
        form=form,
    )


@bp.route("/<uuid:translator_id>/edit", methods=["GET", "POST"])
def edit(translator_id: uuid.UUID) -> BaseResponse:
    """Change a translator's profile."""
    translator = access.load(Translator, translator_id)
    skills = queries.languages_of(pages.session(), translator.id)
    form = TranslatorForm(obj=translator, data=_values(translator, skills))
    form.prepare()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            people.change_translator(session, translator, form.facts(), actor=access.actor())
            return pages.redirect_to(".show", translator_id=translator_id, say=_("Saved."))
    return pages.render("dispatcher/translator_form.html", form=form, translator=translator)


def _values(translator: Translator, skills: list[Any]) -> dict[str, Any]:
    first = skills[0] if skills else None
    direction = "both"
    if first and not (first.to_working and first.from_working):
        direction = "to" if first.to_working else "from"
    return {
        "languages": sorted({skill.language for skill in skills}),
        "working_languages": sorted({skill.working_language for skill in skills}),
        "level": first.level if first else Level.C1,
        "direction": direction,
        "fields": translator.fields,
    }


@bp.post("/<uuid:translator_id>/week")
def set_week(translator_id: uuid.UUID) -> BaseResponse:
    """Save the usual week on a translator's behalf."""
    translator = access.load(Translator, translator_id)
    slots, errors = slots_in(request.form)
    if not errors:
        try:
            with pages.transaction() as session:
                availability.set_week(session, translator, slots, actor=access.actor())
        except RuleBroken as error:
            errors = {f"{(error.field or 'day_0')[4:]}_first_starts": message_of(error)}
        else:
            return pages.redirect_to(".show", translator_id=translator_id, say=_("Saved."))
    return _page(translator, ProofForm(formdata=None), request.form.to_dict(), errors)


@bp.post("/<uuid:translator_id>/proofs")
def add_proof(translator_id: uuid.UUID) -> BaseResponse:
    """Add a proof of competence."""
    translator, form = access.load(Translator, translator_id), ProofForm()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            qualifications.add(
                session,
                translator,
                kind=form.kind.data,
                title=form.title.data or None,
                issuer=form.issuer.data,
                valid_from=form.valid_from.data,
                valid_until=form.valid_until.data,
                document=form.document.upload,
                limit_mb=pages.settings().file_limit_mb,
                actor=access.actor(),
            )
            return pages.redirect_to(
                ".show", translator_id=translator_id, say=_("The proof is added.")
            )
    return _page(translator, form)


@bp.post("/<uuid:translator_id>/proofs/<uuid:proof_id>/remove")
def remove_proof(translator_id: uuid.UUID, proof_id: uuid.UUID) -> BaseResponse:
    """Remove a proof that was entered wrongly."""
    translator = access.load(Translator, translator_id)
    proof = pages.session().get(Qualification, proof_id)
    if proof is None or proof.translator_id != translator.id:
        abort(404)
    if Form().validate_on_submit():
        with pages.transaction() as session:
            qualifications.remove(session, translator, proof, actor=access.actor())
    return pages.redirect_to(".show", translator_id=translator_id, say=_("The proof is removed."))


@bp.post("/<uuid:translator_id>/<any(invite, leave, back):what>")
def move(translator_id: uuid.UUID, what: str) -> BaseResponse:
    """Invite to the portal, let leave, take back."""
    translator = access.load(Translator, translator_id)
    verbs = {
        "invite": (people.invite_to_portal, _("The invitation is on its way.")),
        "leave": (people.leave, _("The translator gets no more offers.")),
        "back": (people.return_, _("The translator is back.")),
    }
    verb, say = verbs[what]
    if Form().validate_on_submit():
        with pages.transaction() as session:
            verb(session, translator, actor=access.actor())
    return pages.redirect_to(".show", translator_id=translator_id, say=say)
