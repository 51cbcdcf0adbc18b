"""The demo's people: the operator's staff, real public institutions, invented translators."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import TYPE_CHECKING, Any

from traduko.accounts.actor import Role
from traduko.accounts.models import StaffRole, User
from traduko.cli.demo import names
from traduko.core.places import by_postal_code, places
from traduko.institutions.models import (
    Institution,
    InstitutionState,
    Membership,
    Unit,
    VerificationDecision,
)
from traduko.operator.kinds import InstitutionKind, kind_of_source
from traduko.translators.models import (
    Absence,
    Engagement,
    Gender,
    Level,
    Mode,
    ProofKind,
    Qualification,
    Translator,
    TranslatorLanguage,
    WeeklySlot,
)

if TYPE_CHECKING:
    import random
    import uuid

    from traduko.cli.demo.rows import Rows

DOMAIN = "demo.example"
WEEK = ((time(8), time(12, 30)), (time(13), time(18, 30)))
# Courts and the public prosecutor need sworn interpreters: they show what a refusal looks like.
REFUSED = {InstitutionKind.JUSTICE}
WAITING = {InstitutionKind.POLICE, InstitutionKind.SOCIAL_HOUSING}


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    id: uuid.UUID
    name: str
    email: str


@dataclass(frozen=True)
class Place:
    """An institution of the demo that may file, with those who do."""

    id: uuid.UUID
    name: str
    kind: InstitutionKind
    street: str | None
    postal_code: str | None
    municipality_key: str | None
    requesters: tuple[Person, ...]
    unit_ids: tuple[uuid.UUID, ...]


@dataclass
class Worker:
    """A translator of the demo and the times already given away."""

    id: uuid.UUID
    number: int
    name: str
    email: str
    languages: tuple[str, ...]
    gender: Gender
    home: str
    modes: frozenset[Mode]
    taken: set[tuple[date, int]] = field(default_factory=set)


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    staff: dict[Role, Person]
    places: list[Place]
    workers: list[Worker]


def slug(name: str) -> str:
    """Return a name as it stands in an address."""
    plain = name.lower()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(umlaut, letters)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def make_cast(
    rows: Rows, chance: random.Random, *, translators: int, password_hash: str, present: datetime
) -> Cast:
    """Collect the rows of all people and return them."""
    founded = present - timedelta(days=150)
    maker = _Maker(rows, chance, password_hash, founded, present)
    staff = {
        Role.OPERATOR_ADMIN: maker.staff("Mira Muster", "admin", Role.OPERATOR_ADMIN, "de"),
        Role.DISPATCHER: maker.staff("Anton Beispiel", "dispo", Role.DISPATCHER, "de"),
        Role.FINANCE: maker.staff("Klara Probe", "finanzen", Role.FINANCE, "de"),
    }
    maker.staff("Chloé Exempel", "planning", Role.DISPATCHER, "fr")
    found = maker.institutions(staff[Role.DISPATCHER])
    return Cast(staff, found, maker.translators(translators))


class _Maker:
    def __init__(
        self,
        rows: Rows,
        chance: random.Random,
        password_hash: str,
        founded: datetime,
        present: datetime,
    ) -> None:
        self.rows = rows
        self.chance = chance
        self.password_hash = password_hash
        self.founded = founded
        self.present = present

    def user(self, name: str, email: str, locale: str) -> Person:
        user_id = self.rows.add(
            User,
            email=email,
            email_key=email.lower(),
            name=name,
            phone=None,
            locale=locale,
            password_hash=self.password_hash,
            email_proven_at=self.founded,
            created_at=self.founded,
            disabled_at=None,
            version=1,
        )
        return Person(user_id, name, email)

    def staff(self, name: str, mailbox: str, role: Role, locale: str) -> Person:
        person = self.user(name, f"{mailbox}@{DOMAIN}", locale)
        self.rows._rows[StaffRole].append({"user_id": person.id, "role": role})  # noqa: SLF001
        return person

    def institutions(self, decider: Person) -> list[Place]:
        found = []
        for source in _source_rows():
            kind = kind_of_source(source["kind"])
            if kind is None:
                continue
            place = self._institution(source, kind, decider)
            if place:
                found.append(place)
        return found

    def _institution(
        self, source: dict[str, str], kind: InstitutionKind, decider: Person
    ) -> Place | None:
        name = re.sub(r" \(Anschrift geschützt.*\)", "", source["name"])
        state = InstitutionState.VERIFIED
        if kind in REFUSED:
            state = InstitutionState.REFUSED
        elif kind in WAITING:
            state = InstitutionState.APPLIED
        address = _address(source, kind)
        contact = f"{self.chance.choice(names.STAFF_FIRST_NAMES)} {self._surname()}"
        mailbox = f"{slug(contact)}@{slug(name)}.example"
        institution_id = self.rows.add(
            Institution,
            name=name,
            kind=kind,
            enterprise_number=source["enterprise_number"] or None,
            authority_identifier=None,
            country="BE",
            website=f"https://{source['website']}" if source["website"] else None,
            phone=None,
            contact_name=contact,
            contact_email=mailbox,
            locale="fr" if "Expression Française" in name else "de",
            reason_for_asking=None,
            email_proven_at=self.founded,
            state=state,
            applied_at=self.founded,
            information_requested_at=None,
            verified_at=self.founded + timedelta(days=2)
            if state == InstitutionState.VERIFIED
            else None,
            suspended_at=None,
            refused_at=self.founded + timedelta(days=2)
            if state == InstitutionState.REFUSED
            else None,
            renewal_on=(self.founded + timedelta(days=730)).date(),
            version=1,
            **address,
        )
        self._decision(institution_id, state, decider)
        if state != InstitutionState.VERIFIED:
            return None
        unit_ids = self._units(institution_id, kind, name)
        people = self._members(institution_id, contact, mailbox, name, unit_ids)
        return Place(
            institution_id,
            name,
            kind,
            address["street"],
            address["postal_code"],
            address["municipality_key"],
            people,
            unit_ids,
        )

    def _decision(self, institution_id: uuid.UUID, state: InstitutionState, by: Person) -> None:
        who = (by.id, by.name, "portal")
        self.rows.event(
            Institution,
            institution_id,
            "institution:apply",
            self.founded,
            (None, "Traduko", "system"),
        )
        if state == InstitutionState.APPLIED:
            return
        refused = state == InstitutionState.REFUSED
        at = self.founded + timedelta(days=2)
        reason = "Für Gerichte braucht es vereidigte Dolmetscher." if refused else None
        self.rows.add(
            VerificationDecision,
            institution_id=institution_id,
            decision=state,
            decided_at=at,
            decided_by=by.name,
            reason=reason,
            answer=None,
            criteria=[],
        )
        step = "refuse" if refused else "verify"
        detail = {"from": "applied", "to": state.value} | ({"reason": reason} if reason else {})
        self.rows.event(Institution, institution_id, f"institution:{step}", at, who, **detail)

    def _units(
        self, institution_id: uuid.UUID, kind: InstitutionKind, name: str
    ) -> tuple[uuid.UUID, ...]:
        if kind != InstitutionKind.HOSPITAL:
            return ()
        return tuple(
            self.rows.add(
                Unit,
                institution_id=institution_id,
                name=unit,
                shared_mailbox=f"{slug(unit)}@{slug(name)}.example",
                street=None,
                postal_code=None,
                municipality_key=None,
                closed_at=None,
            )
            for unit in ("Geburtshilfe", "Notaufnahme", "Sozialdienst")
        )

    def _members(
        self,
        institution_id: uuid.UUID,
        contact: str,
        mailbox: str,
        name: str,
        unit_ids: tuple[uuid.UUID, ...],
    ) -> tuple[Person, ...]:
        is_first = name == "St. Nikolaus-Hospital Eupen"
        people = [self.user(contact, f"klinik@{DOMAIN}" if is_first else mailbox, "de")]
        second = f"{self.chance.choice(names.STAFF_FIRST_NAMES)} {self._surname()}"
        address = f"{slug(second)}.2@{slug(name)}.example"
        people.append(self.user(second, f"station@{DOMAIN}" if is_first else address, "de"))
        for person, role in zip(people, (Role.INSTITUTION_ADMIN, Role.REQUESTER), strict=True):
            self.rows.add(
                Membership,
                user_id=person.id,
                institution_id=institution_id,
                unit_id=unit_ids[0] if unit_ids and role == Role.REQUESTER else None,
                role=role,
                created_at=self.founded,
                ended_at=None,
            )
        return tuple(people)

    def _surname(self) -> str:
        return self.chance.choice(names.SURNAMES)

    def translators(self, count: int) -> list[Worker]:
        languages = ["ar", "tr", "ru", "ar", "ru", "tr", "ar", "uk", "fa", "sq", "ku"]
        return [
            self._translator(n, languages[(n - 1) % len(languages)]) for n in range(1, count + 1)
        ]

    def _translator(self, number: int, language: str) -> Worker:
        first_names = names.FIRST_NAMES[language]
        first = first_names[(number * 7) % len(first_names)]
        surname = names.SURNAMES[(number * 5) % len(names.SURNAMES)]
        gender = Gender.WOMAN if first in names.WOMEN else Gender.MAN
        engagement = (Engagement.EMPLOYED, Engagement.FREELANCE, Engagement.VOLUNTEER)[number % 3]
        home = sorted(places())[number % len(places())]
        modes = [Mode.ON_SITE, Mode.PHONE, *(Mode.VIDEO, Mode.WRITTEN)[: number % 3]]
        locale = language if language in {"ar", "tr", "ru"} and number % 3 else "de"
        is_shown = number == 1
        name = f"{first} {surname}"
        email = f"uebersetzer@{DOMAIN}" if is_shown else f"{slug(name)}.{number}@sprache.example"
        user = self.user(name, email, "de") if is_shown else None
        translator_id = self.rows.add(
            Translator,
            number=number,
            user_id=user.id if user else None,
            name=name,
            email=email,
            phone=None,
            locale=locale,
            gender=gender if number % 5 else None,
            engagement=engagement,
            home_municipality=home,
            max_travel_minutes=90 if number % 4 else 40,
            modes=[mode.value for mode in modes],
            fields=[],
            notes=None,
            created_at=self.founded,
            left_at=None,
            feed_version=1,
            version=1,
        )
        self._languages(translator_id, number, language)
        self._week(translator_id, number)
        self._proof(translator_id, number)
        return Worker(
            translator_id, number, name, email, (language,), gender, home, frozenset(modes)
        )

    def _languages(self, translator_id: uuid.UUID, number: int, language: str) -> None:
        for working in ("de", "fr") if number % 4 == 1 else ("de",):
            self.rows.add(
                TranslatorLanguage,
                translator_id=translator_id,
                language=language,
                working_language=working,
                level=Level.NATIVE if number % 3 else Level.C1,
                to_working=True,
                from_working=True,
                written=number % 3 == 2,  # noqa: PLR2004 - every third one translates
            )

    def _week(self, translator_id: uuid.UUID, number: int) -> None:
        for weekday in range(5):
            if number % 6 == weekday:
                continue
            for starts, ends in WEEK:
                self.rows.add(
                    WeeklySlot,
                    translator_id=translator_id,
                    weekday=weekday,
                    starts=starts,
                    ends=ends,
                )
        if number % 7 == 3:  # noqa: PLR2004 - somebody is always away
            self.rows.add(
                Absence,
                translator_id=translator_id,
                starts_at=self.present + timedelta(days=6),
                ends_at=self.present + timedelta(days=13),
                note=None,
            )

    def _proof(self, translator_id: uuid.UUID, number: int) -> None:
        today = self.present.date()
        self.rows.add(
            Qualification,
            translator_id=translator_id,
            kind=ProofKind.SOCIAL_INTERPRETING,
            title=None,
            issuer="Musterakademie",
            language=None,
            valid_from=today - timedelta(days=700),
            valid_until=today + timedelta(days=-20 if number % 9 == 4 else 400),  # noqa: PLR2004
            file_id=None,
        )


def _source_rows() -> list[dict[str, str]]:
    source = resources.files("traduko.cli.demo") / "data" / "institutions.csv"
    with source.open(encoding="utf-8") as handle:
        return [row for row in csv.DictReader(handle) if row["kind"] != "operator"]


def _address(source: dict[str, str], kind: InstitutionKind) -> dict[str, Any]:
    if kind == InstitutionKind.WOMENS_SHELTER:
        return {
            "street": None,
            "postal_code": None,
            "municipality": None,
            "municipality_key": None,
        }
    key = None
    if source["postal_code"]:
        place = by_postal_code(source["postal_code"])
        key = place.key if place else None
    if key is None and slug(source["municipality"]) in places():
        key = slug(source["municipality"])
    return {
        "street": source["street"] or None,
        "postal_code": source["postal_code"] or None,
        "municipality": source["municipality"] or None,
        "municipality_key": key,
    }
