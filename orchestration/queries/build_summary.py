"""What a build has to tell when it ends: what is new, what was rejected and why, what was read with a note, what
was not looked at.

Read from the publication and the one before it. Here: the facts and the lines made of them. Not here:
the state of a data directory (`database.py`) or printing (`commands/`).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.models import DATABASE


@dataclass(frozen=True)
class SourceSummary:
    """One source of the publication; `new` and `gone` count postings against the publication before, null without."""

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
class Told:
    """Records of one source and snapshot that a person may want to look at: how many, and one of them."""

    source: str
    snapshot_on: str
    rule: str
    count: int
    example: str


@dataclass(frozen=True)
class Summary:
    """What a build put into its publication."""

    sources: Sequence[SourceSummary] = ()
    rejected: Sequence[Told] = ()
    noted: Sequence[Told] = ()
    missed: Sequence[Told] = ()

    def to_json(self) -> dict[str, Any]:
        """The summary as plain values."""
        return {
            name: [asdict(one) for one in getattr(self, name)] for name in ("sources", "rejected", "noted", "missed")
        }


def summarize(publication: Path, previous: Path | None = None) -> Summary:
    """Read the summary of a publication, against the one before where there is one."""
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
        # Of a snapshot that is no look at all its parts need no line of their own.
        missed = database.execute(
            """select look.source, look.snapshot_on::varchar, look.fault, look.shown_count,
                case look.part when '' then 'the whole source' else look.part end || ' shows ' || look.shown_count
                || ' postings, before it ' || coalesce(look.expected_count, 0) || '; it closes nothing'
            from meta.crawl_coverage
            inner join meta.crawl_coverage as whole using (source, snapshot_on)
            where whole.part = '' and not look.is_complete_crawl and (look.part = '' or whole.is_complete_crawl)
            order by look.source, look.snapshot_on, look.part"""
        ).fetchall()
    moved = _moved(publication, previous)
    told = [SourceSummary(*row, *moved.get(row[0], (None, None) if previous is None else (0, 0))) for row in sources]
    return Summary(told, *([Told(*row) for row in rows] for rows in (rejected, noted, missed)))


def lines_of(summary: Summary) -> list[str]:
    """The summary as a person reads it, a source a line."""
    lines = [_source_line(one) for one in summary.sources]
    lines += [
        f"  rejected {one.count:,} x {one.rule} ({one.source}, {one.snapshot_on}): {shorten(one.example)}"
        for one in summary.rejected
    ]
    lines += [
        f"  read with a note {one.count:,} x ({one.source}, {one.snapshot_on}), e.g. {shorten(one.example)}"
        for one in summary.noted
    ]
    lines += [
        f"  warned: {one.rule} ({one.source}, {one.snapshot_on}): {shorten(one.example)}" for one in summary.missed
    ]
    if summary.rejected or summary.noted:
        lines.append("  all of them: `warehouse query` on meta.reject and on meta.observation (notes, dedup_note)")
    return lines


def shorten(text: object, length: int = 180) -> str:
    """The text on one line, cut where it is long; the whole of it stands in the published tables."""
    line = " ".join(str(text).split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _moved(publication: Path, previous: Path | None) -> dict[str, tuple[int, int]]:
    """By source: postings that the publication before did not have, and postings that it had."""
    if previous is None:
        return {}
    try:
        with duckdb.connect() as memory:
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
        # A publication of an older program may have other tables; what is new cannot be told then.
        return {}
    return {source: (new, gone) for source, new, gone in rows}


def _source_line(one: SourceSummary) -> str:
    label = f"{one.source} (synthetic data)" if one.is_synthetic and one.source != "synthetic" else one.source
    moved = "" if one.new is None else f"; {one.new:,} new and {one.gone:,} gone since the publication before"
    return (
        f"{label}: {one.postings:,} postings ({one.with_text:,} with text, {one.cards_alone:,} from cards alone), "
        f"{one.openings:,} openings, {one.companies:,} companies, {one.annotations:,} annotations, "
        f"{one.rejects:,} rejects{moved}"
    )
