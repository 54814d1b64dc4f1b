"""The candidate's files: their content and order, and that no cell of them is run as a formula."""

import csv
import re
import zipfile
from dataclasses import replace

import duckdb
import pytest

from orchestration.publication import PublicationError, write_candidate
from orchestration.publication.models import DATABASE, PublishedColumn, PublishedTable
from orchestration.publication.tables import order_of
from publishing_fixtures import build_facts, published_models, write_work_database
from publishing_rows import FORMULA, HOSTILE, invented_rows

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def work_database(tmp_path_factory):
    return write_work_database(tmp_path_factory.mktemp("work") / "warehouse.duckdb")


@pytest.fixture(scope="module")
def candidate(work_database, tmp_path_factory):
    target = tmp_path_factory.mktemp("candidates") / "next"
    write_candidate(work_database, target, build_facts())
    return target


@pytest.fixture
def published(candidate):
    with duckdb.connect(str(candidate / DATABASE), read_only=True) as connection:
        yield connection


def rows_by_table(database):
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = {name: connection.execute(f"select * from {name}").fetchall() for name in published_models()}
    return {name: sorted(map(repr, rows)) for name, rows in tables.items()}


def test_every_table_is_published_with_all_its_rows(candidate, work_database):
    published = rows_by_table(candidate / DATABASE)
    assert published == rows_by_table(work_database)
    assert {name for name, rows in published.items() if rows} == set(invented_rows())


def test_a_view_is_published_as_a_table_and_staging_is_not(published):
    tables = {
        row[0] for row in published.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    }
    assert "marts.dim_source" in tables
    assert not any(name.startswith("staging") for name in tables)
    assert not published.execute(
        "select * from duckdb_views() where not internal and schema_name <> 'deprecated'"
    ).fetchall()


def test_comments_survive_with_their_quotes(published):
    comment = published.execute("select comment from duckdb_tables() where table_name = 'rpt_overview'").fetchone()
    assert comment == ("One row per member of reports.rpt_overview; it's invented.",)
    column = published.execute("select comment from duckdb_columns() where column_name = 'posting_count'").fetchall()
    assert ('Postings, "distinct" ids; it\'s n.',) in column
    view = published.execute("select comment from duckdb_tables() where table_name = 'dim_source'").fetchone()
    assert view == ("One row per source.",)


def test_column_types_survive(published, work_database):
    types = "select schema_name, table_name, column_name, data_type from duckdb_columns() where schema_name <> 'main'"
    published_types = set(published.execute(types).fetchall())
    with duckdb.connect(str(work_database), read_only=True) as connection:
        written = {row for row in connection.execute(types).fetchall() if row[0] != "staging"}
    assert written <= published_types
    assert {"BIGINT", "DOUBLE", "DATE", "VARCHAR", "BOOLEAN"} <= {row[3] for row in written}


def test_facts_are_in_the_order_of_their_key(published):
    ids = [row[0] for row in published.execute("select posting_id from marts.fct_posting").fetchall()]
    assert ids == sorted(ids)


def test_report_tables_begin_with_the_largest_count(published):
    condition = "source = 'harbour' and counting_policy = 'postings'"
    counts = published.execute(f"select n from reports.rpt_skill_demand where {condition}").fetchall()
    assert counts == sorted(counts, reverse=True)


def test_the_database_is_in_the_format_that_duckdb_1_0_reads(published):
    tags = published.execute("select tags from duckdb_databases() where database_name = 'jobs'").fetchone()
    assert str(tags[0]["storage_version"]).startswith("v1.0.0")


def test_the_build_its_checks_and_inputs_are_in_the_database(published):
    build = published.execute("select build_id, is_synthetic, cast(built_at as varchar) from meta.build").fetchall()
    assert build == [("b-001", True, "2026-03-01 12:00:00")]
    checks = published.execute(
        "select check_name, severity, is_passed, failing_count from meta.check_result"
    ).fetchall()
    assert checks == [
        ("posting_ids_are_unique", "error", True, 0),
        ("documents_are_as_many_as_before", "warn", False, 2),
    ]
    inputs = published.execute("select source, document_count from meta.build_input order by all").fetchall()
    assert inputs == [("harbour", 757), ("quay", 61)]


def test_nothing_but_the_publication_is_left_in_the_folder(candidate):
    assert {path.name for path in candidate.iterdir()} == {"jobs.duckdb", "parquet", "csv", "summary.xlsx"}


def test_parquet_has_every_table_but_those_that_describe_the_build(candidate):
    names = {f"{path.parent.name}.{path.stem}" for path in candidate.glob("parquet/*/*.parquet")}
    assert names == {*published_models(), "marts.dim_source"}


def test_csv_has_reports_and_dimensions(candidate):
    names = {path.stem for path in candidate.glob("csv/*.csv")}
    assert names == {name for name in published_models() if "rpt_" in name or "dim_" in name} | {"marts.dim_source"}


def test_no_csv_text_begins_as_a_formula(candidate):
    with (candidate / "csv" / "marts.dim_skill.csv").open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if re.match(r"[=+\-@\t\r\n]", cell)]


def test_numbers_in_csv_are_numbers(candidate):
    with (candidate / "csv" / "reports.rpt_pay.csv").open(encoding="utf-8", newline="") as stream:
        first = next(csv.DictReader(stream))
    assert float(first["pay_min_median_usd"]) == 128_000


def test_the_workbook_has_no_formulas_or_links(candidate):
    with zipfile.ZipFile(candidate / "summary.xlsx") as workbook:
        parts = {name: workbook.read(name).decode() for name in workbook.namelist()}
    sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/")]
    with duckdb.connect(str(candidate / DATABASE), read_only=True) as database:
        tables = database.execute("select count(*) from duckdb_tables() where schema_name = 'reports'").fetchone()
    assert len(sheets) == tables[0] + 1
    assert not [text for text in sheets if re.search(r"<f[ >]|<hyperlink", text)]
    assert "=HYPERLINK(" in "".join(sheets)
    assert 'state="frozen"' in sheets[1]


def test_a_table_with_too_many_rows_has_no_sheet_and_the_workbook_names_its_csv(tmp_path):
    work = write_work_database(tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(work)) as connection:
        connection.execute("insert into reports.rpt_levels select r.* from reports.rpt_levels as r, range(1000)")
    write_candidate(work, tmp_path / "next", build_facts())
    with zipfile.ZipFile(tmp_path / "next" / "summary.xlsx") as workbook:
        parts = {name: workbook.read(name).decode() for name in workbook.namelist()}
    assert 'name="levels"' not in parts["xl/workbook.xml"]
    assert 'name="role_types"' in parts["xl/workbook.xml"]
    assert "rows, in csv/reports.rpt_levels.csv" in "".join(parts.values())
    assert (tmp_path / "next" / "csv" / "reports.rpt_levels.csv").exists()


def test_every_hostile_text_is_unchanged_in_parquet(candidate):
    path = str(candidate / "parquet" / "marts" / "dim_skill.parquet")
    names = {
        row[0] for row in duckdb.sql("select skill_name from read_parquet($path)", params={"path": path}).fetchall()
    }
    assert names == set(HOSTILE)


def test_equal_data_give_equal_bytes(tmp_path):
    work = write_work_database(tmp_path / "warehouse.duckdb", extra_facts=130_000)
    for name, minute in (("one", 0), ("two", 5)):
        write_candidate(work, tmp_path / name, build_facts(name, minute=minute))
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert len(files) > 20
    different = [str(f) for f in files if (tmp_path / "one" / f).read_bytes() != (tmp_path / "two" / f).read_bytes()]
    assert different == ["jobs.duckdb"]


def test_a_key_shortens_the_sort_and_does_not_change_the_order(tmp_path, work_database):
    keys = {"marts.dim_skill": ["skill_id"], "reports.rpt_levels": ["source", "counting_policy", "level"]}
    write_candidate(work_database, tmp_path / "plain", build_facts())
    write_candidate(work_database, tmp_path / "keyed", replace(build_facts(), keys=keys))
    files = [path.relative_to(tmp_path / "plain") for path in (tmp_path / "plain").rglob("*.parquet")]
    assert len(files) > 20
    different = [
        str(f) for f in files if (tmp_path / "plain" / f).read_bytes() != (tmp_path / "keyed" / f).read_bytes()
    ]
    assert not different


@pytest.mark.parametrize(
    ("columns", "key", "sorted_by"),
    [
        (["a", "b", "c"], [], '"a", "b", "c"'),
        (["a", "b", "c"], ["b"], '"a", "b"'),
        (["a", "b", "c"], ["c", "a"], '"a", "b", "c"'),
        (["a", "b", "c"], ["a", "gone"], '"a", "b", "c"'),
        (["source", "level", "n", "share"], ["level", "source"], '"source", "n" desc nulls last, "level"'),
    ],
)
def test_rows_are_sorted_by_all_columns_up_to_the_last_of_the_key(columns, key, sorted_by):
    described = tuple(PublishedColumn(name, "VARCHAR") for name in columns)
    assert order_of(PublishedTable("reports", "rpt", None, described, 0), key).sql == sorted_by


def test_empty_tables_keep_their_columns_in_every_file(tmp_path):
    work = write_work_database(tmp_path / "warehouse.duckdb", empty=True)
    tables = write_candidate(work, tmp_path / "next", build_facts())
    header = (tmp_path / "next" / "csv" / "reports.rpt_levels.csv").read_text(encoding="utf-8")
    assert header == ",".join(published_models()["reports.rpt_levels"]) + "\n"
    assert {table.row_count for table in tables if table.schema == "reports"} == {0}


def test_a_folder_that_is_not_empty_is_refused(work_database, tmp_path):
    (tmp_path / "own.txt").write_text("mine")
    with pytest.raises(PublicationError, match="already holds files"):
        write_candidate(work_database, tmp_path, build_facts())
    assert (tmp_path / "own.txt").read_text() == "mine"


def test_a_missing_work_database_is_named(tmp_path):
    with pytest.raises(PublicationError, match=r"No work database at .*absent\.duckdb"):
        write_candidate(tmp_path / "absent.duckdb", tmp_path / "next", build_facts())
