"""Dagster's SQLite history, without a new database engine for every statement.

Here: a storage that keeps one engine per database file. Not here: the settings that name it (`dagster_instance.py`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from sqlalchemy import Connection, Engine, create_engine, event

if TYPE_CHECKING:
    from dagster._serdes import ConfigurableClassData

# Dagster's own storage makes an engine for each event it writes, and with it compiles every SQL statement again. A
# build of the January corpus takes 26 CPU seconds with this class and 32 to 34 without it (Dagster 1.13.27). That is
# worth overriding methods that Dagster calls private; its version is pinned.
# How long a statement waits for another process, such as the user interface, that writes to the same file.
BUSY_TIMEOUT_SECONDS = 5


class SharedEngineEventLogStorage(SqliteEventLogStorage):
    """SqliteEventLogStorage with one engine per database file; the `dagster.yaml` that a build writes names it."""

    _engines: dict[str, Engine]

    @classmethod
    def from_config_value(
        cls, inst_data: "ConfigurableClassData | None", config_value: Mapping[str, Any]
    ) -> "SharedEngineEventLogStorage":
        """Make the storage from its section of `dagster.yaml`."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        # Dagster calls this from several threads, such as the watcher of the event log. The lock is the parent class's,
        # held as there; here it also keeps two threads from making an engine for the same file.
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
        # Made on first use, so that the __init__ of the parent class need not be overridden.
        engines: dict[str, Engine] = self.__dict__.setdefault("_engines", {})
        if shard not in engines:
            engine = create_engine(
                self.conn_string_for_shard(shard),
                # A pooled connection may be used by another thread than the one that opened it.
                connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            event.listen(engine, "connect", _relax_syncing)
            engines[shard] = engine
        return engines[shard]


def _relax_syncing(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
    # In WAL mode NORMAL loses no more than the last events at a power cut, and saves one fsync per event.
    connection.execute("PRAGMA synchronous=NORMAL")
