"""The summary that ends a build: new postings, rejects with their reasons, notes, snapshots that were incomplete.

Here: the facts, read from the publication and the one before it, and the lines made of them. Not here: the state of a
data directory (`status.py`) or printing (`orchestration/cli/builds.py`).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.models import DATABASE


@dataclass(frozen=True)
class SourceSummary:
    """The counts of one source; `new` and `gone` are postings against the previous publication, None without one."""

    source: str
    is_synthetic: bool
    postings: int
    with_text: int
    cards_alone: int
    openings: int
    companies: int
    annotations: int
    rejects: int
    new: int | None = None
    gone: int | None = None


@dataclass(frozen=True)
class RecordGroup:
    """Records of one source and snapshot with one finding: a reject's rule, a note or a fault; count and example."""

    source: str
    snapshot_on: str
    rule: str
    count: int
    example: str


@dataclass(frozen=True)
class Summary:
    """What a build put into its publication."""

    sources: Sequence[SourceSummary] = ()
    rejected: Sequence[RecordGroup] = ()
    noted: Sequence[RecordGroup] = ()
    missed: Sequence[RecordGroup] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the summary as dictionaries, lists and plain values."""
        return {
            name: [asdict(entry) for entry in getattr(self, name)]
            for name in ("sources", "rejected", "noted", "missed")
        }


def summarize(publication: Path, previous: Path | None = None) -> Summary:
    """Read the summary of a publication, compared with the previous one where there is one."""
    with duckdb.connect(str(publication / DATABASE), read_only=True) as database:
        sources = database.execute(
            """select source, is_synthetic, posting_count, text_posting_count, card_only_count, opening_count,
                company_count, annotation_count, reject_count
            from reports.rpt_overview order by source"""
        ).fetchall()
        rejected = database.execute(
            """select source, snapshot_on::varchar, rule_id, reject_count, example_reason
            from reports.rpt_rejects order by source, snapshot_on, rule_id"""
        ).fetchall()
        noted = database.execute(
            """select source, snapshot_on::varchar, 'note', count(*),
                min_by(uri || ': ' || coalesce(dedup_note, notes), observation_id)
            from meta.observation where dedup_status = 'conflict' or notes <> ''
            group by source, snapshot_on order by source, snapshot_on"""
        ).fetchall()
        # Where a whole snapshot is an incomplete crawl, that is one warning and not one for each of its countries.
        missed = database.execute(
            """select crawl.source, crawl.snapshot_on::varchar, crawl.fault, crawl.shown_count,
                case crawl.part when '' then 'the whole source' else crawl.part end || ' shows ' || crawl.shown_count
                || ' postings, the crawl before it ' || coalesce(crawl.expected_count, 0)
                || '; it closes no posting'
            from meta.crawl_coverage as crawl
            inner join meta.crawl_coverage as whole using (source, snapshot_on)
            where whole.part = '' and not crawl.is_complete_crawl and (crawl.part = '' or whole.is_complete_crawl)
            order by crawl.source, crawl.snapshot_on, crawl.part"""
        ).fetchall()
    changes = _new_and_gone(publication, previous)
    # No comparison is None; a source whose postings are the same has 0 new and 0 gone.
    unchanged = (None, None) if previous is None else (0, 0)
    summaries = [SourceSummary(*row, *changes.get(row[0], unchanged)) for row in sources]
    return Summary(summaries, *([RecordGroup(*row) for row in rows] for rows in (rejected, noted, missed)))


def lines_of(summary: Summary) -> list[str]:
    """Give the summary as lines for a terminal: one for each source, then one for each group of records."""
    lines = [_source_line(source) for source in summary.sources]
    lines += [
        f"  rejected {group.count:,} x {group.rule} ({group.source}, {group.snapshot_on}): {shorten(group.example)}"
        for group in summary.rejected
    ]
    lines += [
        f"  read with a note {group.count:,} x ({group.source}, {group.snapshot_on}), e.g. {shorten(group.example)}"
        for group in summary.noted
    ]
    lines += [
        f"  warned: {group.rule} ({group.source}, {group.snapshot_on}): {shorten(group.example)}"
        for group in summary.missed
    ]
    if summary.rejected or summary.noted:
        lines.append("  all of them: `warehouse query` on meta.reject and on meta.observation (notes, dedup_note)")
    return lines


def shorten(text: object, length: int = 180) -> str:
    """Put a text on one line of at most `length` characters; the published tables have all of it."""
    line = " ".join(str(text).split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _new_and_gone(publication: Path, previous: Path | None) -> dict[str, tuple[int, int]]:
    """Count by source the postings that only this publication has, and those that only the previous one has."""
    if previous is None:
        return {}
    try:
        with duckdb.connect() as memory:
            # Both are attached to a connection in memory, since neither may be opened for writing.
            for name, folder in (("fresh", publication), ("older", previous)):
                path = str(folder / DATABASE).replace("'", "''")
                memory.execute(f"attach '{path}' as {name} (read_only)")
            rows = memory.execute(
                """select coalesce(n.source, o.source), count(*) filter (where o.posting_id is null),
                    count(*) filter (where n.posting_id is null)
                from fresh.marts.fct_posting as n
                full join older.marts.fct_posting as o on n.posting_id = o.posting_id
                group by 1"""
            ).fetchall()
    except duckdb.Error:
        # A publication of an older program may have other tables; then the number of new postings is unknown.
        return {}
    return {source: (new, gone) for source, new, gone in rows}


def _source_line(source: SourceSummary) -> str:
    needs_label = source.is_synthetic and source.source != "synthetic"
    label = f"{source.source} (synthetic data)" if needs_label else source.source
    change = ""
    if source.new is not None:
        change = f"; {source.new:,} new and {source.gone:,} gone since the previous publication"
    return (
        f"{label}: {source.postings:,} postings ({source.with_text:,} with text, {source.cards_alone:,} from cards "
        f"alone), {source.openings:,} unique jobs (openings), {source.companies:,} companies, "
        f"{source.annotations:,} annotations, {source.rejects:,} rejects{change}"
    )
