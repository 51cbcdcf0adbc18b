"""Names that are plainly invented, and what people in the demo write."""

from __future__ import annotations

SURNAMES = (
    "Beispiel",
    "Muster",
    "Modell",
    "Vorlage",
    "Probe",
    "Exempel",
    "Demo",
    "Schablone",
    "Fantasie",
    "Nirgends",
    "Irgendwer",
    "Specimen",
)
FIRST_NAMES = {
    "ar": ("Samira", "Karim", "Nadia", "Yusuf", "Layla", "Omar", "Rania", "Tarek"),
    "tr": ("Ayşe", "Mehmet", "Elif", "Can", "Zeynep", "Emre"),
    "ru": ("Irina", "Pavel", "Olga", "Dmitri", "Tatjana", "Alexej"),
    "uk": ("Oksana", "Andrij"),
    "sq": ("Arta", "Besnik"),
    "fa": ("Parisa", "Reza"),
    "ku": ("Berîvan", "Azad"),
}
WOMEN = frozenset(
    {
        "Samira",
        "Nadia",
        "Layla",
        "Rania",
        "Ayşe",
        "Elif",
        "Zeynep",
        "Irina",
        "Olga",
        "Tatjana",
        "Oksana",
        "Arta",
        "Parisa",
        "Berîvan",
    }
)
STAFF_FIRST_NAMES = (
    "Mira",
    "Anton",
    "Klara",
    "Bruno",
    "Frieda",
    "Linus",
    "Greta",
    "Emil",
    "Nora",
    "Jonas",
    "Hanna",
    "Luis",
    "Marie",
    "Paul",
    "Chloé",
    "Hugo",
)
MATTERS = {
    "health": (
        "Aufklärungsgespräch vor einer Untersuchung",
        "Besprechung der Ergebnisse mit der Ärztin",
        "Impfberatung für ein Kleinkind",
        "Physiotherapie: Anleitung der Übungen",
    ),
    "mental_health": ("Erstgespräch in der Tagesklinik", "Therapiegespräch, dritte Sitzung"),
    "school": (
        "Elterngespräch zum Zeugnis",
        "Anmeldung in der Grundschule",
        "Gespräch über Förderunterricht",
        "Elternabend der ersten Klasse",
    ),
    "social": (
        "Antrag auf Unterstützung, fehlende Unterlagen",
        "Hilfeplangespräch",
        "Erstgespräch beim Sozialdienst",
        "Beratung zur Haushaltskasse",
    ),
    "asylum": ("Gespräch zum Integrationsparcours", "Erklärung des weiteren Verfahrens"),
    "work": ("Beratung beim Arbeitsamt", "Vertrag der Ausbildung erklären"),
    "housing": ("Besichtigung und Mietvertrag", "Gespräch mit der Wohnungsgesellschaft"),
    "administration": ("Anmeldung bei der Gemeinde", "Kindergeld: Formular gemeinsam ausfüllen"),
}
TEXTS = ("Elternbrief", "Informationsblatt", "Merkblatt zur Anmeldung", "Hausordnung")
MEETING_POINTS = ("Empfang", "Zimmer 1.04", "Zimmer 12", "Sekretariat", "Station 3", "Wartesaal")
