"""first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import constraints
from traduko.core import db

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up to this revision."""
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("thing_type", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("thing_id", "seq", name=op.f("uq_audit_entries_thing_id_seq")),
    )
    op.create_index(
        op.f("ix_audit_entries_event_at"), "audit_entries", ["event", "at"], unique=False
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "institutions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "authority",
                "municipality",
                "social_welfare",
                "employment",
                "hospital",
                "health",
                "mental_health",
                "senior_care",
                "school",
                "higher_education",
                "adult_education",
                "child_health",
                "childcare",
                "youth_welfare",
                "disability",
                "asylum_centre",
                "social_association",
                "work_integration",
                "social_housing",
                "womens_shelter",
                "police",
                "justice",
                "lawyer",
                "private_person",
                "private_company",
                name="institution_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("enterprise_number", sa.String(length=20), nullable=True),
        sa.Column("authority_identifier", sa.String(length=100), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=12), nullable=True),
        sa.Column("municipality", sa.String(length=100), nullable=True),
        sa.Column("municipality_key", sa.String(length=60), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("reason_for_asking", sa.Text(), nullable=True),
        sa.Column("email_proven_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "information_requested",
                "verified",
                "suspended",
                "refused",
                name="institution_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("applied_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("information_requested_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("verified_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("refused_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institutions")),
    )
    op.create_index(
        op.f("ix_institutions_contact_email"), "institutions", ["contact_email"], unique=False
    )
    op.create_index(
        op.f("ix_institutions_enterprise_number"),
        "institutions",
        ["enterprise_number"],
        unique=False,
    )
    op.create_index(
        op.f("ix_institutions_state_name"), "institutions", ["state", "name"], unique=False
    )
    op.create_table(
        "outbox_mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("to_email", sa.String(length=254), nullable=False),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body_text", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "failed",
                name="mail_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sent_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mails")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_mails_message_id")),
    )
    op.create_index(op.f("ix_outbox_mails_about_id"), "outbox_mails", ["about_id"], unique=False)
    op.create_index(
        op.f("ix_outbox_mails_created_at"), "outbox_mails", ["created_at"], unique=False
    )
    op.create_index(
        op.f("ix_outbox_mails_state_due_at"), "outbox_mails", ["state", "due_at"], unique=False
    )
    op.create_index(op.f("ix_outbox_mails_to_email"), "outbox_mails", ["to_email"], unique=False)
    op.create_table(
        "setting_changes",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("valid_from", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_setting_changes")),
        sa.UniqueConstraint("id", name=op.f("uq_setting_changes_id")),
    )
    op.create_index(
        op.f("ix_setting_changes_key_valid_from"),
        "setting_changes",
        ["key", "valid_from"],
        unique=False,
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        op.f("ix_sign_in_attempts_subject_hash_at"),
        "sign_in_attempts",
        ["subject_hash", "at"],
        unique=False,
    )
    op.create_table(
        "stored_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
    )
    op.create_table(
        "tariffs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariffs")),
    )
    op.create_index(op.f("ix_tariffs_valid_from"), "tariffs", ["valid_from"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("email_proven_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("totp_secret", sa.String(length=300), nullable=True),
        sa.Column("totp_confirmed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email_key", name=op.f("uq_users_email_key")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_evidence_file_id_stored_files")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_evidence_institution_id_institutions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(
        op.f("ix_evidence_institution_id"), "evidence", ["institution_id"], unique=False
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"], unique=False)
    op.create_table(
        "request_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("saved_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_request_drafts_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_request_drafts_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_drafts")),
    )
    op.create_index(op.f("ix_request_drafts_user_id"), "request_drafts", ["user_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("second_factor_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_index(op.f("ix_sign_ins_user_id"), "sign_ins", ["user_id"], unique=False)
    op.create_table(
        "staff_roles",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "operator_admin",
                "dispatcher",
                "finance",
                "translator",
                "institution_admin",
                "requester",
                "system",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_staff_roles_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_staff_roles")),
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("record_count", sa.Integer(), nullable=False),
        sa.Column("issued_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("pdf_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_statements_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["pdf_id"], ["stored_files.id"], name=op.f("fk_statements_pdf_id_stored_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint(
            "institution_id", "month", "part", name=op.f("uq_statements_institution_id_month_part")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_statements_number")),
    )
    op.create_index(op.f("ix_statements_month"), "statements", ["month"], unique=False)
    op.create_table(
        "translators",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column(
            "gender",
            sa.Enum(
                "woman", "man", name="gender", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column(
            "engagement",
            sa.Enum(
                "employed",
                "freelance",
                "volunteer",
                name="engagement",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("home_municipality", sa.String(length=60), nullable=True),
        sa.Column("max_travel_minutes", sa.Integer(), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("left_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("feed_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_translators_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translators")),
        sa.UniqueConstraint("email", name=op.f("uq_translators_email")),
        sa.UniqueConstraint("number", name=op.f("uq_translators_number")),
        sa.UniqueConstraint("user_id", name=op.f("uq_translators_user_id")),
    )
    op.create_index(op.f("ix_translators_name"), "translators", ["name"], unique=False)
    op.create_table(
        "units",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("shared_mailbox", sa.String(length=254), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=12), nullable=True),
        sa.Column("municipality_key", sa.String(length=60), nullable=True),
        sa.Column("closed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_units_institution_id_institutions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_institution_id"), "units", ["institution_id"], unique=False)
    op.create_table(
        "verification_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "applied",
                "information_requested",
                "verified",
                "suspended",
                "refused",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_verification_decisions_institution_id_institutions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_decisions")),
    )
    op.create_index(
        op.f("ix_verification_decisions_institution_id"),
        "verification_decisions",
        ["institution_id"],
        unique=False,
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("translator_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["translator_id"],
            ["translators.id"],
            name=op.f("fk_absences_translator_id_translators"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(
        op.f("ix_absences_translator_id_ends_at"),
        "absences",
        ["translator_id", "ends_at"],
        unique=False,
    )
    op.create_table(
        "draft_files",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("word_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["request_drafts.id"],
            name=op.f("fk_draft_files_draft_id_request_drafts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_draft_files_file_id_stored_files")
        ),
        sa.PrimaryKeyConstraint("draft_id", "file_id", name=op.f("pk_draft_files")),
    )
    op.create_table(
        "filing_defaults",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_filing_defaults_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_filing_defaults_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_filing_defaults_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_defaults")),
        sa.UniqueConstraint(
            "institution_id",
            "unit_id",
            "user_id",
            name=op.f("uq_filing_defaults_institution_id_unit_id_user_id"),
        ),
    )
    op.create_table(
        "member_invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "operator_admin",
                "dispatcher",
                "finance",
                "translator",
                "institution_admin",
                "requester",
                "system",
                name="invited_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("invited_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_member_invitations_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_member_invitations_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_invitations")),
    )
    op.create_index(
        op.f("ix_member_invitations_institution_id"),
        "member_invitations",
        ["institution_id"],
        unique=False,
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "operator_admin",
                "dispatcher",
                "finance",
                "translator",
                "institution_admin",
                "requester",
                "system",
                name="membership_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_memberships_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_memberships_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "user_id", "institution_id", name=op.f("uq_memberships_user_id_institution_id")
        ),
    )
    op.create_index(
        op.f("ix_memberships_institution_id"), "memberships", ["institution_id"], unique=False
    )
    op.create_table(
        "qualifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("translator_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "social_interpreting",
                "sworn",
                "healthcare",
                "mental_health",
                "school",
                "language",
                "secrecy",
                "criminal_record",
                "other",
                name="proof_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=100), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_qualifications_file_id_stored_files")
        ),
        sa.ForeignKeyConstraint(
            ["translator_id"],
            ["translators.id"],
            name=op.f("fk_qualifications_translator_id_translators"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualifications")),
    )
    op.create_index(
        op.f("ix_qualifications_translator_id"), "qualifications", ["translator_id"], unique=False
    )
    op.create_table(
        "service_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "interpreting",
                "translation",
                name="request_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("requester_id", sa.Uuid(), nullable=True),
        sa.Column("requester_name", sa.String(length=200), nullable=False),
        sa.Column("requester_email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "offered",
                "confirmed",
                "delivered",
                "approved",
                "billed",
                "returned",
                "refused",
                "passed_on",
                "unfilled",
                "cancelled",
                "disputed",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("offered_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("billed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("returned_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("refused_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("passed_on_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("unfilled_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("disputed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("working_language", sa.String(length=8), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "on_site",
                "phone",
                "video",
                "written",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "second_mode",
            sa.Enum(
                "on_site",
                "phone",
                "video",
                "written",
                name="second_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("starts_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("window_starts_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("window_ends_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sort_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answer_by", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=12), nullable=True),
        sa.Column("municipality_key", sa.String(length=60), nullable=True),
        sa.Column("meeting_point", sa.String(length=200), nullable=True),
        sa.Column("remote_access", sa.String(length=300), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=True),
        sa.Column("contact_phone", sa.String(length=40), nullable=True),
        sa.Column(
            "field",
            sa.Enum(
                "health",
                "mental_health",
                "school",
                "social",
                "asylum",
                "work",
                "housing",
                "administration",
                "justice",
                "other",
                name="field",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("matter", sa.Text(), nullable=True),
        sa.Column("translator_note", sa.Text(), nullable=True),
        sa.Column("case_reference", sa.String(length=300), nullable=True),
        sa.Column("case_key", sa.String(length=64), nullable=True),
        sa.Column(
            "gender_wanted",
            sa.Enum(
                "woman",
                "man",
                name="gender_wanted",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("gender_is_must", sa.Boolean(), nullable=False),
        sa.Column(
            "qualification_wanted",
            sa.Enum(
                "social_interpreting",
                "sworn",
                "healthcare",
                "mental_health",
                "school",
                "language",
                "secrecy",
                "criminal_record",
                "other",
                name="qualification_wanted",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("qualification_is_must", sa.Boolean(), nullable=False),
        sa.Column("target_language", sa.String(length=8), nullable=True),
        sa.Column("word_count", sa.Integer(), nullable=True),
        sa.Column(
            "refusal_reason",
            sa.Enum(
                "sworn_needed",
                "not_eligible",
                "language",
                "capacity",
                "other",
                name="refusal_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "unfilled_reason",
            sa.Enum(
                "nobody_free",
                "all_declined",
                "no_answer",
                "too_short",
                "too_far",
                "no_profile",
                name="unfilled_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("state_note", sa.Text(), nullable=True),
        sa.Column("partner_name", sa.String(length=200), nullable=True),
        sa.Column("partner_reference", sa.String(length=100), nullable=True),
        sa.Column(
            "cancelled_by",
            sa.Enum(
                "institution",
                "client",
                "operator",
                name="cancelled_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("cancel_received_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("repeated_from_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_service_requests_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["repeated_from_id"],
            ["service_requests.id"],
            name=op.f("fk_service_requests_repeated_from_id_service_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["users.id"], name=op.f("fk_service_requests_requester_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_service_requests_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_service_requests_number")),
    )
    op.create_index(
        op.f("ix_service_requests_case_key"), "service_requests", ["case_key"], unique=False
    )
    op.create_index(
        op.f("ix_service_requests_institution_id_sort_at_id"),
        "service_requests",
        ["institution_id", "sort_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_service_requests_institution_id_state_sort_at_id"),
        "service_requests",
        ["institution_id", "state", "sort_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_service_requests_state_sort_at_id"),
        "service_requests",
        ["state", "sort_at", "id"],
        unique=False,
    )
    op.create_table(
        "translator_languages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("translator_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("working_language", sa.String(length=8), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "b2",
                "c1",
                "native",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("to_working", sa.Boolean(), nullable=False),
        sa.Column("from_working", sa.Boolean(), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translator_id"],
            ["translators.id"],
            name=op.f("fk_translator_languages_translator_id_translators"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translator_languages")),
        sa.UniqueConstraint(
            "translator_id",
            "language",
            "working_language",
            name=op.f("uq_translator_languages_translator_id_language_working_language"),
        ),
    )
    op.create_index(
        op.f("ix_translator_languages_language"), "translator_languages", ["language"], unique=False
    )
    op.create_table(
        "weekly_slots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("translator_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translator_id"],
            ["translators.id"],
            name=op.f("fk_weekly_slots_translator_id_translators"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_slots")),
    )
    op.create_index(
        op.f("ix_weekly_slots_translator_id"), "weekly_slots", ["translator_id"], unique=False
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("translator_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "expired",
                "withdrawn",
                "lost",
                name="offer_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("request_version", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "on_site",
                "phone",
                "video",
                "written",
                name="offer_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "answered_via",
            sa.Enum(
                "portal",
                "link",
                "phone",
                "mail",
                "api",
                "system",
                "command",
                name="answer_via",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["service_requests.id"],
            name=op.f("fk_offers_request_id_service_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["translator_id"], ["translators.id"], name=op.f("fk_offers_translator_id_translators")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(
        op.f("ix_offers_request_id_state"), "offers", ["request_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_offers_state_expires_at"), "offers", ["state", "expires_at"], unique=False
    )
    op.create_index(
        op.f("ix_offers_translator_id_state"), "offers", ["translator_id", "state"], unique=False
    )
    op.create_table(
        "request_documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "source",
                "briefing",
                "result",
                name="document_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("word_count", sa.Integer(), nullable=True),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("added_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_request_documents_file_id_stored_files")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["service_requests.id"],
            name=op.f("fk_request_documents_request_id_service_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_documents")),
    )
    op.create_index(
        op.f("ix_request_documents_request_id"), "request_documents", ["request_id"], unique=False
    )
    op.create_table(
        "request_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("from_operator", sa.Boolean(), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["service_requests.id"],
            name=op.f("fk_request_messages_request_id_service_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_messages")),
    )
    op.create_index(
        op.f("ix_request_messages_request_id"), "request_messages", ["request_id"], unique=False
    )
    op.create_table(
        "translator_wishes",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("translator_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "named",
                "never",
                name="wish_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_must", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["service_requests.id"],
            name=op.f("fk_translator_wishes_request_id_service_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["translator_id"],
            ["translators.id"],
            name=op.f("fk_translator_wishes_translator_id_translators"),
        ),
        sa.PrimaryKeyConstraint("request_id", "translator_id", name=op.f("pk_translator_wishes")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("translator_id", sa.Uuid(), nullable=False),
        sa.Column("translator_number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "withdrawn",
                "cancelled",
                "done",
                name="assignment_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "on_site",
                "phone",
                "video",
                "written",
                name="assignment_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("municipality_key", sa.String(length=60), nullable=True),
        sa.Column("confirmed_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_assignments_offer_id_offers")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["service_requests.id"],
            name=op.f("fk_assignments_request_id_service_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["translator_id"],
            ["translators.id"],
            name=op.f("fk_assignments_translator_id_translators"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_request_id"), "assignments", ["request_id"], unique=False)
    op.create_index(
        op.f("ix_assignments_state_starts_at"), "assignments", ["state", "starts_at"], unique=False
    )
    op.create_index(
        op.f("ix_assignments_translator_id_starts_at"),
        "assignments",
        ["translator_id", "starts_at"],
        unique=False,
    )
    op.create_index(
        "uq_assignments_active_request",
        "assignments",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('active', 'done')"),
        postgresql_where=sa.text("state IN ('active', 'done')"),
    )
    op.create_table(
        "service_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("translator_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "submitted",
                "disputed",
                "approved",
                name="record_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "held",
                "client_absent",
                "cancelled_on_site",
                "translator_prevented",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("starts_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("travel_minutes", sa.Integer(), nullable=True),
        sa.Column("travel_km", sa.Integer(), nullable=True),
        sa.Column("word_count", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("objection", sa.Text(), nullable=True),
        sa.Column("opened_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("disputed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=200), nullable=True),
        sa.Column("deemed_approved_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_service_records_assignment_id_assignments"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_service_records_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["service_requests.id"],
            name=op.f("fk_service_records_request_id_service_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["translator_id"],
            ["translators.id"],
            name=op.f("fk_service_records_translator_id_translators"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_records")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_service_records_assignment_id")),
    )
    op.create_index(
        op.f("ix_service_records_institution_id_state"),
        "service_records",
        ["institution_id", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_service_records_request_id"), "service_records", ["request_id"], unique=False
    )
    op.create_index(
        op.f("ix_service_records_state_deemed_approved_at"),
        "service_records",
        ["state", "deemed_approved_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_service_records_translator_id_state"),
        "service_records",
        ["translator_id", "state"],
        unique=False,
    )
    op.create_table(
        "record_prices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("tariff_id", sa.Uuid(), nullable=False),
        sa.Column("tariff_name", sa.String(length=200), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("priced_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_record_prices_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["service_records.id"],
            name=op.f("fk_record_prices_record_id_service_records"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["statements.id"],
            name=op.f("fk_record_prices_statement_id_statements"),
        ),
        sa.ForeignKeyConstraint(
            ["tariff_id"], ["tariffs.id"], name=op.f("fk_record_prices_tariff_id_tariffs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_prices")),
        sa.UniqueConstraint("record_id", name=op.f("uq_record_prices_record_id")),
    )
    op.create_index(
        op.f("ix_record_prices_institution_id_month"),
        "record_prices",
        ["institution_id", "month"],
        unique=False,
    )
    op.create_index(op.f("ix_record_prices_month"), "record_prices", ["month"], unique=False)
    op.create_index(
        op.f("ix_record_prices_statement_id"), "record_prices", ["statement_id"], unique=False
    )
    constraints.upgrade(op)


def downgrade() -> None:
    """Take this revision back."""
    constraints.downgrade(op)
    op.drop_index(op.f("ix_record_prices_statement_id"), table_name="record_prices")
    op.drop_index(op.f("ix_record_prices_month"), table_name="record_prices")
    op.drop_index(op.f("ix_record_prices_institution_id_month"), table_name="record_prices")
    op.drop_table("record_prices")
    op.drop_index(op.f("ix_service_records_translator_id_state"), table_name="service_records")
    op.drop_index(op.f("ix_service_records_state_deemed_approved_at"), table_name="service_records")
    op.drop_index(op.f("ix_service_records_request_id"), table_name="service_records")
    op.drop_index(op.f("ix_service_records_institution_id_state"), table_name="service_records")
    op.drop_table("service_records")
    op.drop_index(
        "uq_assignments_active_request",
        table_name="assignments",
        sqlite_where=sa.text("state IN ('active', 'done')"),
        postgresql_where=sa.text("state IN ('active', 'done')"),
    )
    op.drop_index(op.f("ix_assignments_translator_id_starts_at"), table_name="assignments")
    op.drop_index(op.f("ix_assignments_state_starts_at"), table_name="assignments")
    op.drop_index(op.f("ix_assignments_request_id"), table_name="assignments")
    op.drop_table("assignments")
    op.drop_table("translator_wishes")
    op.drop_index(op.f("ix_request_messages_request_id"), table_name="request_messages")
    op.drop_table("request_messages")
    op.drop_index(op.f("ix_request_documents_request_id"), table_name="request_documents")
    op.drop_table("request_documents")
    op.drop_index(op.f("ix_offers_translator_id_state"), table_name="offers")
    op.drop_index(op.f("ix_offers_state_expires_at"), table_name="offers")
    op.drop_index(op.f("ix_offers_request_id_state"), table_name="offers")
    op.drop_table("offers")
    op.drop_index(op.f("ix_weekly_slots_translator_id"), table_name="weekly_slots")
    op.drop_table("weekly_slots")
    op.drop_index(op.f("ix_translator_languages_language"), table_name="translator_languages")
    op.drop_table("translator_languages")
    op.drop_index(op.f("ix_service_requests_state_sort_at_id"), table_name="service_requests")
    op.drop_index(
        op.f("ix_service_requests_institution_id_state_sort_at_id"), table_name="service_requests"
    )
    op.drop_index(
        op.f("ix_service_requests_institution_id_sort_at_id"), table_name="service_requests"
    )
    op.drop_index(op.f("ix_service_requests_case_key"), table_name="service_requests")
    op.drop_table("service_requests")
    op.drop_index(op.f("ix_qualifications_translator_id"), table_name="qualifications")
    op.drop_table("qualifications")
    op.drop_index(op.f("ix_memberships_institution_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_member_invitations_institution_id"), table_name="member_invitations")
    op.drop_table("member_invitations")
    op.drop_table("filing_defaults")
    op.drop_table("draft_files")
    op.drop_index(op.f("ix_absences_translator_id_ends_at"), table_name="absences")
    op.drop_table("absences")
    op.drop_index(
        op.f("ix_verification_decisions_institution_id"), table_name="verification_decisions"
    )
    op.drop_table("verification_decisions")
    op.drop_index(op.f("ix_units_institution_id"), table_name="units")
    op.drop_table("units")
    op.drop_index(op.f("ix_translators_name"), table_name="translators")
    op.drop_table("translators")
    op.drop_index(op.f("ix_statements_month"), table_name="statements")
    op.drop_table("statements")
    op.drop_table("staff_roles")
    op.drop_index(op.f("ix_sign_ins_user_id"), table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_request_drafts_user_id"), table_name="request_drafts")
    op.drop_table("request_drafts")
    op.drop_index(op.f("ix_recovery_codes_user_id"), table_name="recovery_codes")
    op.drop_table("recovery_codes")
    op.drop_index(op.f("ix_evidence_institution_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_table("users")
    op.drop_index(op.f("ix_tariffs_valid_from"), table_name="tariffs")
    op.drop_table("tariffs")
    op.drop_table("stored_files")
    op.drop_index(op.f("ix_sign_in_attempts_subject_hash_at"), table_name="sign_in_attempts")
    op.drop_table("sign_in_attempts")
    op.drop_index(op.f("ix_setting_changes_key_valid_from"), table_name="setting_changes")
    op.drop_table("setting_changes")
    op.drop_index(op.f("ix_outbox_mails_to_email"), table_name="outbox_mails")
    op.drop_index(op.f("ix_outbox_mails_state_due_at"), table_name="outbox_mails")
    op.drop_index(op.f("ix_outbox_mails_created_at"), table_name="outbox_mails")
    op.drop_index(op.f("ix_outbox_mails_about_id"), table_name="outbox_mails")
    op.drop_table("outbox_mails")
    op.drop_index(op.f("ix_institutions_state_name"), table_name="institutions")
    op.drop_index(op.f("ix_institutions_enterprise_number"), table_name="institutions")
    op.drop_index(op.f("ix_institutions_contact_email"), table_name="institutions")
    op.drop_table("institutions")
    op.drop_table("counters")
    op.drop_index(op.f("ix_audit_entries_event_at"), table_name="audit_entries")
    op.drop_table("audit_entries")
