"""What must hold of each Parquet table of ingestion before anything is built on it.

Here: columns, types, ids and values of the files; wrong structure blocks the build, drift warns. Not here: what must
hold of the models (dbt's tests) and of the published files (`candidate_suite.py`): no fact is tested at two gates.
"""

from contextlib import suppress
from datetime import date

import duckdb
import great_expectations.expectations as gxe
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ingestion import pipeline, schemas
from ingestion.storage import parquet
from ingestion.storage.external_sort import open_bounded
from ingestion.storage.layout import Layout
from ingestion.text.money import PERIODS
from orchestration.quality.expectations import TableExpectation

DEDUP_STATUSES = ["primary", "duplicate", "conflict"]
RECORD_TYPES = ["card", "page", "file", "json"]
STRENGTHS = ["required", "preferred", "mentioned", "boilerplate", "negated"]

# A frame holds only what the expectations test, and no text: an id only where it repeats, and of a required column
# only whether it is filled. So a million rows take less than 200 MB in memory, whatever the postings are; DuckDB
# looks for the repeats and sorts on disk where its limit is reached.
ROW_QUERIES = {
    "raw_documents": """
        select case when count(*) over (partition by document_id) > 1 then document_id end as repeated_document_id,
            nullif(uri is not null, false) as uri
        from {files}""",
    "observations": """
        with observed as (
            select *, case when dedup_status = 'primary' then posting_id || '|' || snapshot_on || '|' || record_type end
                as counted_key
            from {files})
        select case when count(*) over (partition by observation_id) > 1 then observation_id end
                as repeated_observation_id,
            case when count(*) over (partition by counted_key) > 1 then counted_key end as repeated_counted_key,
            nullif(posting_id is not null, false) as posting_id, nullif(title is not null, false) as title,
            record_type, dedup_status, salary_period,
            cast(posted_on as timestamp) as posted_on, cast(snapshot_on as timestamp) as snapshot_on
        from observed""",
    "annotations": """
        select case when count(*) over (partition by annotation_id) > 1 then annotation_id end
            as repeated_annotation_id
        from {files}""",
    "rejects": "select nullif(uri is not null, false) as uri, nullif(reason is not null, false) as reason from {files}",
    "posting_versions": """
        with keyed as (select version_id || '|' || snapshot_on as version_key, posting_id from {files})
        select case when count(*) over (partition by version_key) > 1 then version_key end as repeated_version_key,
            nullif(posting_id is not null, false) as posting_id
        from keyed""",
    "mentions": """
        select m.strength, m.end_offset, v.char_count
        from {files} as m left join {versions} as v using (version_id, snapshot_on)""",
}


def type_name(kind: pa.DataType) -> str:
    """Give the name of an Arrow type; a list read back from Parquet has `element` where Arrow has `item`."""
    return str(kind).replace("<element:", "<item:")


def _unique(column: str) -> gxe.ExpectColumnValuesToBeNull:
    return gxe.ExpectColumnValuesToBeNull(column=f"repeated_{column}")


def _filled(column: str) -> gxe.ExpectColumnValuesToNotBeNull:
    return gxe.ExpectColumnValuesToNotBeNull(column=column)


def _one_of(column: str, values: list[str]) -> gxe.ExpectColumnValuesToBeInSet:
    return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=values)


def _structure(table: str) -> list[TableExpectation]:
    fields = [(field.name, type_name(field.type)) for field in parquet.SCHEMAS[table]]
    return [
        TableExpectation(
            f"{table}_have_the_declared_columns",
            f"Every snapshot of {table} has exactly the columns of schema version {schemas.SCHEMA_VERSION}.",
            lambda: gxe.ExpectColumnDistinctValuesToEqualSet(
                column="column_name", value_set=[name for name, _ in fields]
            ),
            frame="columns",
        ),
        TableExpectation(
            f"{table}_have_the_declared_types",
            f"Every column of {table} has its declared Arrow type in every snapshot.",
            lambda: gxe.ExpectColumnPairValuesToBeInSet(
                column_A="column_name", column_B="data_type", value_pairs_set=fields, ignore_row_if="neither"
            ),
            frame="columns",
        ),
    ]


EXPECTATIONS: dict[str, list[TableExpectation]] = {
    "raw_documents": [
        *_structure("raw_documents"),
        TableExpectation("raw_document_ids_are_unique", "A document is kept once.", lambda: _unique("document_id")),
        TableExpectation("raw_documents_name_their_file", "Every document has its uri.", lambda: _filled("uri")),
        TableExpectation(
            "raw_documents_are_there",
            "A build is made of at least one document.",
            lambda: gxe.ExpectTableRowCountToBeBetween(min_value=1),
        ),
    ],
    "observations": [
        *_structure("observations"),
        TableExpectation("observation_ids_are_unique", "A record is observed once.", lambda: _unique("observation_id")),
        TableExpectation(
            "one_observation_is_primary_per_posting_snapshot_and_record_type",
            "Of all records of a posting in one snapshot and record_type exactly one is primary.",
            lambda: _unique("counted_key"),
        ),
        TableExpectation(
            "observations_have_a_posting_id", "Every observation belongs to a posting.", lambda: _filled("posting_id")
        ),
        TableExpectation(
            "observations_have_a_title", "A posting without a title is a reject.", lambda: _filled("title")
        ),
        TableExpectation(
            "observations_have_a_known_record_type",
            "Record types are known.",
            lambda: _one_of("record_type", RECORD_TYPES),
        ),
        TableExpectation(
            "observations_have_a_known_dedup_status",
            "The dedup_status is a known one.",
            lambda: _one_of("dedup_status", DEDUP_STATUSES),
        ),
        TableExpectation(
            "observed_pay_has_a_known_period", "Pay periods are known.", lambda: _one_of("salary_period", list(PERIODS))
        ),
        TableExpectation(
            "postings_are_not_from_the_future",
            "A posting is not dated after the snapshot that shows it (a board's clock may be a day ahead).",
            lambda: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="snapshot_on", column_B="posted_on", or_equal=True, ignore_row_if="either_value_is_missing"
            ),
            severity="warn",
        ),
    ],
    "annotations": [
        *_structure("annotations"),
        TableExpectation("annotation_ids_are_unique", "A label set is kept once.", lambda: _unique("annotation_id")),
    ],
    "rejects": [
        *_structure("rejects"),
        TableExpectation("rejects_have_a_reason", "A person can act on every reject.", lambda: _filled("reason")),
        TableExpectation("rejects_name_their_file", "Every reject names its file.", lambda: _filled("uri")),
    ],
    "posting_versions": [
        *_structure("posting_versions"),
        TableExpectation(
            "version_ids_are_unique_per_snapshot", "A text is kept once per snapshot.", lambda: _unique("version_key")
        ),
        TableExpectation(
            "versions_belong_to_a_posting", "Every version has its posting.", lambda: _filled("posting_id")
        ),
    ],
    "mentions": [
        *_structure("mentions"),
        TableExpectation(
            "mentions_belong_to_a_version", "Every mention's version is there.", lambda: _filled("char_count")
        ),
        TableExpectation(
            "mentions_have_a_known_strength", "Strengths are known.", lambda: _one_of("strength", STRENGTHS)
        ),
        TableExpectation(
            "mentions_end_inside_their_text",
            "No mention ends after its text.",
            lambda: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="char_count", column_B="end_offset", or_equal=True, ignore_row_if="either_value_is_missing"
            ),
        ),
    ],
}


def frames_of(layout: Layout, table: str) -> dict[str, pd.DataFrame]:
    """Read the frames that a table's expectations need: its `columns` and, where these allow, its `rows`."""
    files = _files(layout, table)
    columns = pd.DataFrame(
        [(field.name, type_name(field.type)) for path in files for field in pq.read_schema(path)],
        columns=["column_name", "data_type"],
    )
    frames = {"columns": columns}
    query = ROW_QUERIES[table].format(files=_reader(files), versions=_reader(_files(layout, "posting_versions")))
    with open_bounded(layout.temporary) as memory, suppress(duckdb.Error):
        # The query fails where a column is missing or has a wrong type. Then there is no frame of rows: every
        # expectation on rows has failed, and those on columns name the column.
        frames["rows"] = memory.execute(query).df()
    return frames


def _files(layout: Layout, table: str) -> list[str]:
    files: list[str] = []
    for snapshot_on in pipeline.snapshots_of(layout):
        files.extend(_snapshot_files(layout, table, snapshot_on))
    return files


def _snapshot_files(layout: Layout, table: str, snapshot_on: date) -> list[str]:
    if table == "raw_documents":
        paths = [
            pipeline.raw_file(layout, snapshot_input) for snapshot_input in pipeline.inputs_at(layout, snapshot_on)
        ]
    else:
        paths = [layout.partition(table, snapshot_on) / parquet.DATA_FILE]
    return [str(path) for path in paths if path.exists()]


def _reader(files: list[str]) -> str:
    quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
    return f"read_parquet([{quoted}], hive_partitioning = false)"
