"""`make clients`: a publication read by DuckDB clients of other versions, each in an environment of its own.

What a BI tool would do, with the drivers such tools ship: open the file read-only, list, count, read a comment.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from ingestion.layout import PROJECT_ROOT

VERSIONS = ("1.0.0", "1.1.3", "1.2.2", "1.4.4")
READING = """
import sys, duckdb
database = duckdb.connect(sys.argv[1], read_only=True)
tables = database.execute("select count(*) from duckdb_tables() where schema_name <> 'main'").fetchone()
postings = database.execute("select count(*) from marts.fct_posting").fetchone()
comment = database.execute("select comment from duckdb_tables() where table_name = 'fct_posting'").fetchone()
assert tables[0] > 20 and postings[0] > 0 and comment[0].startswith("One row per posting"), (tables, postings, comment)
print(f"DuckDB {duckdb.__version__}: {tables[0]} tables, {postings[0]} postings, comments read")
"""


def main() -> None:
    """Build a publication and read it with every version; exits non-zero when one cannot."""
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        warehouse = str(Path(sys.executable).with_name("warehouse"))
        subprocess.run([warehouse, "build", "--quiet", "--data-dir", str(data)], cwd=PROJECT_ROOT, check=True)
        for version in VERSIONS:
            home = Path(scratch) / version
            venv.create(home, with_pip=True)
            python = str(home / "bin" / "python")
            subprocess.run([python, "-m", "pip", "install", "--quiet", f"duckdb=={version}"], check=True)
            database = str(data / "published" / "current" / "jobs.duckdb")
            if subprocess.run([python, "-c", READING, database], check=False).returncode:
                failed.append(version)
    if failed:
        sys.exit(f"could not be read by DuckDB {', '.join(failed)}")


if __name__ == "__main__":
    main()
