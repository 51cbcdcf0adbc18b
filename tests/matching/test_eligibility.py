"""What is against somebody, and the smallest change that would help."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.matching import TRAVEL, ZONE, a_profile, a_text, an_ask, slot, taken
from traduko.matching.eligibility import mode_for, obstacles
from traduko.matching.facts import ObstacleKind, Proof, Skill

ME = a_profile().translator_id
OTHER = a_profile(2).translator_id
CARD = "register"


def against(ask, profile, *commitments):
    return obstacles(ask, profile, commitments, TRAVEL, ZONE)


def kinds(ask, profile, *commitments):
    return [obstacle.kind.value for obstacle in against(ask, profile, *commitments)]


def test_nothing_is_against_somebody_who_fits():
    assert against(an_ask(), a_profile()) == []


CASES = {
    "another language": (an_ask(language="tr"), a_profile(), "language", None),
    "another working language": (
        an_ask(working_language="fr"),
        a_profile(),
        "language",
        "could do it with %(other)s as working language",
    ),
    "one direction is not a conversation": (
        an_ask(),
        a_profile(skills=(Skill("ar", "de", "c1", from_working=False),)),
        "direction",
        "possible where only one side needs the interpreter",
    ),
    "a text needs somebody who writes": (
        a_text(),
        a_profile(skills=(Skill("ar", "de", "c1"),)),
        "direction",
        "possible if the text is read out on site or by phone",
    ),
    "a text into the language they only read": (
        a_text(),
        a_profile(skills=(Skill("ar", "de", "c1", from_working=False, written=True),)),
        "direction",
        "could translate the other way round",
    ),
    "works by phone only": (
        an_ask(),
        a_profile(modes=frozenset({"phone"})),
        "mode",
        "possible %(other_mode)s",
    ),
    "works in no way at all": (an_ask(), a_profile(modes=frozenset()), "mode", None),
    "never again": (
        an_ask(never_ids=frozenset({ME})),
        a_profile(),
        "never",
        "possible if the institution agrees to it this time",
    ),
    "another one is required": (
        an_ask(named_ids=frozenset({OTHER}), named_is_must=True),
        a_profile(),
        "named",
        "possible if the institution turns the requirement into a wish",
    ),
    "a woman is required": (
        an_ask(gender_wanted="woman", gender_is_must=True),
        a_profile(gender="man"),
        "gender",
        "possible if the institution turns the requirement into a wish",
    ),
    "who does not say is not counted as a woman": (
        an_ask(gender_wanted="woman", gender_is_must=True),
        a_profile(gender=None),
        "gender",
        "possible if the institution turns the requirement into a wish",
    ),
    "too far from home": (
        an_ask(municipality="st-vith"),
        a_profile(max_travel_minutes=30),
        "distance",
        "possible %(other_mode)s instead of on site",
    ),
    "no proof": (
        an_ask(qualification_wanted=CARD, qualification_is_must=True),
        a_profile(),
        "qualification",
        "possible with it",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_obstacle_says_what_would_help(case):
    ask, profile, kind, change = CASES[case]
    [only] = against(ask, profile)
    assert (only.kind.value, only.change) == (kind, change)
    # The words can be filled in.
    assert only.text % only.params
    assert only.change is None or only.change % only.params


WISHES = {
    "named": an_ask(named_ids=frozenset({OTHER})),
    "gender": an_ask(gender_wanted="woman"),
    "the named one": an_ask(named_ids=frozenset({ME}), named_is_must=True),
    "the qualification": an_ask(qualification_wanted=CARD),
    "a text": a_text(),
}


@pytest.mark.parametrize("case", WISHES)
def test_a_wish_excludes_nobody(case):
    assert against(WISHES[case], a_profile(gender="man")) == []


def test_every_obstacle_is_told_not_only_the_first():
    ask = an_ask(
        municipality="st-vith",
        gender_wanted="woman",
        gender_is_must=True,
        never_ids=frozenset({ME}),
        qualification_wanted=CARD,
        qualification_is_must=True,
    )
    profile = a_profile(
        modes=frozenset({"on_site"}), max_travel_minutes=20, week=(slot("14:00", "18:00"),)
    )
    assert kinds(ask, profile, taken("10:30", "11:30")) == [
        "never",
        "gender",
        "qualification",
        "distance",
        "week",
        "overlap",
    ]


PROOFS = {
    "holds": ((date(2026, 1, 1), date(2026, 12, 31)), None, None),
    "holds without an end": ((date(2026, 1, 1), None), None, None),
    "holds on its last day": ((date(2025, 1, 1), date(2026, 3, 11)), None, None),
    "holds from that day": ((date(2026, 3, 11), None), None, None),
    "expired the day before": (
        (date(2025, 1, 1), date(2026, 3, 10)),
        "%(proof)s expires on %(date)s, before the day of the assignment",
        date(2026, 3, 10),
    ),
    "begins the day after": (
        (date(2026, 3, 12), None),
        "%(proof)s holds only from %(date)s",
        date(2026, 3, 12),
    ),
}


@pytest.mark.parametrize("case", PROOFS)
def test_a_qualification_counts_on_the_day_of_the_assignment(case):
    (since, until), text, day = PROOFS[case]
    found = against(
        an_ask(qualification_wanted=CARD, qualification_is_must=True),
        a_profile(proofs=(Proof(CARD, since, until),)),
    )
    assert [(item.text, item.params["date"]) for item in found] == ([(text, day)] if text else [])


def test_the_day_is_the_operators_day_not_that_of_greenwich():
    # 00:30 in Eupen is still the evening before in UTC.
    proof = Proof(CARD, date(2026, 3, 11), date(2026, 3, 11))
    ask = an_ask("00:30", "01:00", qualification_wanted=CARD, qualification_is_must=True)
    assert against(ask, a_profile(proofs=(proof,))) == []


def test_for_a_text_the_wished_day_counts():
    proof = Proof(CARD, date(2026, 1, 1), date(2026, 3, 31))
    in_time = a_text(
        qualification_wanted=CARD, qualification_is_must=True, on_day=date(2026, 3, 31)
    )
    too_late = a_text(
        qualification_wanted=CARD, qualification_is_must=True, on_day=date(2026, 4, 1)
    )
    assert kinds(in_time, a_profile(proofs=(proof,))) == []
    assert kinds(too_late, a_profile(proofs=(proof,))) == ["qualification"]


def test_a_text_needs_no_time_and_no_road():
    profile = a_profile(
        home="burg-reuland", max_travel_minutes=0, week=(slot("08:00", "08:15", weekday=0),)
    )
    assert against(a_text(), profile, taken("00:00", "23:59")) == []


def test_who_works_only_in_the_second_way_is_asked_in_that_way_and_does_not_drive():
    ask = an_ask(second_mode="phone", municipality="st-vith")
    profile = a_profile(modes=frozenset({"phone"}), max_travel_minutes=10)
    assert mode_for(ask, profile) == "phone"
    assert against(ask, profile, taken("09:00", "10:00")) == []
    on_site = a_profile(max_travel_minutes=90)
    assert mode_for(ask, on_site) == "on_site"
    assert kinds(ask, on_site, taken("09:00", "10:00")) == ["travel"]


def test_every_kind_of_obstacle_has_a_case():
    told = {kind for _, _, kind, _ in CASES.values()}
    of_time = {"week", "absence", "overlap", "travel"}
    assert told | of_time == {kind.value for kind in ObstacleKind}
