"""Whether the rules still find the skills of invented postings, whose truth is known; a check of every build.

Here: recall and precision of skills, their strength, and decoys (names that must not count) in a small synthetic
market that is read like any other posting. Not here: real postings (`make score`), and a user's overrides, which may
change what a skill is.
"""

import json
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import great_expectations.expectations as gxe
import pandas as pd
import pyarrow as pa

from ingestion.extraction.mentions import compile_rules, scan
from ingestion.inputs.collect import as_documents
from ingestion.inputs.registry import SYNTHETIC, Input, input_id_of
from ingestion.records.parse import parse_documents
from ingestion.storage.layout import Layout
from ingestion.synthetic import generate
from ingestion.text.versions import build_versions
from orchestration.quality.expectations import TableExpectation
from orchestration.transform.work_database import program_version

# Few postings: every build of a new program version generates and reads them.
POSTINGS, SNAPSHOT_ON = 120, date(2026, 1, 1)
# The least that each share must reach; the whole synthetic corpus reaches .99 and more.
LEAST = 0.98

EXPECTATIONS = [
    TableExpectation(
        "rules_find_what_invented_postings_ask_for",
        "Skills of invented postings, whose truth is known, are found with their strength, and nothing else is.",
        lambda: gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="share", column_B="least", or_equal=True),
        frame="truth",
    )
]

_SHARES = """
    with
    english as (select distinct posting_id from versions where language = 'en'),
    extracted as (
        select posting_id, canonical_id as skill_id, min(list_position($strengths, strength)) as strength
        from mentions
        where kind = 'skill' and list_contains($strengths, strength) and posting_id in (from english)
        group by all
    ),
    real as (
        select $source || ':' || external_id as posting_id, skill_id, list_position($strengths, strength) as strength
        from skills
        where $source || ':' || external_id in (from english)
    ),
    decoy as (
        select $source || ':' || external_id as posting_id, skill_id
        from decoys
        where $source || ':' || external_id in (from english)
    )
    select 'recall' as measure, count(extracted.skill_id) / count(*) as share
    from real left join extracted using (posting_id, skill_id)
    union all
    select 'precision', count(real.skill_id) / count(*)
    from extracted left join real using (posting_id, skill_id)
    union all
    select 'right_strength', count(*) filter (extracted.strength = real.strength) / count(*)
    from extracted inner join real using (posting_id, skill_id)
    union all
    select 'decoys_left_out', count(*) filter (extracted.skill_id is null) / count(*)
    from decoy left join extracted using (posting_id, skill_id)
"""


def truth_frame(layout: Layout) -> pd.DataFrame:
    """Give the shares of the truth that the rules find, one row per measure, with the columns measure, share, least."""
    # The shares depend on the program alone, so they are cached beside the work database until it changes: reading the
    # synthetic corpus would cost every build the same seconds for the same answer.
    file, program = layout.work / "truth.json", program_version()
    try:
        cached = json.loads(file.read_text(encoding="utf-8"))
        if cached["program"] == program:
            return pd.DataFrame(cached["shares"])
    except (OSError, ValueError, LookupError):
        pass  # No file yet, or one that cannot be read: measure again and replace it.
    shares = measure_shares()
    layout.work.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"program": program, "shares": shares.to_dict("records")}), encoding="utf-8")
    return shares


def measure_shares() -> pd.DataFrame:
    """Read a small synthetic corpus like any other postings and return the shares of its truth that the rules find."""
    snapshot_input = Input(input_id_of(SYNTHETIC, SNAPSHOT_ON, SYNTHETIC), SYNTHETIC, SYNTHETIC, SNAPSHOT_ON)
    corpus = generate(postings=POSTINGS, snapshots=(SNAPSHOT_ON,))
    with tempfile.TemporaryDirectory() as folder:
        parsed = parse_documents(as_documents(snapshot_input, corpus.documents), Path(folder))
        versions = build_versions(parsed.table("observations"))
    with duckdb.connect(config={"threads": 1}) as memory:
        memory.register("versions", versions.select(["posting_id", "language"]))
        memory.register("mentions", pa.Table.from_batches([scan(versions, compile_rules())]))
        memory.register("skills", corpus.truth.skills)
        memory.register("decoys", corpus.truth.decoys)
        parameters = {"strengths": ["required", "preferred", "mentioned"], "source": SYNTHETIC}
        shares = memory.execute(_SHARES, parameters).df()
    return shares.assign(least=LEAST)
