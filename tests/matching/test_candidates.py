"""Who could do it, in which order, and why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.factories.matching import (
    TRAVEL,
    a_pool,
    a_profile,
    a_text,
    an_ask,
    at,
    slot,
    taken,
)
from traduko.matching.candidates import candidates, explain, hard_obstacles
from traduko.matching.facts import Proof, Record, Skill
from traduko.matching.ranking import DEFAULT_WEIGHTS, Weights, reasons

ASKED_LATELY = Record(days_since_asked=1)


def names(found):
    return [item.name for item in found]


def why(ask, profile, record=ASKED_LATELY):
    return {r.kind: r for r in reasons(a_pool(ask, profile), profile, record, DEFAULT_WEIGHTS)}


REASONS = {
    "case": (an_ask(), a_profile(), Record(times_this_case=2), 40.0),
    "named": (
        an_ask(named_ids=frozenset({a_profile().translator_id})),
        a_profile(),
        ASKED_LATELY,
        35.0,
    ),
    "institution": (an_ask(), a_profile(), Record(times_this_institution=3), 6.0),
    "level": (an_ask(), a_profile(), ASKED_LATELY, 8.0),
    "field": (
        an_ask(field="health"),
        a_profile(fields=frozenset({"health"})),
        ASKED_LATELY,
        5.0,
    ),
    "gender": (an_ask(gender_wanted="woman"), a_profile(gender="woman"), ASKED_LATELY, 12.0),
    "qualification": (
        an_ask(qualification_wanted="social_interpreting"),
        a_profile(proofs=(Proof("social_interpreting", date(2026, 1, 1)),)),
        ASKED_LATELY,
        12.0,
    ),
    "second_mode": (
        an_ask(second_mode="phone"),
        a_profile(modes=frozenset({"phone"})),
        ASKED_LATELY,
        -10.0,
    ),
    "rotation": (an_ask(), a_profile(), Record(days_since_asked=9), 5.4),
    "load": (an_ask(), a_profile(), Record(days_since_asked=9, minutes_recent=90), -1.2),
    "offers": (an_ask(), a_profile(), Record(days_since_asked=9, open_offers=2), -6.0),
}


@pytest.mark.parametrize("kind", REASONS)
def test_each_reason_carries_its_weight_and_can_be_read(kind):
    ask, profile, record, weight = REASONS[kind]
    reason = why(ask, profile, record)[kind]
    assert reason.weight == pytest.approx(weight)
    assert reason.text % reason.params


def test_the_drive_is_told_in_minutes_and_costs_by_the_minute():
    reason = why(an_ask(municipality="kelmis"), a_profile())["travel"]
    minutes = TRAVEL.minutes("eupen", "kelmis")
    assert reason.text % reason.params == f"{minutes} min drive"
    assert reason.weight == pytest.approx(-0.4 * minutes)


def test_by_phone_and_for_texts_nobody_drives():
    assert "travel" not in why(an_ask(mode="phone"), a_profile())
    assert "travel" not in why(a_text(), a_profile())


def test_who_was_never_asked_counts_like_long_ago_and_longer_is_not_more():
    never = why(an_ask(), a_profile(), Record())["rotation"].weight
    long_ago = why(an_ask(), a_profile(), Record(days_since_asked=30))["rotation"].weight
    years = why(an_ask(), a_profile(), Record(days_since_asked=900))["rotation"].weight
    assert never == long_ago == years


def test_the_score_is_the_sum_of_what_is_shown():
    ask = an_ask(field="health", municipality="kelmis")
    profile = a_profile(fields=frozenset({"health"}))
    [only] = candidates(a_pool(ask, profile, records={profile.translator_id: Record(4, 95, 1)}))
    assert only.score == pytest.approx(sum(reason.weight for reason in only.reasons))
    weights = [abs(reason.weight) for reason in only.reasons]
    assert weights == sorted(weights, reverse=True)


def test_the_operators_weights_decide_the_order():
    near, knows = a_profile(1, name="Near"), a_profile(2, name="Knows", home="kelmis")
    pool = a_pool(an_ask(), near, knows, records={knows.translator_id: Record(times_this_case=1)})
    assert names(candidates(pool)) == ["Knows", "Near"]
    assert names(candidates(pool, Weights(same_case=0.0))) == ["Near", "Knows"]


def test_who_was_not_asked_for_longest_comes_first():
    people = [a_profile(n) for n in (1, 2, 3)]
    days = {1: 2, 2: 20, 3: 9}
    records = {p.translator_id: Record(days_since_asked=days[p.number]) for p in people}
    found = candidates(a_pool(an_ask(), *people, records=records))
    assert [item.number for item in found] == [2, 3, 1]


def test_equals_stand_by_name_then_number():
    people = [a_profile(4, name="Berta"), a_profile(3, name="Anna"), a_profile(2, name="Berta")]
    found = candidates(a_pool(an_ask(), *people))
    assert [(item.name, item.number) for item in found] == [
        ("Anna", 3),
        ("Berta", 2),
        ("Berta", 4),
    ]


def test_the_able_come_first_then_the_others_with_all_that_is_against_them():
    able = a_profile(1)
    once = a_profile(2, modes=frozenset({"phone"}))
    twice = a_profile(3, modes=frozenset({"phone"}), week=(slot("14:00", "15:00"),))
    found = candidates(a_pool(an_ask(), twice, once, able))
    assert [(item.number, item.can, len(item.obstacles)) for item in found] == [
        (1, True, 0),
        (2, False, 1),
        (3, False, 2),
    ]
    assert [item.score for item in found[1:]] == [0.0, 0.0]


def test_another_language_is_not_listed_but_can_be_asked_about():
    speaks, not_this = a_profile(1), a_profile(2, skills=(Skill("ru", "de", "c1"),))
    pool = a_pool(an_ask(), speaks, not_this)
    assert [item.number for item in candidates(pool)] == [1]
    assert [o.kind.value for o in explain(pool, not_this.translator_id).obstacles] == ["language"]
    assert explain(pool, speaks.translator_id).can
    assert explain(a_pool(an_ask(), speaks), not_this.translator_id) is None


def test_on_commit_only_what_no_dispatcher_may_overrule_counts():
    profile = a_profile(week=(slot("14:00", "15:00"),), modes=frozenset({"phone"}))
    pool = a_pool(an_ask(), profile)
    assert [o.kind.value for o in explain(pool, profile.translator_id).obstacles] == [
        "mode",
        "week",
    ]
    assert hard_obstacles(pool, profile.translator_id) == []
    busy = replace(pool, commitments={profile.translator_id: (taken("10:30", "11:30"),)})
    assert [o.kind.value for o in hard_obstacles(busy, profile.translator_id)] == ["overlap"]


def test_the_other_start_stands_beside_whom_only_time_hinders():
    late = a_profile(1, week=(slot("10:15", "17:00"),))
    far_and_late = a_profile(2, week=late.week, home="st-vith", max_travel_minutes=5)
    never_that_day = a_profile(3, week=(slot("08:00", "09:00", weekday=3),))
    found = {c.number: c for c in candidates(a_pool(an_ask(), late, far_and_late, never_that_day))}
    assert found[1].possible_at == at("10:15")
    assert found[2].possible_at is None
    assert found[3].possible_at is None


def test_who_could_within_the_flexible_window_leads_the_others():
    outside = a_profile(1, name="Anna", week=(slot("13:00", "17:00"),))
    inside = a_profile(2, name="Zita", week=(slot("10:30", "17:00"),))
    pool = a_pool(an_ask(), outside, inside)
    assert names(candidates(pool)) == ["Anna", "Zita"]
    window = an_ask(window_starts_at=at("10:00"), window_ends_at=at("11:30"))
    assert names(candidates(replace(pool, ask=window))) == ["Zita", "Anna"]
    # Half an hour less and the appointment would leave the window.
    tight = replace(window, window_ends_at=at("11:30") - timedelta(minutes=1))
    assert names(candidates(replace(pool, ask=tight))) == ["Anna", "Zita"]
