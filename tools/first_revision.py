"""Build the first revision anew from the models: `make migration`.

Only while no installation holds data: afterwards a change is a new revision.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ROOT / "migrations" / "versions"
FIRST = VERSIONS / "0001_first.py"
IMPORT = "from alembic import op\n"
UP = '    """Bring the schema up to this revision."""\n'
DOWN = '    """Take this revision back."""\n'


def generate() -> None:
    """Let Alembic write what an empty database lacks."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(ROOT / "migrations"))
        config.set_main_option("prepend_sys_path", str(ROOT))
        config.set_main_option("path_separator", "os")
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        config.attributes.update(connection=connection, batch=False)
        command.revision(config, message="first", rev_id="0001", autogenerate=True)
    engine.dispose()


def with_constraints(text: str) -> str:
    """Return the revision with the calls that make and remove what Alembic cannot see."""
    text = "".join(line for line in text.splitlines(keepends=True) if "    # ###" not in line)
    head, rest = text.split(UP, 1)
    upgrade, downgrade = rest.split(DOWN, 1)
    body, marker, rest = upgrade.partition("\n\n\ndef downgrade")
    head = head.replace(IMPORT, f"{IMPORT}\nfrom migrations import constraints\n")
    return (
        f"{head}{UP}{body}\n    constraints.upgrade(op){marker}{rest}"
        f"{DOWN}    constraints.downgrade(op)\n{downgrade}"
    )


def tidy() -> None:
    """Bring the file into the project's form."""
    for arguments in (("check", "--quiet", "--fix"), ("format", "--quiet")):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, str(FIRST)], cwd=ROOT, check=True)


def main() -> int:
    """Write the first revision; refuse if there are later ones. Returns the exit status."""
    later = [path.name for path in VERSIONS.glob("*.py") if path != FIRST]
    if later:
        print(f"There are later revisions: {', '.join(later)}. Write a new one instead.")
        return 1
    previous = FIRST.read_text(encoding="utf-8") if FIRST.exists() else None
    FIRST.unlink(missing_ok=True)
    try:
        generate()
        FIRST.write_text(with_constraints(FIRST.read_text(encoding="utf-8")), encoding="utf-8")
        tidy()
    except BaseException:
        if previous is not None:
            FIRST.write_text(previous, encoding="utf-8")
        raise
    print(f"Wrote {FIRST.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
