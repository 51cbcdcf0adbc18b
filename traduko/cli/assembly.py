"""What commands are given: the parts of this installation, put together by `app`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from traduko.accounts.actor import Actor, Channel, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.engine import Engine
    from sqlalchemy.orm import Session, sessionmaker

    from traduko.config import Settings

COMMAND = Actor(None, "traduko", frozenset({Role.OPERATOR_ADMIN, Role.SYSTEM}), via=Channel.COMMAND)


class Assembly(Protocol):
    """The parts of this installation."""

    @property
    def settings(self) -> Settings: ...
    def engine(self) -> Engine: ...
    def sessions(self, engine: Engine | None = None) -> sessionmaker[Session]: ...
    def create_app(self) -> Flask: ...
    def work(self, sessions: sessionmaker[Session], stop: Any = None) -> None: ...
    def tick(self, sessions: sessionmaker[Session]) -> None: ...


@contextmanager
def opened(assembly: Assembly) -> Iterator[Callable[[], Session]]:
    """Yield a maker of sessions and close the engine afterwards."""
    engine = assembly.engine()
    try:
        yield assembly.sessions(engine)
    finally:
        engine.dispose()
