"""A reference implementation of the scan: every phrase is searched in every text by itself, one text at a time.

Here: what `ingestion.extraction.mentions.scan` must equal, with no automaton, no arrays and nothing shared between
texts. It shares the compiled entries of the seeds, `ContextRule.accepts` and the functions that read numbers and cues,
which have tests of their own. Far too slow for use.
"""

import re
from collections import defaultdict

from ingestion.extraction.experience import find_years
from ingestion.extraction.headcount import find_headcounts
from ingestion.extraction.matcher import PhraseMatch
from ingestion.extraction.rules import CUE_KINDS, KINDS_WITH_OWN_POLARITY, REQUESTED_KINDS
from ingestion.extraction.salary import find_pay
from ingestion.extraction.strength import read_cues
from ingestion.extraction.work_mode import find_office_days
from ingestion.text.company_names import company_words
from ingestion.text.folding import fold

DOMAIN = re.compile(r"\.(com|org|io|ai|net|dev|co|app|de|uk|eu)(?![^\W_])")
LEFT, RIGHT = " \n(/,'\"|+&[-–—:;.•·", " \n)/,'\"|&]-–—:;.!?"


def reference_scan(versions, rules):
    """Return the mentions of posting versions as a list of rows, in the order and with the columns of `scan`."""
    by_phrase = defaultdict(list)
    for number, entry in enumerate(rules.entries):
        by_phrase[fold(entry.phrase)].append((number, entry))
    rows = []
    for version in sorted(versions.to_pylist(), key=lambda version: version["version_id"]):
        head = {name: version[name] for name in ("version_id", "posting_id", "snapshot_on")}
        for span in sorted(_spans(version, by_phrase), key=lambda span: span[:4]):
            start, end, kind, canonical_id, section, strength, *rules, minimum, maximum, currency, unit = span
            rows.append(
                {
                    **head,
                    "kind": kind,
                    "canonical_id": canonical_id,
                    "matched_text": version["text"][start:end],
                    "start_offset": start,
                    "end_offset": end,
                    "section": section,
                    "strength": strength,
                    "rule_id": rules[0],
                    "context_rule_id": rules[1],
                    "value_min": minimum,
                    "value_max": maximum,
                    "value_currency": currency,
                    "value_unit": unit,
                }
            )
    return rows


def _spans(version, by_phrase):
    text, folded = version["text"] or "", fold(version["text"] or "")
    matches = _longest(_accepted(version, text, folded, by_phrase))
    cue_strengths = read_cues(folded, [match for match in matches if match.entry.kind == "strength"])

    def section_at(start):
        return next((part["section"] for part in version["sections"] if start < part["end_offset"]), "other")

    seen = set()
    for start, end, entry in matches:
        if entry.kind in CUE_KINDS:
            continue
        section = section_at(start)
        strength = cue_strengths.at(start, section)
        if entry.kind in KINDS_WITH_OWN_POLARITY or (entry.kind not in REQUESTED_KINDS and strength != "negated"):
            strength = "mentioned"
        concept = (*entry.concept, section, strength)
        if entry.kind == "skill" or concept not in seen:
            seen.add(concept)
            values = (entry.kind, entry.canonical_id, section, strength, entry.rule_id, entry.context_rule_id)
            yield start, end, *values, None, None, None, None
    yield from _numbers(folded, matches, section_at, cue_strengths)


def _numbers(folded, matches, section_at, cue_strengths):
    def of_kind(kind):
        return [match for match in matches if match.entry.kind == kind]

    signs = of_kind("currency")
    pay_lines = {folded.count("\n", 0, sign.start) for sign in signs}
    pay_cues = [match for match in of_kind("pay_cue") if folded.count("\n", 0, match.start) in pay_lines]
    for years in find_years(folded, of_kind("years_cue")):
        section = section_at(years.start)
        values = (years.rule_id, None, years.minimum, years.maximum, None, "years")
        strength = cue_strengths.at(years.start, section)
        yield years.start, years.end, "years_experience", "years", section, strength, *values
    for size in find_headcounts(folded, of_kind("company_size")):
        values = (size.rule_id, None, size.count, None, None, "employees")
        yield size.start, size.end, "company_size", "headcount", section_at(size.start), "mentioned", *values
    for days in find_office_days(folded, of_kind("days_cue")):
        values = ("work_mode", days.work_mode, section_at(days.start), "mentioned", "days:at_a_place", None)
        yield days.start, days.end, *values, None, None, None, None
    for pay in find_pay(folded, signs, pay_cues):
        values = (pay.rule_id, None, pay.minimum, pay.maximum, pay.currency, pay.unit)
        yield pay.start, pay.end, "pay", "pay", section_at(pay.start), "mentioned", *values


def _accepted(version, text, folded, by_phrase):
    """Every phrase at every place where its case, word edges, position, language and context rule let it count."""
    title_end = len(text.partition("\n")[0])
    company = company_words(version["company"])
    for phrase, entries in by_phrase.items():
        start = folded.find(phrase)
        while start >= 0:
            end = start + len(phrase)
            if _has_edges(folded, start, end, phrase):
                for number, entry in entries:
                    if entry.placement == "title":
                        fits = end <= title_end
                    elif start < title_end:
                        fits = entry.placement != "body"
                    else:
                        fits = version["language"] == "en" or not entry.is_english
                    if (
                        fits
                        and (not entry.is_exact or text[start:end] == entry.phrase)
                        and (entry.kind != "skill" or _is_standalone_name(folded, start, end))
                        and (not entry.context_rule or entry.context_rule.accepts(folded, start, end, company))
                    ):
                        yield start, end, number, entry
            start = folded.find(phrase, start + 1)


def _has_edges(folded, start, end, phrase):
    before, after = folded[start - 1] if start else "\n", folded[end] if end < len(folded) else "\n"
    if len(phrase) <= 2 and phrase.isalnum():
        return before in LEFT and after in RIGHT
    return not ((phrase[0].isalnum() and before.isalnum()) or (phrase[-1].isalnum() and after.isalnum()))


def _is_standalone_name(folded, start, end):
    before, after = folded[start - 1] if start else "\n", folded[end] if end < len(folded) else "\n"
    return not (
        (after in "+#" and end - start == 1)
        or (folded[start] == "." and before.isalnum())
        or before == "@"
        or DOMAIN.match(folded, end)
    )


def _longest(candidates):
    """Of the matches of a kind only those that lie in no longer one; of one concept at one place the first phrase."""
    matches = []
    for start, end, _, entry in sorted(candidates, key=lambda match: (match[0], -match[1], match[2])):
        same = [match for match in matches if match.entry.kind == entry.kind]
        if any(
            match.start <= start and end <= match.end and (match.start, match.end) != (start, end) for match in same
        ):
            continue
        if any(
            (match.start, match.end) == (start, end) and match.entry.concept == entry.concept for match in same[-9:]
        ):
            continue
        matches.append(PhraseMatch(start, end, entry))
    return matches
