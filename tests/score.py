"""`make score`: the extraction compared with the gold set, other people's labels, and the truth of synthetic postings.

The gold set (`gold/GUIDE.md`) was labelled by reading; of its frozen half only sums are printed. The synthetic texts
were written by the authors of the rules: their truth shows a regression, not the accuracy on real postings. `--skills`
prints each skill of the development half, `--record` writes the scores to `dbt_project/measured/`, from where every
publication has them as `meta.scorecard`.
"""

import argparse
import csv
import math
import os
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import gold_set
import opening_pairs
import pyarrow as pa
from gold_set import Score
from parsing import read

from ingestion.extraction import mentions
from ingestion.inputs import collect
from ingestion.inputs.registry import SYNTHETIC, Input, Registry, input_id_of
from ingestion.schemas import Document
from ingestion.storage import fingerprint
from ingestion.storage.layout import PROJECT_ROOT, Layout
from ingestion.synthetic import DEFAULT_SNAPSHOTS, generate
from ingestion.text import versions
from orchestration.build import build
from orchestration.queries.database import run_query

COUNTED = frozenset({"required", "preferred", "mentioned"})
Scores = dict[str, list[Score]]
"""Scores by the name of the set of labels."""
NAMES = {"role_type": "role type", "is_customer_facing": "customer-facing", "is_management": "management"}
IN_SAMPLE = frozenset({"gold_development", "gold_openings", "annotations", "synthetic_truth"})
"""Sets of labels that were used while the rules were written."""
SCORECARD = PROJECT_ROOT / "dbt_project" / "measured" / "measured_score.csv"
COLUMNS = (
    *("label_set", "measured_field", "is_in_sample", "true_count", "found_count", "right_count"),
    *("precision_share", "recall_share", "f1", "f1_low", "f1_high", "measured_on", "rules_fingerprint"),
)


def score_skills() -> list[Score]:
    """Score the skills of the latest text of every English synthetic posting, in all and by strength."""
    truth = generate().truth
    english = {row["external_id"] for row in truth.postings.to_pylist() if row["language"] == "en" and row["has_text"]}
    latest = _latest_versions(english)
    predicted = _extracted_skills(latest)
    true = {
        (row["external_id"], row["skill_id"], row["strength"])
        for row in truth.skills.to_pylist()
        if row["external_id"] in english
    }
    decoys = {(row["external_id"], row["skill_id"]) for row in truth.decoys.to_pylist()}
    return [
        _score("skills", {pair[:2] for pair in true}, {pair[:2] for pair in predicted}),
        *(_score(f"skills {kind}", _of(true, kind), _of(predicted, kind)) for kind in ("required", "preferred")),
        _score("names left out that only look like skills", decoys, decoys - {pair[:2] for pair in predicted}),
    ]


def _score(field: str, true: set[tuple[str, ...]], predicted: set[tuple[str, ...]]) -> Score:
    return Score(field, len(true), len(predicted), len(true & predicted))


def _of(rows: Iterable[tuple[str, ...]], strength: str) -> set[tuple[str, ...]]:
    return {row[:2] for row in rows if row[2] == strength}


def _latest_versions(external_ids: set[str]) -> pa.Table:
    rows: dict[str, dict[str, object]] = {}
    for snapshot_on in DEFAULT_SNAPSHOTS:
        snapshot_input = Input(input_id_of(SYNTHETIC, snapshot_on, SYNTHETIC), SYNTHETIC, SYNTHETIC, snapshot_on)
        parsed = read(_documents(snapshot_input))
        for row in versions.build_versions(parsed.observations).to_pylist():
            external_id = str(row["posting_id"]).split(":", 1)[1]
            if row["has_text"] and external_id in external_ids:
                rows[external_id] = row
    return pa.Table.from_pylist(list(rows.values()), schema=versions.POSTING_VERSIONS)


def _documents(snapshot_input: Input) -> Iterable[Document]:
    return collect.documents_of(snapshot_input)


def _extracted_skills(latest: pa.Table) -> set[tuple[str, str, str]]:
    order = {"required": 0, "preferred": 1, "mentioned": 2}
    best: dict[tuple[str, str], str] = {}
    for row in mentions.scan(latest, mentions.compile_rules()).to_pylist():
        if row["kind"] != "skill" or row["strength"] not in COUNTED:
            continue
        key = (str(row["posting_id"]).split(":", 1)[1], str(row["canonical_id"]))
        best[key] = min(best.get(key, "mentioned"), str(row["strength"]), key=order.__getitem__)
    return {(*key, strength) for key, strength in best.items()}


def _built(corpus: Path, scratch: Path) -> Layout:
    """Build the January postings with their annotations, without the listing: values are from the texts alone."""
    layout = Layout(scratch / "data")
    for name in ("postings", "annotations"):
        Registry(layout).add(str(corpus / "ai-engineer-2026-01" / name), None, date(2026, 2, 4), "builtin", None)
    outcome = build(layout)
    if not outcome.succeeded:
        raise SystemExit(f"the January postings could not be built: {outcome.failures}")
    return layout


def _line(score: Score) -> str:
    counts = f"{score.true_count:>6} {score.found_count:>6}"
    return f"{score.field:<44} {counts} {score.precision:>10.3f} {score.recall:>7.3f}"


def _print_gold(title: str, true: gold_set.Labels, predicted: gold_set.Labels) -> list[Score]:
    print(f"\n{title:<44} {'true':>6} {'found':>6} {'precision':>10} {'recall':>7} {'F1':>6}   95 % interval")
    scores = gold_set.score_labels(true, predicted)
    for score in scores:
        print(f"{_line(score)} {score.f1:>6.3f}   {score.low:.3f}-{score.high:.3f}")
    print(f"{'role type, macro-F1':<44} {gold_set.macro_f1('role_type', true, predicted):>38.3f}")
    return scores


def _print_annotations(layout: Layout, predicted: gold_set.Labels) -> list[Score]:
    columns, rows = run_query(
        layout,
        """select posting_id, role_type, is_customer_facing, is_management from meta.annotation
        where role_type in ('ai-first', 'ai-support', 'ml-first', 'other')""",
    )
    annotations = {
        row[0]: dict(zip(columns, row, strict=True)) for row in rows if None not in row and row[0] in predicted
    }
    print(f"\n{'agreement with the annotations (noisy)':<44} {'n':>6}  agreement")
    scores = []
    for field in columns[1:]:
        same = sum(label[field] == predicted[posting_id][field] for posting_id, label in annotations.items())
        scores.append(Score(NAMES[field], len(annotations), len(annotations), same))
        print(f"{NAMES[field]:<44} {len(annotations):>6}  {same / len(annotations):.3f}")
    macro_f1 = gold_set.macro_f1("role_type", annotations, predicted)
    print(f"{'role type, macro-F1':<44} {len(annotations):>6}  {macro_f1:.3f}")
    return scores


def _score_gold(corpus: Path, with_skills: bool) -> Scores:
    development, frozen = gold_set.read_labels("development"), gold_set.read_labels("frozen")
    with tempfile.TemporaryDirectory() as scratch:
        layout = _built(corpus, Path(scratch))
        predicted = gold_set.published_labels(layout)
        scores = {
            "gold_development": _print_gold("gold set, development half", development, predicted),
            "gold_frozen": _print_gold("gold set, frozen half", frozen, predicted),
            "gold_second_reading": _print_gold(
                "second reader against the first, both halves",
                development | frozen,
                gold_set.read_labels("second_reading"),
            ),
            "annotations": _print_annotations(layout, predicted),
            "gold_openings": [opening_pairs.score_openings(layout, opening_pairs.read_pairs())],
        }
    for score in scores["gold_openings"]:
        print(f"\n{'pairs of one opening, by reading':<44} {'true':>6} {'found':>6} {'precision':>10} {'recall':>7}")
        print(_line(score))
    if with_skills:
        print(f"\n{'development half, each skill':<44} {'true':>6} {'found':>6} {'right':>6}")
        for score in gold_set.score_skills(development, predicted):
            print(f"{score.field:<44} {score.true_count:>6} {score.found_count:>6} {score.right_count:>6}")
    return scores


def record(scores: Scores, path: Path = SCORECARD) -> None:
    """Write the scores, a row per set of labels and field, sorted; the columns are those of `meta.scorecard`."""
    measured_on = date.today().isoformat()
    rules_fingerprint = fingerprint.of_rules(Layout(Path("no overrides")))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        measured = [(name, score) for name, field_scores in scores.items() for score in field_scores]
        for label_set, score in sorted(measured, key=lambda pair: (pair[0], pair[1].field)):
            shares = [score.precision, score.recall, score.f1, score.low, score.high]
            cells = ["" if math.isnan(share) else f"{share:.4f}" for share in shares]
            counts = [score.true_count, score.found_count, score.right_count]
            in_sample = str(label_set in IN_SAMPLE).lower()
            writer.writerow([label_set, score.field, in_sample, *counts, *cells, measured_on, rules_fingerprint])


def main() -> None:
    """Print the scores."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--skills", action="store_true", help="each skill of the development half")
    options.add_argument("--record", action="store_true", help=f"write {SCORECARD.relative_to(PROJECT_ROOT)}")
    arguments = options.parse_args()
    print(f"{'synthetic truth, latest English texts':<44} {'true':>6} {'found':>6} {'precision':>10} {'recall':>7}")
    scores: Scores = {"synthetic_truth": score_skills()}
    for score in scores["synthetic_truth"]:
        print(_line(score))
    corpus = Path(os.environ.get("WAREHOUSE_CORPUS") or PROJECT_ROOT.parent / "shared" / "corpus")
    if corpus.is_dir():
        scores |= _score_gold(corpus, arguments.skills)
    else:
        print(f"gold set skipped: its postings are not at {corpus} (set WAREHOUSE_CORPUS)")
    if arguments.record:
        record(scores)
        print(f"\nwritten to {SCORECARD.relative_to(PROJECT_ROOT)}")


if __name__ == "__main__":
    main()
