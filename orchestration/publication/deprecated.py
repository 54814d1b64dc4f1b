"""Names that published tables and columns had before: views in the schema `deprecated` of the published database.

Here: the old names and the views that provide them, which are removed with the next minor version. They are not among
the Parquet and CSV files. Not here: the tables themselves (`tables.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from orchestration.publication.models import PublishedTable
from orchestration.publication.sql import Raw, Words, quote, statement

SCHEMA = "deprecated"


@dataclass(frozen=True)
class OldNames:
    """The old name of a table, and the old names of its columns and of values of a column, by their present names."""

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


RENAMED: Mapping[str, OldNames] = {
    "marts.bridge_posting_attribute": OldNames(
        "bridge_posting_trait", {"attribute_kind": "trait_kind", "attribute_value": "trait_value"}
    ),
    "marts.bridge_posting_label": OldNames("bridge_posting_label", {"is_requested": "is_asked"}),
    "marts.dim_source": OldNames("dim_source", {"sampling_frame": "frame", "sampling_frame_count": "frame_count"}),
    "marts.fct_posting_change": OldNames(
        "fct_posting_change", {"value_before": "told_before", "value_after": "told_after"}
    ),
    "marts.fct_trend_basis": OldNames(
        "fct_trend_basis", {"stated_before_share": "told_before_share", "stated_after_share": "told_after_share"}
    ),
    "meta.build_input": OldNames("build_input", {"sampling_frame": "frame"}),
    "meta.crawl_coverage": OldNames("look", {"is_complete_crawl": "is_look", "next_complete_crawl_on": "next_look_on"}),
    "meta.field_coverage": OldNames("field_coverage", {"stated_count": "told_count", "stated_share": "told_share"}),
    "meta.observation": OldNames(
        "observation",
        {"record_type": "view_kind", "dedup_status": "standing", "dedup_note": "standing_note"},
        {"dedup_status": {"primary": "counted", "duplicate": "repeat"}},
    ),
    "meta.posting_field": OldNames("posting_field", {"record_type": "view_kind"}),
    "meta.posting_field_pair": OldNames(
        "posting_field_pair", {"record_type": "view_kind", "chosen_record_type": "chosen_view"}
    ),
    "meta.role_evidence": OldNames("role_evidence", {"match_count": "hit_count"}),
    "meta.source_snapshot": OldNames(
        "source_snapshot",
        {
            "duplicate_count": "repeat_count",
            "crawl_fault": "look_fault",
            "last_complete_crawl_on": "last_look_on",
        },
    ),
    "reports.rpt_coverage": OldNames(
        "rpt_coverage",
        {
            "duplicate_count": "repeat_count",
            "crawl_fault": "look_fault",
            "last_complete_crawl_on": "last_look_on",
        },
    ),
    "reports.rpt_label_agreement": OldNames("rpt_label_agreement", {"label_not_requested_n": "label_unasked_n"}),
    "reports.rpt_overview": OldNames("rpt_overview", {"sampling_frame": "frame"}),
    "reports.rpt_pay_by": OldNames("rpt_pay_by", {"is_significant": "is_distinguishable"}),
    "reports.rpt_shares": OldNames("rpt_shares", {"attribute_kind": "trait_kind", "attribute_value": "trait_value"}),
    "reports.rpt_skill_comparison": OldNames("rpt_skill_comparison", {"is_significant": "is_distinguishable"}),
    "reports.rpt_trend_basis": OldNames(
        "rpt_trend_basis", {"stated_before_share": "told_before_share", "stated_after_share": "told_after_share"}
    ),
}


def write_views(connection: duckdb.DuckDBPyConnection, database: str, tables: Sequence[PublishedTable]) -> list[str]:
    """Make a view for each of the tables that had other names; return the sorted names of the views.

    A column of a view has the comment of the column that it reads. The current catalog is the same afterwards.
    """
    connection.execute(statement("create schema {name}", name=(database, SCHEMA)))
    before = connection.execute("select current_catalog()").fetchone()
    # The views must not name the database: a reader may attach the file under any name. So they are created inside
    # it, with names of two parts only.
    connection.execute(statement("use {database}", database=database))
    renamed = [(table, RENAMED[table.full_name]) for table in tables if table.full_name in RENAMED]
    for table, old in renamed:
        # Every column, not only the renamed ones: a query of an earlier version then runs unchanged but for the schema.
        columns = Raw(", ".join(_column(column.name, old) for column in table.columns))
        view = (SCHEMA, old.table)
        origin = (table.schema, table.name)
        connection.execute(
            statement("create view {view} as select {columns} from {origin}", view=view, columns=columns, origin=origin)
        )
        comment = Words(f"The names of an earlier version; read {table.full_name} instead.")
        connection.execute(statement("comment on view {view} is {comment}", view=view, comment=comment))
        _comment_columns(connection, table, old)
    connection.execute(statement("use {database}", database=str(before[0]) if before else "memory"))
    return sorted(old.table for _, old in renamed)


def _comment_columns(connection: duckdb.DuckDBPyConnection, table: PublishedTable, old: OldNames) -> None:
    # DuckDB does not hand the comments of a table on to a view of it.
    for column in table.columns:
        if column.comment is not None:
            name = (SCHEMA, old.table, old.columns.get(column.name, column.name))
            comment = Words(column.comment)
            connection.execute(statement("comment on column {name} is {comment}", name=name, comment=comment))


def _column(name: str, old: OldNames) -> str:
    """Return the select expression of a column: under its old name, its renamed values under their old names."""
    value = quote(name)
    # Values that were renamed are translated back, so that a filter on an old value still selects its rows.
    if name in old.values:
        cases = Raw(
            " ".join(
                f"when {quote(Words(new))} then {quote(Words(former))}" for new, former in old.values[name].items()
            )
        )
        value = statement("case {name} {cases} else {name} end", name=name, cases=cases)
    return f"{value} as {quote(old.columns.get(name, name))}"
