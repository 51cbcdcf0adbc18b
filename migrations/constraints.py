"""What autogenerate cannot see: overlaps refused, audit entries kept, on both databases."""

from __future__ import annotations

from typing import Any

AUDIT_MESSAGE = "audit entries are append-only"

_SQLITE_UP = (
    f"""CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
        BEGIN SELECT RAISE(ABORT, '{AUDIT_MESSAGE}'); END""",
    f"""CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, '{AUDIT_MESSAGE}'); END""",
    """CREATE TRIGGER assignments_no_overlap_insert BEFORE INSERT ON assignments
       WHEN NEW.state = 'active' AND NEW.starts_at IS NOT NULL AND EXISTS (
         SELECT 1 FROM assignments a WHERE a.translator_number = NEW.translator_number
         AND a.id != NEW.id AND a.state = 'active'
         AND a.starts_at < NEW.ends_at AND a.ends_at > NEW.starts_at)
       BEGIN SELECT RAISE(ABORT, 'ex_assignments_no_overlap'); END""",
    """CREATE TRIGGER assignments_no_overlap_update
       BEFORE UPDATE OF state, starts_at, ends_at, translator_number ON assignments
       WHEN NEW.state = 'active' AND NEW.starts_at IS NOT NULL AND EXISTS (
         SELECT 1 FROM assignments a WHERE a.translator_number = NEW.translator_number
         AND a.id != NEW.id AND a.state = 'active'
         AND a.starts_at < NEW.ends_at AND a.ends_at > NEW.starts_at)
       BEGIN SELECT RAISE(ABORT, 'ex_assignments_no_overlap'); END""",
)
_SQLITE_DOWN = (
    "DROP TRIGGER IF EXISTS audit_entries_no_update",
    "DROP TRIGGER IF EXISTS audit_entries_no_delete",
    "DROP TRIGGER IF EXISTS assignments_no_overlap_insert",
    "DROP TRIGGER IF EXISTS assignments_no_overlap_update",
)
# gist has no operator class for uuid without an extension; a one-number range does the same.
_POSTGRESQL_UP = (
    """ALTER TABLE assignments ADD CONSTRAINT ex_assignments_no_overlap
       EXCLUDE USING gist (
         int4range(translator_number, translator_number, '[]') WITH &&,
         tstzrange(starts_at, ends_at) WITH &&)
       WHERE (state = 'active' AND starts_at IS NOT NULL)""",
    f"""CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{AUDIT_MESSAGE}'; END $$""",
    """CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
       FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()""",
)
_POSTGRESQL_DOWN = (
    "ALTER TABLE assignments DROP CONSTRAINT IF EXISTS ex_assignments_no_overlap",
    "DROP TRIGGER IF EXISTS audit_entries_append_only ON audit_entries",
    "DROP FUNCTION IF EXISTS refuse_audit_change()",
)


def upgrade(op: Any) -> None:
    """Create triggers and constraints."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_UP if sqlite else _POSTGRESQL_UP:
        op.execute(statement)


def downgrade(op: Any) -> None:
    """Remove what `upgrade` created."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_DOWN if sqlite else _POSTGRESQL_DOWN:
        op.execute(statement)
