"""Check on SQLite and PostgreSQL that migrations make what the models say: `make migrations-check`.

Up from empty, compare, down to nothing, up again; by the command line that operators use.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import postgresql

TRADUKO = str(Path(sys.executable).with_name("traduko"))
STEPS = (("upgrade",), ("check",), ("downgrade", "base"), ("upgrade",), ("check",))


def check(name: str, url: str, data: Path) -> int:
    """Walk the steps on one database and return the first exit status that is not 0."""
    for step in STEPS:
        print(f"{name}: traduko db {' '.join(step)}", flush=True)
        status = subprocess.run(
            [TRADUKO, "db", *step],
            env={**os.environ, "DATABASE_URL": url, "TRADUKO_DATA": str(data)},
            check=False,
        ).returncode
        if status:
            return status
    return 0


def main() -> int:
    """Check both databases and return the exit status."""
    with tempfile.TemporaryDirectory(prefix="traduko-") as room:
        # The server's own user must be able to come in.
        Path(room).chmod(0o755)
        status = check("SQLite", f"sqlite:///{room}/check.db", Path(room))
        server = postgresql.start(Path(room) / "pg")
        try:
            return status or check("PostgreSQL", postgresql.url(server), Path(room))
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
