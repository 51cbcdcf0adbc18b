"""Drafts keep what was typed, exactly; defaults overlay one another."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories.documents import docx
from traduko.core.db import transaction
from traduko.core.files import StoredFile
from traduko.requests import documents, drafts
from traduko.requests.models import DraftFile, RequestDraft

TYPED = {
    "language": "ar",
    "day": "31.2.2026",
    "starts": "halb zehn",
    "matter": "  Zwei Zeilen\r\n  mit Leerzeichen  ",
    "street": "'; DROP TABLE request_drafts; --",
    "contact_name": "شيرين",
}


@pytest.fixture
def save(session, rita, institution):
    def do(form, draft=None):
        with transaction(session):
            return drafts.save(
                session, form, draft=draft, user_id=rita.user_id, institution_id=institution.id
            )

    return do


def test_a_draft_comes_back_exactly_as_typed(save, session):
    saved = save(TYPED | {"csrf_token": "secret", "draft_id": "x", "text_checked": "1"})
    session.expire_all()
    assert session.get(RequestDraft, saved.id).form == TYPED


def test_saving_again_writes_the_same_draft(save, session, rita, clock):
    draft = save(TYPED)
    clock.move(timedelta(minutes=1))
    again = save(TYPED | {"language": "tr"}, draft)
    assert again.id == draft.id
    [only] = drafts.of(session, rita.user_id)
    assert (only.form["language"], only.saved_at) == ("tr", clock())


def test_the_oldest_of_too_many_drafts_goes(save, session, rita, clock):
    made = []
    for _ in range(drafts.MOST + 2):
        made.append(save(TYPED).id)
        clock.move(timedelta(minutes=1))
    kept = [draft.id for draft in drafts.of(session, rita.user_id)]
    assert kept == made[:1:-1]


def test_files_go_with_the_draft_they_were_kept_for(save, session, carried):
    draft = save(TYPED)
    with transaction(session):
        kept = drafts.keep_file(session, draft, "brief.docx", docx())
    assert kept.word_count == 6
    path = carried["files"].path(kept.file_id)
    assert path.exists()
    with transaction(session):
        drafts.discard(session, draft)
    assert not path.exists()
    assert session.scalar(sa.select(sa.func.count()).select_from(DraftFile)) == 0
    assert session.get_one(StoredFile, kept.file_id).deleted_at is not None


def test_a_file_stays_if_discarding_does_not_happen(save, session, carried):
    draft = save(TYPED)
    with transaction(session):
        kept = drafts.keep_file(session, draft, "brief.docx", docx())
    with pytest.raises(RuntimeError, match="changed"), transaction(session):  # noqa: PT012
        drafts.discard(session, draft)
        raise RuntimeError("changed my mind")
    with transaction(session):
        drafts.save(
            session,
            TYPED,
            draft=draft,
            user_id=draft.user_id,
            institution_id=draft.institution_id,
        )
    assert carried["files"].path(kept.file_id).exists()


def test_a_kept_file_becomes_the_requests_and_the_draft_goes(
    save, session, file, asked_text, carried
):
    draft = save(TYPED)
    with transaction(session):
        kept = drafts.keep_file(session, draft, "brief.docx", docx())
        other = drafts.keep_file(session, draft, "falsch.txt", b"nicht das")
    filed = file(asked_text(uploads=(), stored_ids=(kept.file_id,)))
    with transaction(session):
        drafts.finish(session, draft)
    [row] = documents.of(session, filed.id)
    assert (row.file_id, row.word_count, filed.word_count) == (kept.file_id, 6, 6)
    assert carried["files"].path(kept.file_id).exists()
    assert not carried["files"].path(other.file_id).exists()
    assert session.get(RequestDraft, draft.id) is None


def test_nobody_sends_along_a_file_of_somebody_else(
    save, session, institution, user_of, make, rita
):
    draft = save(TYPED)
    with transaction(session):
        kept = drafts.keep_file(session, draft, "brief.docx", docx())
    ids = [kept.file_id]
    assert len(drafts.kept_files(session, ids, institution.id, rita.user_id)) == 1
    assert drafts.kept_files(session, ids, institution.id, user_of("Otto Anders").id) == []
    assert drafts.kept_files(session, ids, make.institution().id, rita.user_id) == []


def test_one_file_can_be_taken_out_again(save, session):
    draft = save(TYPED)
    with transaction(session):
        kept = drafts.keep_file(session, draft, "brief.docx", docx())
        other = drafts.keep_file(session, draft, "zweiter.txt", b"Text")
    with transaction(session):
        drafts.remove_file(session, draft, kept.file_id)
        drafts.remove_file(session, draft, draft.id)
    assert [item.file_id for item in drafts.files_of(session, draft)] == [other.file_id]


def test_a_draft_holds_only_so_many_files(save, session):
    draft = save(TYPED)
    with transaction(session):
        for number in range(documents.MOST):
            drafts.keep_file(session, draft, f"{number}.txt", b"Text")
        with pytest.raises(documents.TooManyDocuments):
            drafts.keep_file(session, draft, "one-more.txt", b"Text")


def test_ones_own_defaults_lie_over_the_units_and_those_over_the_institutions(
    session, institution, rita, make
):
    unit = make.unit(institution)
    with transaction(session):
        for form, whose in (
            ({"language": "ar", "length": "60", "street": "Hauptstraße 1"}, {}),
            ({"street": "Station 3", "length": "45"}, {"unit_id": unit.id}),
            ({"length": "30", "matter": "never kept"}, {"user_id": rita.user_id}),
        ):
            drafts.remember(session, form, institution_id=institution.id, **whose)

    def found(user_id, unit_id=None):
        return drafts.defaults_for(session, institution.id, user_id, unit_id)

    assert found(None) == {"language": "ar", "length": "60", "street": "Hauptstraße 1"}
    assert found(rita.user_id) == {"language": "ar", "length": "30", "street": "Hauptstraße 1"}
    everything = {"language": "ar", "length": "30", "street": "Station 3"}
    assert found(rita.user_id, unit.id) == everything
    own = drafts.own_defaults(session, institution.id, user_id=rita.user_id)
    assert own == {"length": "30"}


def test_remembering_again_replaces(session, institution, rita):
    for length in ("30", "90"):
        with transaction(session):
            drafts.remember(
                session, {"length": length}, institution_id=institution.id, user_id=rita.user_id
            )
    assert drafts.own_defaults(session, institution.id, user_id=rita.user_id) == {"length": "90"}
