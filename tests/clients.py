"""`make clients`: a publication read by DuckDB clients of other versions, each in an environment of its own.

What a BI tool would do, with the drivers such tools ship: open the file read-only, list, count, read a comment.
Each then holds the file open while the next publication comes: it keeps what it opened, and a second one that
opens the same path gets the new.
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
        """Version, build and counts as it sees them now; empty when it cannot read."""
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
    words = [warehouse, "build", "--force", "--quiet", "--keep", "0", "--data-dir", str(data)]
    subprocess.run(words, cwd=PROJECT_ROOT, check=True, stdout=subprocess.DEVNULL)
    return (data / "published" / "current").resolve().name


def main() -> None:
    """Publish twice under every version's eyes; exits non-zero when one does not see what it should."""
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
            kept, fresh = client.reads(), late.reads()
            print(f"DuckDB {version}: opened {before[version]!r}; after the publish {kept!r}, opened again {fresh!r}")
            if not (first in before[version] and kept == before[version] and second in fresh and first != second):
                wrong.append(version)
            late.leave()
            client.leave()
    if wrong:
        sys.exit(f"not read as it should be by DuckDB {', '.join(wrong)}")


if __name__ == "__main__":
    main()
