"""`make clients`: a publication read by DuckDB clients of other versions, each in an environment of its own.

As a BI tool would: open the file read-only, list tables, count rows, read a comment. Each client then keeps the file
open while the next publication is made: it must go on reading the one it opened, and a second client that opens the
same path must get the new one.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from ingestion.storage.layout import PROJECT_ROOT

VERSIONS = ("1.0.0", "1.1.3", "1.2.2", "1.4.4")
READING = """
import sys, duckdb
database = duckdb.connect(sys.argv[1], read_only=True)
tables = database.execute("select count(*) from duckdb_tables() where schema_name <> 'main'").fetchone()
comment = database.execute("select comment from duckdb_tables() where table_name = 'fct_posting'").fetchone()
assert tables[0] > 20 and comment[0].startswith("One row per posting"), (tables, comment)
for _ in sys.stdin:
    postings = database.execute("select count(*), count(distinct title) from marts.fct_posting").fetchone()
    build = database.execute("select build_id from meta.build").fetchone()
    assert postings[0] > 0
    print(duckdb.__version__, build[0], *postings, flush=True)
"""


class Client:
    """A process of one DuckDB version that holds the published database open."""

    def __init__(self, python: Path, database: Path) -> None:
        self.process = subprocess.Popen(
            [str(python), "-c", READING, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def reads(self) -> str:
        """Return version, build and counts as this client reads them now; empty when it cannot read."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return ""
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


def _install(version: str, home: Path) -> Path:
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", f"duckdb=={version}"], check=True)
    return python


def _build(data: Path) -> str:
    warehouse = str(Path(sys.executable).with_name("warehouse"))
    command = [warehouse, "build", "--force", "--quiet", "--keep", "0", "--data-dir", str(data)]
    subprocess.run(command, cwd=PROJECT_ROOT, check=True, stdout=subprocess.DEVNULL)
    return (data / "published" / "current").resolve().name


def main() -> None:
    """Publish twice while clients of every version read; exit 1 where one reads the wrong publication."""
    wrong = []
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        database = data / "published" / "current" / "jobs.duckdb"
        pythons = {version: _install(version, Path(scratch) / version) for version in VERSIONS}
        first = _build(data)
        holding = {version: Client(python, database) for version, python in pythons.items()}
        before = {version: client.reads() for version, client in holding.items()}
        second = _build(data)
        for version, client in holding.items():
            late = Client(pythons[version], database)
            reading, reopened = client.reads(), late.reads()
            print(f"DuckDB {version}: opened {before[version]!r}; then {reading!r}, opened again {reopened!r}")
            if not (first in before[version] and reading == before[version] and second in reopened and first != second):
                wrong.append(version)
            late.leave()
            client.leave()
    if wrong:
        sys.exit(f"not read as it should be by DuckDB {', '.join(wrong)}")


if __name__ == "__main__":
    main()
