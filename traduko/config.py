"""Settings of the installation, from the environment: secrets and addresses only."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DEVELOPMENT_SECRET = "development-only-secret-that-production-refuses"  # noqa: S105
SHORTEST_SECRET = 32


class WeakSettings(Exception):
    """Production was asked for with settings that are not safe for it."""


@dataclass(frozen=True)
class Settings:
    """Where things are and which secrets hold; every default works embedded."""

    data_folder: Path = Path("var")
    database_url: str = ""
    secret_keys: tuple[str, ...] = (DEVELOPMENT_SECRET,)
    base_url: str = "http://127.0.0.1:8000"
    production: bool = False
    mail_server: str = ""
    mail_port: int = 25
    mail_username: str = ""
    mail_password: str = ""
    mail_tls: bool = False
    mail_ssl: bool = False
    mail_sender: str = "traduko@localhost.example"
    rate_limit_storage: str = "memory://"
    trusted_proxies: int = 0
    demo: bool = False
    testing: bool = False
    argon2: Mapping[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Return the database address; SQLite in the data folder unless one was given."""
        return self.database_url or f"sqlite:///{(self.data_folder / 'traduko.db').absolute()}"

    @property
    def mails_are_kept(self) -> bool:
        """Return whether mails are only shown on the local page instead of being sent."""
        return not self.mail_server

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Return the settings the environment describes. Raises WeakSettings."""
        env = os.environ if env is None else env
        keys = tuple(key for key in env.get("TRADUKO_SECRET_KEYS", "").split(",") if key.strip())
        settings = cls(
            data_folder=Path(env.get("TRADUKO_DATA", "var")),
            database_url=_database_url(env.get("DATABASE_URL", "")),
            secret_keys=keys or (DEVELOPMENT_SECRET,),
            base_url=env.get(
                "TRADUKO_BASE_URL", f"http://127.0.0.1:{env.get('PORT', '8000')}"
            ).rstrip("/"),
            production=env.get("TRADUKO_ENV") == "production",
            mail_server=env.get("MAIL_SERVER", ""),
            mail_port=int(env.get("MAIL_PORT", "25")),
            mail_username=env.get("MAIL_USERNAME", ""),
            mail_password=env.get("MAIL_PASSWORD", ""),
            mail_tls=env.get("MAIL_USE_TLS", "") == "1",
            mail_ssl=env.get("MAIL_USE_SSL", "") == "1",
            mail_sender=env.get("MAIL_SENDER", cls.mail_sender),
            rate_limit_storage=env.get("TRADUKO_RATE_LIMIT_STORAGE", "memory://"),
            trusted_proxies=int(env.get("TRADUKO_TRUSTED_PROXIES", "0")),
            demo=env.get("TRADUKO_DEMO", "") == "1",
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Raise WeakSettings if this is production and something in it is not safe."""
        if not self.production:
            return
        weak = []
        if any(key == DEVELOPMENT_SECRET or len(key) < SHORTEST_SECRET for key in self.secret_keys):
            weak.append("TRADUKO_SECRET_KEYS: set a random value of at least 32 characters")
        if not self.base_url.startswith("https://"):
            weak.append("TRADUKO_BASE_URL: production needs its https:// address")
        if not self.mail_server:
            weak.append("MAIL_SERVER: without one nobody gets a mail")
        if self.mail_sender == type(self).mail_sender:
            weak.append("MAIL_SENDER: set the operator's own address")
        if self.demo:
            weak.append("TRADUKO_DEMO: demo sign-ins cannot exist in production")
        if weak:
            raise WeakSettings("\n".join(weak))


def _database_url(url: str) -> str:
    for old in ("postgres://", "postgresql://"):
        if url.startswith(old):
            return "postgresql+psycopg://" + url.removeprefix(old)
    return url
