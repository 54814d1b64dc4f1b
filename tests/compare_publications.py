"""Compare two publications table by table: `python tests/compare_publications.py BEFORE AFTER`.

Here: which tables, columns and rows differ, floats within a tolerance. A renamed table or column is options as
`--renamed OLD=NEW`. The exit code is 0 only when nothing differs; times and build ids are not compared. Not here:
whether a difference is intended.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

SCHEMAS = ("marts", "reports", "meta")
# Times and ids of the build itself: different in any two builds of the same inputs.
OF_THE_BUILD = {"meta.build", "meta.build_input", "meta.check_result"}
# Whether the recorded scores belong to the code in use: false as soon as any line of it changes.
OF_THE_CODE = {("meta.scorecard", "is_current")}
TOLERANCE = 1e-9
FLOATS = {"DOUBLE", "FLOAT"}
Columns = dict[str, str]


def database_of(place: Path) -> Path:
    """Return the database of a data directory, a publication or a file. Raises SystemExit where there is none."""
    for path in (place / "published" / "current" / "jobs.duckdb", place / "jobs.duckdb", place):
        if path.is_file():
            return path
    sys.exit(f"{place}: no publication there; name a data directory, a publication or a jobs.duckdb.")


def tables_of(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, Columns]:
    """Return the columns and types of every table that is compared, by `schema.table`."""
    rows = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and list_contains(?, schema_name) order by all",
        [catalog, list(SCHEMAS)],
    ).fetchall()
    tables: dict[str, Columns] = {}
    for table, column, data_type in rows:
        tables.setdefault(table, {})[column] = data_type
    return {table: columns for table, columns in tables.items() if table not in OF_THE_BUILD}


def rows_of(
    connection: duckdb.DuckDBPyConnection, catalog: str, table: str, columns: Mapping[str, str], floats: set[str]
) -> pd.DataFrame:
    """Return the rows of a table, sorted; `columns` maps each column to the name under which it is compared."""
    # Sorted by the exact columns first and by rounded floats last: a difference in the last digits of a float would
    # otherwise move rows, and every column would seem to differ.
    selected = ", ".join(
        f'"{column}" as "{name}"' if column in floats else f'cast("{column}" as varchar) as "{name}"'
        for column, name in columns.items()
    )
    exact = [f'"{name}"' for column, name in columns.items() if column not in floats]
    rounded = [f'round("{name}", 6)' for column, name in columns.items() if column in floats]
    schema, name = table.split(".")
    return connection.execute(
        f'select {selected} from {catalog}."{schema}"."{name}" order by {", ".join(exact + rounded)}'
    ).df()


def differences(
    before: pd.DataFrame, after: pd.DataFrame, floats: set[str], tolerances: Mapping[str, float], table: str
) -> Iterator[str]:
    """Yield a sentence for each column whose values differ, with the first row that does."""
    for column in before.columns:
        if column in floats:
            first, second = (frame[column].to_numpy(dtype=float, na_value=np.nan) for frame in (before, after))
            tolerance = tolerances.get(f"{table}.{column}", tolerances.get(column, TOLERANCE))
            is_same = np.isclose(first, second, rtol=tolerance, atol=tolerance, equal_nan=True)
        else:
            first, second = before[column].to_numpy(dtype=object), after[column].to_numpy(dtype=object)
            is_same = (first == second) | (pd.isna(first) & pd.isna(second))
        places = np.flatnonzero(~is_same)
        if len(places):
            at = int(places[0])
            largest = f", at most {np.nanmax(np.abs(first - second)):.3g} apart" if column in floats else ""
            yield f"{column}: {len(places)} of {len(first)} rows differ{largest}; row {at}: {first[at]} -> {second[at]}"


def compare(before: Path, after: Path, renamed: Mapping[str, str], tolerances: Mapping[str, float]) -> dict[str, str]:
    """Return a verdict for each table: `same, N rows`, or what differs. Tables have their names in `after`."""
    connection = duckdb.connect()
    for catalog, path in (("before", before), ("after", after)):
        connection.execute(f"attach '{path}' as {catalog} (read_only)")
    old, new = tables_of(connection, "before"), tables_of(connection, "after")
    verdicts = dict.fromkeys(new.keys() - {renamed.get(table, table) for table in old}, "only after")
    for table, columns in old.items():
        name = renamed.get(table, table)
        if name not in new:
            count = connection.execute(f"select count(*) from before.{table}").fetchone()
            verdicts[table] = f"only before, {count[0] if count else 0} rows"
            continue
        verdicts[name] = _verdict(connection, (table, columns), (name, new[name]), renamed, tolerances)
    return dict(sorted(verdicts.items()))


def _verdict(
    connection: duckdb.DuckDBPyConnection,
    old: tuple[str, Columns],
    new: tuple[str, Columns],
    renamed: Mapping[str, str],
    tolerances: Mapping[str, float],
) -> str:
    (table, before_columns), (name, after_columns) = old, new
    names = {
        column: renamed.get(f"{table}.{column}", renamed.get(column, column) if column not in after_columns else column)
        for column in before_columns
        if (name, column) not in OF_THE_CODE
    }
    shared = {column: new for column, new in names.items() if new in after_columns}
    changes = [f"column {column} is gone" for column in names.keys() - shared.keys()]
    added = after_columns.keys() - set(names.values()) - {column for at, column in OF_THE_CODE if at == name}
    changes += [f"column {column} is new" for column in sorted(added)]
    types = [(column, new) for column, new in shared.items() if before_columns[column] != after_columns[new]]
    changes += [f"{new}: {before_columns[column]} is {after_columns[new]} now" for column, new in types]
    floats = {old for old, new in shared.items() if before_columns[old] in FLOATS and after_columns[new] in FLOATS}
    before = rows_of(connection, "before", table, shared, floats)
    after = rows_of(connection, "after", name, {new: new for new in shared.values()}, {shared[c] for c in floats})
    if len(before) != len(after):
        changes.append(f"{len(before)} rows are {len(after)} now")
    else:
        changes += differences(before, after, {shared[column] for column in floats}, tolerances, name)
    return f"DIFFERS ({len(before)} rows): " + "; ".join(changes) if changes else f"same, {len(before)} rows"


def main() -> None:
    """Print a verdict for each table; exit 1 where any differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--renamed", action="append", default=[], metavar="OLD=NEW", help="a table or column")
    parser.add_argument(
        "--tolerance", action="append", default=[], metavar="[TABLE.]COLUMN=NUMBER", help=f"else {TOLERANCE}"
    )
    parser.add_argument("--brief", action="store_true", help="print only what differs")
    options = parser.parse_args()
    renamed = dict(pair.split("=") for pair in options.renamed)
    tolerances = {name: float(number) for name, number in (pair.split("=") for pair in options.tolerance)}
    verdicts = compare(database_of(options.before), database_of(options.after), renamed, tolerances)
    same = sum(verdict.startswith("same") for verdict in verdicts.values())
    for table, verdict in verdicts.items():
        if not (options.brief and verdict.startswith("same")):
            print(f"{table:<36} {verdict}")
    print(f"{same} of {len(verdicts)} tables are the same")
    sys.exit(same < len(verdicts))


if __name__ == "__main__":
    main()
