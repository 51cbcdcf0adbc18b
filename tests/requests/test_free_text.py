"""What looks like a client's identity, and what only looks like free text."""

from __future__ import annotations

import pytest

from traduko.requests.free_text import SuspicionKind, suspicions

NAME, BORN, PHONE, NATIONAL, EMAIL = (
    SuspicionKind.NAME,
    SuspicionKind.BIRTH_DATE,
    SuspicionKind.PHONE,
    SuspicionKind.NATIONAL_NUMBER,
    SuspicionKind.EMAIL,
)

# Each sentence with all that is to be found in it. The people are invented; the numbers fit
# their own checksums, which is all they do.
TELLING = [
    ("Gespräch mit Frau Yilmaz über die Einschulung.", {(NAME, "Yilmaz")}),
    ("Herr Al-Hassan kommt allein.", {(NAME, "Al-Hassan")}),
    ("Familie Öztürk zieht um.", {(NAME, "Öztürk")}),
    ("Fam. Demir braucht Hilfe beim Antrag.", {(NAME, "Demir")}),
    ("Die Patientin Amina Khalil hat Schmerzen.", {(NAME, "Amina Khalil")}),
    ("Der Klient heißt Mehmet Kaya.", {(NAME, "Mehmet Kaya")}),
    ("Name: Ahmad Haddad", {(NAME, "Ahmad Haddad")}),
    ("Vorname Leyla, kommt mit dem Bruder", {(NAME, "Leyla")}),
    ("Frau von Sommer begleitet sie.", {(NAME, "von Sommer")}),
    ("Schülerin Fatma Çelik, Klasse 3b", {(NAME, "Fatma Çelik")}),
    ("Entretien avec Mme Benali et son fils.", {(NAME, "Benali")}),
    ("Monsieur Haddad parle arabe.", {(NAME, "Haddad")}),
    ("M. Dupont sera présent.", {(NAME, "Dupont")}),
    ("La patiente s'appelle Nour Saleh.", {(NAME, "Nour Saleh")}),
    ("la famille Kaya demande un logement", {(NAME, "Kaya")}),
    ("Meeting with Mrs. Petrova about school.", {(NAME, "Petrova")}),
    ("The client is called Omar Said.", {(NAME, "Omar Said")}),
    ("It is about Ahmad al Masri and his brother.", {(NAME, "Ahmad al Masri")}),
    ("Ayşe Hanım ile görüşme", {(NAME, "Ayşe")}),
    ("Bayan Yıldız için randevu", {(NAME, "Yıldız")}),
    ("Çocuğun adı: Emre", {(NAME, "Emre")}),
    ("Встреча с госпожой, имя: Анна Смирнова", {(NAME, "Анна Смирнова")}),
    ("Господин Кузнецов придёт один.", {(NAME, "Кузнецов")}),
    ("Речь о Марии, её зовут Мария Волкова", {(NAME, "Мария Волкова")}),
    ("Сергей Иванович просит о помощи", {(NAME, "Сергей Иванович")}),
    ("موعد مع السيدة فاطمة حسن", {(NAME, "فاطمة حسن")}),
    ("اسمه أحمد", {(NAME, "أحمد")}),
    ("عائلة الخطيب تحتاج إلى سكن", {(NAME, "الخطيب تحتاج")}),
    ("geb. 12.03.1985 in Aleppo", {(BORN, "12.03.1985")}),
    ("geboren am 3.4.2019", {(BORN, "3.4.2019")}),
    ("Geburtsdatum 01/02/90", {(BORN, "01/02/90")}),
    ("Der Mann (14.07.1979) hat Fragen.", {(BORN, "14.07.1979")}),
    ("1985-03-12 steht in der Akte", {(BORN, "1985-03-12")}),
    ("née le 5 mai 1992", {(BORN, "5 mai 1992")}),
    ("born on 5 May 2018", {(BORN, "5 May 2018")}),
    ("Sie ist am 12. März 1985 geboren", {(BORN, "12. März 1985")}),
    ("doğum tarihi 10.10.2015", {(BORN, "10.10.2015")}),
    ("дата рождения 09.08.2014", {(BORN, "09.08.2014")}),
    ("تاريخ الميلاد ٠٣/٠٤/٢٠١٧", {(BORN, "03/04/2017")}),
    ("Erreichbar unter 0470 12 34 56.", {(PHONE, "0470 12 34 56")}),
    ("Tel. +32 87 12 34 56", {(PHONE, "+32 87 12 34 56")}),
    ("Handy: +49 (0)151 23456789", {(PHONE, "+49 (0)151 23456789")}),
    ("appeler le 087/12.34.56", {(PHONE, "087/12.34.56")}),
    ("Mobil 0471123456 abends", {(PHONE, "0471123456")}),
    ("NISS 85.07.30-033.28", {(NATIONAL, "85.07.30-033.28")}),
    ("Nationalregister 85073003328", {(NATIONAL, "85073003328")}),
    ("Steuer-ID 36 574 261 809", {(NATIONAL, "36 574 261 809")}),
    ("Rentenversicherung 12 190367 K 006", {(NATIONAL, "12 190367 K 006")}),
    ("Krankenkasse A123456789", {(NATIONAL, "A123456789")}),
    ("sécurité sociale 2 95 10 99 126 111 93", {(NATIONAL, "2 95 10 99 126 111 93")}),
    ("T.C. kimlik no 17291716060", {(NATIONAL, "17291716060")}),
    ("matricule 1985030312345 à Luxembourg", {(NATIONAL, "1985030312345")}),
    ("Mail an amina.k@post.example bitte", {(EMAIL, "amina.k@post.example")}),
    ("écrire à nour@courriel.example.", {(EMAIL, "nour@courriel.example")}),
    (
        "Frau Kaya, geb. 01.02.1980, Tel. 0470 12 34 56",
        {(NAME, "Kaya"), (BORN, "01.02.1980"), (PHONE, "0470 12 34 56")},
    ),
]

SILENT = [
    "",
    "Erstgespräch zur Anmeldung im Kindergarten.",
    "Elternabend der Klasse 3b, bitte zehn Minuten früher.",
    "Gespräch über die Einschulung, Raum 12, zweiter Stock.",
    "Aufnahme auf Station 3, Eingang B, Aufzug links.",
    "Frau Dr. med. leitet das Gespräch.",
    "Die Mutter kommt mit zwei Kindern.",
    "Familie kommt mit dem Bus.",
    "Der Patient hat Diabetes und braucht eine Schulung.",
    "Name der Schule steht am Tor.",
    "nom de la commune: voir plan",
    "Der Kurs heißt so wie letztes Jahr.",
    "Der Termin ist am 12.03.2026 um 10:00 Uhr.",
    "Letztes Gespräch war am 5. Februar 2026.",
    "Brief vom 12.11.2025, zwei Seiten.",
    "Aktenzeichen 2026/0042-B, wie in TR-2026-00042.",
    "Rechnung über 1.250,00 EUR, Frist 30 Tage.",
    "Unternehmensnummer 0202.239.951 der Gemeinde",
    "ÖSHZ Eupen, Sprechstunde im KALEIDO St. Vith",
    "Rendez-vous à l'hôpital, service de pédiatrie, entrée C.",
    "Entretien de suivi, durée une heure, bâtiment 2.",
    "La mère vient avec son enfant.",
    "M. le directeur sera présent.",
    "Réunion de parents du 14/03/2026, salle 4.",
    "First appointment about housing benefits, room 101.",
    "The patient needs a glucose test.",
    "The client is in our shelter since 2024.",
    "Please bring the form 276 C1 and the letter of 2 March 2026.",
    "Okul kaydı için görüşme, oda 5.",
    "Bayan doktor ile görüşme isteniyor",
    "Первый приём, кабинет 12, второй этаж.",
    "Разговор о школе и о жилье.",
    "موعد في المدرسة حول التسجيل، الغرفة ١٢",
    "اسم المدرسة مكتوب على الباب",
    "IBAN der Schule: BE68 5390 0754 7034",
    "Postfach 4700 Eupen, Hausnummer 12-14",
    "Steuerbescheid 11111111111 (Muster)",
]


@pytest.mark.parametrize(("text", "expected"), TELLING, ids=range(len(TELLING)))
def test_what_tells_who_a_client_is_is_found(clock, text, expected):
    assert {(item.kind, item.excerpt) for item in suspicions(text)} == expected


@pytest.mark.parametrize("text", SILENT, ids=range(len(SILENT)))
def test_plain_sentences_raise_no_alarm(clock, text):
    assert suspicions(text) == []


def test_each_excerpt_is_shown_once_over_all_texts(clock):
    found = suspicions("Frau Kaya kommt.", "Frau Kaya braucht Hilfe.", None)
    assert [item.excerpt for item in found] == ["Kaya"]


def test_a_wrong_checksum_is_no_national_number(clock):
    assert suspicions("85.07.30-033.29") == []
    assert suspicions("36574261808") == []


def test_the_corpus_is_large_enough_to_mean_something():
    assert len(TELLING) + len(SILENT) >= 60
