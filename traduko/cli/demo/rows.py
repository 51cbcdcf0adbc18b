"""Rows in bulk: collected by table, written a few thousand at a time."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from traduko.core.audit import AuditEntry
from traduko.core.ids import new_id

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from sqlalchemy.orm import Session

CHUNK = 2_000


class Rows:
    """Collects rows and writes them in the order their tables depend on each other."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
        self._chains: dict[uuid.UUID, tuple[int, str]] = {}

    def add(self, model: type[Any], **values: Any) -> uuid.UUID:
        """Collect one row and return its id."""
        row_id: uuid.UUID = values.setdefault("id", new_id())
        self._rows[model].append(values)
        return row_id

    def event(
        self,
        thing: type[Any],
        thing_id: uuid.UUID,
        event: str,
        at: datetime,
        who: tuple[uuid.UUID | None, str, str],
        **detail: Any,
    ) -> None:
        """Collect an audit entry, chained as `core.audit` chains it."""
        seq, previous = self._chains.get(thing_id, (0, ""))
        actor_id, actor_name, via = who
        content = [
            previous,
            at.isoformat(),
            thing.__name__,
            thing_id.hex,
            seq + 1,
            event,
            actor_id.hex if actor_id else "",
            actor_name,
            via,
            detail,
        ]
        digest = hashlib.sha256(
            json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
        ).hexdigest()
        self._chains[thing_id] = (seq + 1, digest)
        self.add(
            AuditEntry,
            at=at,
            thing_type=thing.__name__,
            thing_id=thing_id,
            seq=seq + 1,
            event=event,
            actor_id=actor_id,
            actor_name=actor_name,
            via=via,
            detail=detail,
            previous_hash=previous,
            hash=digest,
        )

    def write(self) -> int:
        """Write what was collected and return how many rows it was."""
        count = 0
        order = {table: place for place, table in enumerate(_sorted_tables())}
        for model in sorted(self._rows, key=lambda model: order[model.__table__]):
            rows = self._rows[model]
            columns = {name for row in rows for name in row}
            whole = [{name: row.get(name) for name in columns} for row in rows]
            for start in range(0, len(whole), CHUNK):
                self.session.execute(sa.insert(model), whole[start : start + CHUNK])
            count += len(whole)
        self._rows.clear()
        return count


def _sorted_tables() -> list[sa.Table]:
    return list(AuditEntry.metadata.sorted_tables)
