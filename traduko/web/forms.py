"""The form base and the fields all pages share."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, DecimalField, PasswordField, SelectField, StringField, TimeField
from wtforms.fields.choices import Choice
from wtforms.validators import Optional, StopValidation

from traduko.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from traduko.core.i18n import LabelEnum


def message_of(error: RuleBroken) -> str:
    """Return what a broken rule says, in the language of this answer."""
    params = {
        key: gettext(value.label) if hasattr(value, "label") else value
        for key, value in error.params.items()
    }
    text = gettext(error.message)
    return str(text % params if params else text)


def _strip(value: Any) -> Any:
    # PostgreSQL cannot store NUL, and nobody types it.
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc]
    """Strips what is typed, keeps it on errors, and shows broken rules where they belong."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            filters = unbound_field.kwargs.get("filters", [])
            field_class = unbound_field.field_class
            # A password counts as it was typed, blanks at its ends included (OWASP ASVS 6.2.8).
            if issubclass(field_class, StringField) and not issubclass(field_class, PasswordField):
                filters = [_strip, *filters]
            return unbound_field.bind(form=form, filters=filters, **options)

    @property
    def has_errors(self) -> bool:
        """Return whether anything is to be mended."""
        return bool(self.errors)

    def put_error(self, error: RuleBroken) -> None:
        """Put a broken rule's sentence at its field, or at the top of the form."""
        text = message_of(error)
        field = self._fields.get(error.field) if error.field else None
        if field is None:
            self.form_errors.append(text)
        else:
            field.errors = [*field.errors, text]

    @contextmanager
    def shows_broken_rules(self) -> Iterator[None]:
        """Catch a broken rule and show it on this form; what was typed stays."""
        try:
            yield
        except RuleBroken as error:
            self.put_error(error)


class LocalDateField(DateField):  # type: ignore[misc]
    """A calendar day in the operator's zone."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0]:
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            message = gettext("Enter a date, for example 3/12/2026 in the field's own format.")
            raise ValueError(message) from error


class LocalTimeField(TimeField):  # type: ignore[misc]
    """A time of day in the operator's zone; `clock.at_local` joins it with a day."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0]:
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0][:5]])
        except ValueError as error:
            raise ValueError(gettext("Enter a time, for example 09:30.")) from error


class MoneyField(DecimalField):  # type: ignore[misc]
    """An amount in euro; a comma is understood as a decimal point."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            self.data = Decimal(valuelist[0].replace("\u00a0", "").replace(",", ".").strip())
        except InvalidOperation as error:
            self.data = None
            raise ValueError(gettext("Enter an amount, for example 25.00.")) from error


class EnumField(SelectField):  # type: ignore[misc]
    """A choice among the values of a LabelEnum; `blank` adds "no answer"."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        enum: type[LabelEnum],
        only: Iterable[LabelEnum] | None = None,
        blank: Any = None,
        **kwargs: Any,
    ) -> None:
        self.enum = enum
        self.only = list(only) if only is not None else list(enum)
        self.blank = blank
        super().__init__(label, validators, coerce=self._coerce, choices=[], **kwargs)

    def _coerce(self, value: Any) -> Any:
        if value in (None, ""):
            return None
        try:
            return self.enum(value)
        except ValueError:
            return value

    def iter_choices(self) -> Iterator[Any]:
        if self.blank is not None:
            yield Choice("", self.blank, self.data is None, {})
        for member in self.only:
            yield Choice(member.value, gettext(member.label), self.data == member, {})

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - the library's signature
        if self.data is None and self.blank is not None:
            return
        if self.data not in self.only:
            raise StopValidation(gettext("Choose one of the answers."))


class UploadField(FileField):  # type: ignore[misc]
    """A file. `core.files` checks what it really is."""

    @property
    def upload(self) -> tuple[str, bytes] | None:
        """Return name and content of the file that was sent, if one was."""
        if not self.data or not getattr(self.data, "filename", ""):
            return None
        self.data.stream.seek(0)
        return self.data.filename, self.data.stream.read()


def optional() -> Optional:
    """Return the validator of a field that may stay empty."""
    return Optional(strip_whitespace=True)


TEXT_FIELDS = {"StringField", "TextAreaField", "EmailField", "TelField", "SearchField"}


def attributes_of(field: Any, described: str, more: dict[str, Any]) -> dict[str, Any]:
    """Return the HTML attributes of an input: what describes it, whether it is wrong."""
    attributes = {name.replace("_", "-"): value for name, value in more.items()}
    if described:
        attributes["aria-describedby"] = described
    if field.errors:
        attributes["aria-invalid"] = "true"
    if field.type in TEXT_FIELDS:
        attributes.setdefault("dir", "auto")
    return attributes
