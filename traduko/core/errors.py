"""Errors are named for the rule that was broken; pages turn them into a sentence."""

from __future__ import annotations

from typing import Any

from traduko.core.i18n import N_


class RuleBroken(Exception):
    """A rule refused what was asked. `message` is a text id, `params` its parameters.

    `field` names the form field it belongs to, where there is one; the sentence says what to do.
    """

    default = N_("This is not possible.")

    def __init__(
        self, message: str | None = None, *, field: str | None = None, **params: Any
    ) -> None:
        self.message = message or self.default
        self.field = field
        self.params = params
        super().__init__(self.message % params if params else self.message)


class NotAllowed(RuleBroken):
    """The actor may not do this."""

    default = N_("You may not do this.")


class NotPossibleNow(RuleBroken):
    """The state of the thing does not allow this step (any more)."""

    default = N_("This has changed in the meantime. Please look at the current state first.")


class ChangedMeanwhile(RuleBroken):
    """Somebody else saved a newer version between reading and writing."""

    default = N_("Somebody else has changed this in the meantime. Your text is kept below.")
