"""The request form: six answers, the rest behind "more"; for institutions and for dispatch."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    StopValidation,
)

from traduko.core import clock
from traduko.core.errors import RuleBroken
from traduko.core.formatting import language_name, place_name
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.core.places import places
from traduko.requests.free_text import Suspicion, suspicions
from traduko.requests.models import RequestKind, WishKind
from traduko.requests.rules import RequestDraft, TimeWarning, Wish, time_warning
from traduko.translators.models import FieldOfWork, Gender, Mode, ProofKind
from traduko.web import pages
from traduko.web.forms import EnumField, Form, LocalDateField, LocalTimeField, optional

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from traduko.requests.models import DraftFile

LENGTHS = (30, 45, 60, 90, 120, 180)
OTHER = "other"
AT_MOST = _l("This is too long.")
MORE_FIELDS = (
    "field",
    "matter",
    "case_reference",
    "gender",
    "qualification",
    "named",
    "never",
    "second_mode",
    "window_starts",
    "window_ends",
    "translator_note",
    "meeting_point",
    "unit_id",
)


class RequestForm(Form):
    """What both kinds of request share."""

    form_id = HiddenField()
    draft_id = HiddenField()
    repeated_from = HiddenField()
    text_checked = HiddenField()
    # Files an earlier try of this form has kept with its draft; the page reads them there.
    kept: Sequence[DraftFile] = ()
    language = SelectField(_l("Language"), validators=[InputRequired(_l("Choose the language."))])
    working_language = RadioField(
        _l("With"), validators=[InputRequired(_l("Choose the working language."))]
    )
    unit_id = SelectField(_l("Unit"), validators=[optional()])
    field = EnumField(_l("Topic"), [optional()], enum=FieldOfWork, blank=_l("not stated"))
    case_reference = StringField(
        _l("Your case reference"), validators=[optional(), Length(max=200, message=AT_MOST)]
    )
    matter = TextAreaField(
        _l("What it is about"), validators=[optional(), Length(max=2000, message=AT_MOST)]
    )
    translator_note = TextAreaField(
        _l("Note for the translator only"),
        validators=[optional(), Length(max=2000, message=AT_MOST)],
    )
    contact_name = StringField(
        _l("Contact on the day"), validators=[optional(), Length(max=200, message=AT_MOST)]
    )
    contact_phone = StringField(
        _l("Phone of the contact"), validators=[optional(), Length(max=40, message=AT_MOST)]
    )
    qualification = EnumField(
        _l("Qualification"),
        [optional()],
        enum=ProofKind,
        only=[kind for kind in ProofKind if kind not in {ProofKind.SWORN, ProofKind.OTHER}],
        blank=_l("no wish"),
    )
    qualification_is_must = BooleanField(_l("Only with this qualification, otherwise nobody"))
    documents = MultipleFileField(_l("Documents"), validators=[optional()])
    remember = BooleanField(_l("Fill in the form like this next time"))

    def prepare(
        self,
        *,
        units: Iterable[tuple[uuid.UUID, str]],
        translators: Iterable[tuple[uuid.UUID, str]],
    ) -> None:
        """Fill the choices that come from settings and from the institution."""
        settings, locale = pages.settings(), pages.locale()
        self.language.choices = [("", _("Please choose"))] + [
            (code, language_name(code, locale)) for code in settings.languages
        ]
        self.working_language.choices = [
            (code, language_name(code, locale)) for code in settings.working_languages
        ]
        if self.working_language.data in (None, "", "None"):
            self.working_language.data = settings.working_languages[0]
        self.unit_id.choices = [("", _("none"))] + [(str(key), name) for key, name in units]
        if _uuid(self.form_id.data) is None:
            self.form_id.data = str(new_id())
        self._prepare_translators(translators)

    def _prepare_translators(self, translators: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Only interpreting asks for translators by name."""

    @property
    def opens_more(self) -> bool:
        """Return whether something behind "more" is filled in or wrong."""
        names = [name for name in MORE_FIELDS if name in self._fields]
        if "direction" not in self._fields:
            names.append("documents")
            if self.kept:
                return True
        return any(self[name].errors or _filled(self[name].data) for name in names)

    @property
    def suspicions(self) -> list[Suspicion]:
        """Return what in the free text looks like a client's identity."""
        texts = [self.matter.data, self.translator_note.data]
        if "meeting_point" in self._fields:
            texts.append(self["meeting_point"].data)
        return suspicions(*texts)

    @property
    def uploads(self) -> tuple[tuple[str, bytes], ...]:
        """Return names and contents of the files that were sent."""
        found = []
        for item in self.documents.data or ():
            if getattr(item, "filename", ""):
                item.stream.seek(0)
                found.append((item.filename, item.stream.read()))
        return tuple(found)

    @property
    def stored_ids(self) -> tuple[uuid.UUID, ...]:
        """Return the files that an earlier try of this form has kept."""
        return tuple(item.file_id for item in self.kept)


def _filled(value: Any) -> bool:
    if isinstance(value, list):
        return any(getattr(item, "filename", "") for item in value)
    return value not in (None, "", "None", False)


class EndGiven:
    """An own length needs an end; one of the offered lengths has its own."""

    def __call__(self, form: Any, field: Any) -> None:
        """Ask for the end if no length was chosen; forget it otherwise."""
        if form.length.data != OTHER:
            field.errors = []
            raise StopValidation
        if field.data is None and not field.errors:
            raise StopValidation(_("Enter the end."))


class InterpretingForm(RequestForm):
    """Six answers: language, way, date, start, length, place or contact."""

    mode = EnumField(
        _l("How"),
        [InputRequired(_l("Choose how."))],
        enum=Mode,
        only=[Mode.ON_SITE, Mode.PHONE, Mode.VIDEO],
    )
    day = LocalDateField(_l("Date"), validators=[InputRequired(_l("Enter the date."))])
    starts = LocalTimeField(_l("Start"), validators=[InputRequired(_l("Enter the start."))])
    length = SelectField(_l("Length"), validators=[InputRequired(_l("Choose the length."))])
    ends = LocalTimeField(_l("End"), validators=[EndGiven()])
    which_hour = RadioField(_l("Which of the two hours?"), validators=[optional()])
    street = StringField(
        _l("Street and number"), validators=[optional(), Length(max=200, message=AT_MOST)]
    )
    postal_code = StringField(
        _l("Postal code"), validators=[optional(), Length(max=12, message=AT_MOST)]
    )
    municipality_key = SelectField(_l("Municipality"), validators=[optional()])
    meeting_point = StringField(
        _l("Meeting point (entrance, floor, room)"),
        validators=[optional(), Length(max=200, message=AT_MOST)],
    )
    remote_access = StringField(
        _l("Number to call or link to open"),
        validators=[optional(), Length(max=300, message=AT_MOST)],
    )
    second_mode = EnumField(
        _l("Second choice, if nobody is free"),
        [optional()],
        enum=Mode,
        only=[Mode.ON_SITE, Mode.PHONE, Mode.VIDEO],
        blank=_l("none"),
    )
    window_starts = LocalTimeField(_l("Could begin as early as"), validators=[optional()])
    window_ends = LocalTimeField(_l("Could end as late as"), validators=[optional()])
    gender = EnumField(_l("Interpreter"), [optional()], enum=Gender, blank=_l("woman or man"))
    gender_otherwise = BooleanField(
        _l("Otherwise also somebody else, if nobody like that is free"), default=True
    )
    named = SelectField(_l("Best this translator"), validators=[optional()])
    named_is_must = BooleanField(_l("Only this one, otherwise nobody"))
    never = SelectField(_l("Never this translator again"), validators=[optional()])

    def prepare(self, **choices: Any) -> None:
        """Fill the choices."""
        super().prepare(**choices)
        locale = pages.locale()
        self.length.choices = [(str(minutes), _length(minutes)) for minutes in LENGTHS] + [
            (OTHER, _("until another time"))
        ]
        if self.length.data in (None, "", "None"):
            self.length.data = "60"
        self.which_hour.choices = [
            ("0", _("the first one, in summer time")),
            ("1", _("the second one, in winter time")),
        ]
        self.municipality_key.choices = [("", _("Please choose"))] + [
            (key, place_name(key, locale)) for key in places()
        ]

    def _prepare_translators(self, translators: Iterable[tuple[uuid.UUID, str]]) -> None:
        people = [("", _("no wish"))] + [(str(key), name) for key, name in translators]
        self.named.choices = people
        self.never.choices = people

    @property
    def asks_which_hour(self) -> bool:
        """Return whether a time was given that exists twice on that day."""
        return bool(self.which_hour.errors) or self.which_hour.data in {"0", "1"}

    def draft(self, institution_id: uuid.UUID) -> RequestDraft:
        """Return what is asked for. Raises HourMissing or HourTwice."""
        starts = self._moment("starts")
        if self.length.data == OTHER:
            ends = self._moment("ends")
        else:
            ends = (starts or clock.now()) + timedelta(minutes=int(self.length.data))
        return RequestDraft(
            institution_id=institution_id,
            kind=RequestKind.INTERPRETING,
            mode=self.mode.data,
            starts_at=starts,
            ends_at=ends,
            second_mode=self.second_mode.data,
            window_starts_at=self._moment("window_starts"),
            window_ends_at=self._moment("window_ends"),
            street=self.street.data or None,
            postal_code=self.postal_code.data or None,
            municipality_key=self.municipality_key.data or None,
            meeting_point=self.meeting_point.data or None,
            remote_access=self.remote_access.data or None,
            gender_wanted=self.gender.data,
            gender_is_must=bool(self.gender.data) and not self.gender_otherwise.data,
            wishes=self._wishes(),
            **_shared(self),
        )

    def _moment(self, name: str) -> datetime | None:
        """Return the moment a field tells. On the day clocks are put back, ask which is meant."""
        at: time | None = self[name].data
        if at is None:
            return None
        fold = int(self.which_hour.data) if self.which_hour.data in {"0", "1"} else None
        day: date = self.day.data
        try:
            return clock.at_local(day, at, pages.settings().zone, field=name, fold=fold)
        except clock.HourTwice as twice:
            question = N_(
                "On this day the clocks are put back: %(time)s exists twice. Choose which you mean."
            )
            raise clock.HourTwice(question, field="which_hour", **twice.params) from twice

    @property
    def warning(self) -> TimeWarning | None:
        """Return why the time that is filled in is a hard one, if it is."""
        if self.day.data is None or self.starts.data is None:
            return None
        try:
            starts = self._moment("starts")
        except RuleBroken:
            return None
        minutes = int(self.length.data) if str(self.length.data).isdigit() else 0
        assert starts is not None
        return time_warning(pages.settings(), starts, starts + timedelta(minutes=minutes))

    def _wishes(self) -> tuple[Wish, ...]:
        found = []
        named, never = _uuid(self.named.data), _uuid(self.never.data)
        if named:
            found.append(Wish(named, WishKind.NAMED, bool(self.named_is_must.data)))
        if never:
            found.append(Wish(never, WishKind.NEVER, is_must=True))
        return tuple(found)


class TextGiven:
    """A text is needed, now or kept from an earlier try; the rule itself is the verb's."""

    field_flags = {"input_required": True}  # noqa: RUF012 - the library's name for it

    def __call__(self, form: Any, field: Any) -> None:
        """Accept: `rules.TextMissing` is raised where kept files are known."""


class TranslationForm(RequestForm):
    """A text, its target language and a date."""

    documents = MultipleFileField(_l("Text to translate"), validators=[TextGiven()])
    direction = RadioField(
        _l("Direction"), validators=[InputRequired(_l("Choose the direction."))], default="into"
    )
    due = LocalDateField(_l("Wished by"), validators=[InputRequired(_l("Enter the date."))])
    word_count = IntegerField(
        _l("Number of words, if you know it"),
        validators=[optional(), NumberRange(1, 200_000, _l("Enter a number of words."))],
    )

    def prepare(self, **choices: Any) -> None:
        """Fill the choices."""
        super().prepare(**choices)
        self.direction.choices = [
            ("into", _("from German or French into the language")),
            ("from", _("from the language into German or French")),
        ]

    def draft(self, institution_id: uuid.UUID) -> RequestDraft:
        """Return what is asked for. Raises HourMissing or HourTwice."""
        zone = pages.settings().zone
        into = self.direction.data == "into"
        return RequestDraft(
            institution_id=institution_id,
            kind=RequestKind.TRANSLATION,
            mode=Mode.WRITTEN,
            due_at=clock.at_local(self.due.data, time(17), zone, field="due"),
            target_language=self.language.data if into else self.working_language.data,
            word_count=self.word_count.data,
            **_shared(self),
        )


def _shared(form: RequestForm) -> dict[str, Any]:
    return {
        "language": form.language.data,
        "working_language": form.working_language.data,
        "unit_id": _uuid(form.unit_id.data),
        "contact_name": form.contact_name.data or None,
        "contact_phone": form.contact_phone.data or None,
        "field": form.field.data,
        "matter": form.matter.data or None,
        "translator_note": form.translator_note.data or None,
        "case_reference": form.case_reference.data or None,
        "qualification_wanted": form.qualification.data,
        "qualification_is_must": bool(form.qualification.data and form.qualification_is_must.data),
        "uploads": form.uploads,
        "stored_ids": form.stored_ids,
        "repeated_from_id": _uuid(form.repeated_from.data),
        "form_id": _uuid(form.form_id.data),
    }


def _uuid(value: str | None) -> uuid.UUID | None:
    if not value or not re.fullmatch(r"[0-9a-fA-F-]{32,36}", value.strip()):
        return None
    try:
        return uuid.UUID(value.strip())
    except ValueError:
        return None


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest else []))


def form_for(kind: RequestKind, data: Any = None) -> RequestForm:
    """Return the form of this kind; `data` fills it in (a draft, defaults, an earlier request)."""
    factory = TranslationForm if kind == RequestKind.TRANSLATION else InterpretingForm
    return factory(formdata=data) if data is not None else factory()
