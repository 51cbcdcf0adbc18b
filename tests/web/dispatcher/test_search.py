"""One search for any number, name or reference."""

from __future__ import annotations


def test_a_number_opens_its_request_at_once(desk, make):
    service_request = make.service_request(number="TR-2026-00042")
    answer = desk.get("/dispatch/search?q=42")
    assert answer.status_code == 303
    assert answer.location.endswith(str(service_request.id))


def test_names_are_listed_by_kind_and_nothing_found_is_said(desk, make):
    make.institution(name="Klinik Sonnenhof")
    make.translator("Samira Sonntag")
    page = desk.get("/dispatch/search?q=sonn").text
    assert "Klinik Sonnenhof" in page
    assert "Samira Sonntag" in page
    assert "Nothing found" in desk.get("/dispatch/search?q=%25xyz").text
    assert desk.get("/dispatch/search").status_code == 200
