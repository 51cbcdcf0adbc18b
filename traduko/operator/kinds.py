"""Kinds of institutions: who may ask, who is told kindly why not."""

from __future__ import annotations

from traduko.core.i18n import N_, LabelEnum


class InstitutionKind(LabelEnum):
    """What an institution is. The tone column holds the group tariffs and rules speak of."""

    AUTHORITY = "authority", N_("Public authority"), "public"
    MUNICIPALITY = "municipality", N_("Municipality"), "public"
    SOCIAL_WELFARE = "social_welfare", N_("Public social welfare centre (ÖSHZ/CPAS)"), "social"
    EMPLOYMENT = "employment", N_("Employment office"), "public"
    HOSPITAL = "hospital", N_("Hospital"), "health"
    HEALTH = "health", N_("Other health service"), "health"
    MENTAL_HEALTH = "mental_health", N_("Mental health service"), "health"
    SENIOR_CARE = "senior_care", N_("Care for the elderly"), "health"
    SCHOOL = "school", N_("School"), "school"
    HIGHER_EDUCATION = "higher_education", N_("College or university"), "school"
    ADULT_EDUCATION = "adult_education", N_("Adult education"), "school"
    CHILD_HEALTH = "child_health", N_("Child and youth health service"), "health"
    CHILDCARE = "childcare", N_("Childcare"), "social"
    YOUTH_WELFARE = "youth_welfare", N_("Youth welfare"), "social"
    DISABILITY = "disability", N_("Support for people with disabilities"), "social"
    ASYLUM_CENTRE = "asylum_centre", N_("Reception centre for asylum seekers"), "social"
    SOCIAL_ASSOCIATION = "social_association", N_("Social association"), "social"
    WORK_INTEGRATION = "work_integration", N_("Work integration"), "social"
    SOCIAL_HOUSING = "social_housing", N_("Social housing"), "social"
    WOMENS_SHELTER = "womens_shelter", N_("Women's shelter"), "social"
    POLICE = "police", N_("Police"), "public"
    JUSTICE = "justice", N_("Court or public prosecutor"), "public"
    LAWYER = "lawyer", N_("Lawyer (residence law)"), "lawyer"
    PRIVATE_PERSON = "private_person", N_("Private person"), "none"
    PRIVATE_COMPANY = "private_company", N_("Private company"), "none"

    @property
    def group(self) -> str:
        """Return the group: public, social, health, school, lawyer or none."""
        return self.tone

    @property
    def may_ask(self) -> bool:
        """Return whether this kind of body may ever ask."""
        return self.group != "none"


GROUPS = ("public", "social", "health", "school", "lawyer")
_SOURCES = {
    "oeshz": InstitutionKind.SOCIAL_WELFARE,
    "debt_counselling": InstitutionKind.SOCIAL_WELFARE,
    "vocational_training": InstitutionKind.SCHOOL,
    "youth_information": InstitutionKind.SOCIAL_ASSOCIATION,
    "consumer_advice": InstitutionKind.SOCIAL_ASSOCIATION,
}


def kind_of_source(name: str) -> InstitutionKind | None:
    """Return the kind that a word of the region's list of institutions means."""
    if name in _SOURCES:
        return _SOURCES[name]
    try:
        return InstitutionKind(name)
    except ValueError:
        return None
