"""Posting versions: each distinct text of a posting once, with its language and sections.

Here: from observations to versions. Not here: cleaning of text (`clean.py`), the mentions of a version
(`extraction/mentions.py`), which version of a posting is the latest (dbt).
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from ingestion.schemas import OBSERVATIONS, POSTING_VERSIONS
from ingestion.storage.external_sort import read_sorted
from ingestion.storage.layout import SEEDS
from ingestion.storage.seeds import load_seed
from ingestion.text.company_names import company_words
from ingestion.text.language import UNDETERMINED, detect_language, words_by_language
from ingestion.text.sections import Headings, find_sections, read_headings

_COLUMNS = ("version_id", "posting_id", "source", "snapshot_on", "title", "company", "text", "text_hash", "has_text")
_CHOSEN_SCHEMA = pa.schema([OBSERVATIONS.field(name) for name in _COLUMNS])
# By observation_id and not by order of arrival, so that the same documents give the same versions.
_CHOSEN = f"""
with chosen as (
    select version_id, min(observation_id) as observation_id
    from observations
    where dedup_status = 'primary' and version_id is not null
    group by version_id
)

select {", ".join(f"observations.{name}" for name in _COLUMNS)}
from chosen
inner join observations on chosen.observation_id = observations.observation_id
order by version_id
"""  # noqa: S608 - names of our own columns
"""One observation for each version: of several with the same text, the first by observation_id."""


def versions_of(
    observations: Path | pa.Table, temporary: Path, overrides: Path | None = None, seeds: Path = SEEDS
) -> Iterator[pa.Table]:
    """Yield one row per distinct version_id of the primary observations, by version_id, some thousand at a time.

    `observations` is a Parquet file or a table; what sorting cannot keep in memory goes to the folder `temporary`.
    """
    words = words_by_language(load_seed("language_word", overrides, seeds))
    headings = read_headings(load_seed("phrase", overrides, seeds))
    for chosen in read_sorted(_CHOSEN, {"observations": observations}, temporary, _CHOSEN_SCHEMA):
        rows = [_version(row, words, headings) for row in chosen.to_pylist()]
        yield pa.Table.from_pylist(rows, schema=POSTING_VERSIONS)


def build_versions(observations: pa.Table, overrides: Path | None = None, seeds: Path = SEEDS) -> pa.Table:
    """Return the versions of observations that are in memory, as one table."""
    tables = versions_of(observations, Path(tempfile.gettempdir()), overrides, seeds)
    return pa.concat_tables([POSTING_VERSIONS.empty_table(), *tables]).combine_chunks()


def _version(row: dict[str, Any], words: Mapping[str, tuple[str, ...]], headings: Headings) -> dict[str, Any]:
    text = row["text"] or ""
    sections = [
        {"section": section.name, "start_offset": section.start, "end_offset": section.end}
        for section in find_sections(text, headings, company_words(row["company"]))
    ]
    # Without the title: an English title on a German text is common.
    body = text.partition("\n")[2]
    language = detect_language(body, words) if row["has_text"] else UNDETERMINED
    return {**row, "text": text, "char_count": len(text), "language": language, "sections": sections}
