"""Dagster's SQLite history, without a new database engine for every statement.

The storage that comes with Dagster makes an engine for each event it writes, and with it compiles every
statement again. This one keeps an engine and its connection per file; SQLite's own locks let several processes share
the files as before. It leans on what Dagster calls private, which is worth it: a January build takes 26 CPU seconds
with it and 32 to 34 without (Dagster 1.13.27).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from sqlalchemy import Connection, Engine, create_engine, event

if TYPE_CHECKING:
    from dagster._serdes import ConfigurableClassData

BUSY_TIMEOUT_SECONDS = 5


class SharedEngineEventLogStorage(SqliteEventLogStorage):
    """SqliteEventLogStorage with one engine per database file; named in the `dagster.yaml` the build writes."""

    _engines: dict[str, Engine]

    @classmethod
    def from_config_value(
        cls, inst_data: "ConfigurableClassData | None", config_value: Mapping[str, Any]
    ) -> "SharedEngineEventLogStorage":
        """Make the storage from its part of `dagster.yaml`."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def dispose(self) -> None:
        """Close every connection."""
        for engine in self.__dict__.pop("_engines", {}).values():
            engine.dispose()
        super().dispose()

    def _engine(self, shard: str) -> Engine:
        engines: dict[str, Engine] = self.__dict__.setdefault("_engines", {})
        if shard not in engines:
            engine = create_engine(
                self.conn_string_for_shard(shard),
                connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            event.listen(engine, "connect", _relax_syncing)
            engines[shard] = engine
        return engines[shard]


def _relax_syncing(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
    # In WAL mode NORMAL loses nothing but the last events of a power cut, and saves a sync per event.
    connection.execute("PRAGMA synchronous=NORMAL")
