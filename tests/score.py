"""`make score`: how well the extraction finds what the synthetic corpus says of itself.

The truth is the generator's, whose texts were written by the same hands as the rules: use the figures to
see a regression, not as the accuracy on real postings.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
from parsing import read

from ingestion import collect, mentions, versions
from ingestion.posting import Document
from ingestion.registry import SYNTHETIC, Input, input_id_of
from ingestion.sources.synthetic import DEFAULT_SNAPSHOTS, generate

COUNTED = frozenset({"required", "preferred", "mentioned"})


@dataclass(frozen=True)
class Score:
    """Found against true: counts of (posting, value) pairs."""

    field: str
    true: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Of what was found, the share that is true; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of what is true, the share that was found; 1 where nothing is true."""
        return self.right / self.true if self.true else 1.0


def score_skills() -> list[Score]:
    """Skills of the latest text of every English posting, all strengths and required alone."""
    truth = generate().truth
    english = {row["external_id"] for row in truth.postings.to_pylist() if row["language"] == "en" and row["has_text"]}
    latest = _latest_versions(english)
    found = _found_skills(latest)
    true = {
        (row["external_id"], row["skill_id"], row["strength"])
        for row in truth.skills.to_pylist()
        if row["external_id"] in english
    }
    decoys = {(row["external_id"], row["skill_id"]) for row in truth.decoys.to_pylist()}
    return [
        _score("skills", {pair[:2] for pair in true}, {pair[:2] for pair in found}),
        *(_score(f"skills {kind}", _of(true, kind), _of(found, kind)) for kind in ("required", "preferred")),
        _score("decoys counted (fewer is better)", decoys, {pair[:2] for pair in found} & decoys),
    ]


def _score(field: str, true: set[tuple[str, ...]], found: set[tuple[str, ...]]) -> Score:
    return Score(field, len(true), len(found), len(true & found))


def _of(rows: Iterable[tuple[str, ...]], strength: str) -> set[tuple[str, ...]]:
    return {row[:2] for row in rows if row[2] == strength}


def _latest_versions(wanted: set[str]) -> pa.Table:
    rows: dict[str, dict[str, object]] = {}
    for snapshot_on in DEFAULT_SNAPSHOTS:
        taken = Input(input_id_of(SYNTHETIC, snapshot_on, SYNTHETIC), SYNTHETIC, SYNTHETIC, snapshot_on)
        parsed = read(_documents(taken))
        for row in versions.build_versions(parsed.observations).to_pylist():
            external_id = str(row["posting_id"]).split(":", 1)[1]
            if row["has_text"] and external_id in wanted:
                rows[external_id] = row
    return pa.Table.from_pylist(list(rows.values()), schema=versions.POSTING_VERSIONS)


def _documents(taken: Input) -> Iterable[Document]:
    return collect.documents_of(taken)


def _found_skills(latest: pa.Table) -> set[tuple[str, str, str]]:
    order = {"required": 0, "preferred": 1, "mentioned": 2}
    best: dict[tuple[str, str], str] = {}
    for row in mentions.scan(latest, mentions.compile_rules()).to_pylist():
        if row["kind"] != "skill" or row["strength"] not in COUNTED:
            continue
        key = (str(row["posting_id"]).split(":", 1)[1], str(row["canonical_id"]))
        best[key] = min(best.get(key, "mentioned"), str(row["strength"]), key=order.__getitem__)
    return {(*key, strength) for key, strength in best.items()}


def main() -> None:
    """Print the scores."""
    print(f"{'synthetic truth, latest English texts':<40} {'true':>7} {'found':>7} {'precision':>10} {'recall':>8}")
    for score in score_skills():
        print(f"{score.field:<40} {score.true:>7} {score.found:>7} {score.precision:>10.3f} {score.recall:>8.3f}")


if __name__ == "__main__":
    main()
