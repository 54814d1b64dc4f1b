"""The scan written out plainly: every phrase is searched for in every text by itself, one text at a time.

Here: what `ingestion.extraction.mentions.scan` must equal, with no automaton, no arrays and nothing shared between
texts. It shares the compiled entries of the seeds, the verdict of context rules and the readers of numbers and cues,
which have tests of their own. Far too slow for use.
"""

import re
from collections import defaultdict

from ingestion.extraction.experience import find_years
from ingestion.extraction.headcount import find_headcounts
from ingestion.extraction.matcher import PhraseMatch
from ingestion.extraction.rules import ASKED, CUE_KINDS, OWN_POLARITY
from ingestion.extraction.salary import find_pay
from ingestion.extraction.strength import read_cues
from ingestion.extraction.work_mode import find_office_days
from ingestion.text.company_names import company_words
from ingestion.text.folding import fold

DOMAIN = re.compile(r"\.(com|org|io|ai|net|dev|co|app|de|uk|eu)(?![^\W_])")
LEFT, RIGHT = " \n(/,'\"|+&[-–—:;.•·", " \n)/,'\"|&]-–—:;.!?"


def reference_scan(versions, rules):
    """The mentions of posting versions as a list of rows, in the order and with the columns of `scan`."""
    by_phrase = defaultdict(list)
    for number, entry in enumerate(rules.entries):
        by_phrase[fold(entry.phrase)].append((number, entry))
    rows = []
    for version in sorted(versions.to_pylist(), key=lambda version: version["version_id"]):
        head = {name: version[name] for name in ("version_id", "posting_id", "snapshot_on")}
        for span in sorted(_spans(version, by_phrase), key=lambda span: span[:4]):
            start, end, kind, canonical_id, section, strength, *rules, low, high, currency, unit = span
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
                    "value_min": low,
                    "value_max": high,
                    "value_currency": currency,
                    "value_unit": unit,
                }
            )
    return rows


def _spans(version, by_phrase):
    text, low = version["text"] or "", fold(version["text"] or "")
    hits = _longest(_standing(version, text, low, by_phrase))
    verdicts = read_cues(low, [hit for hit in hits if hit.entry.kind == "strength"])

    def section_at(start):
        return next((part["section"] for part in version["sections"] if start < part["end_offset"]), "other")

    seen = set()
    for start, end, entry in hits:
        if entry.kind in CUE_KINDS:
            continue
        section = section_at(start)
        strength = verdicts.at(start, section)
        if entry.kind in OWN_POLARITY or (entry.kind not in ASKED and strength != "negated"):
            strength = "mentioned"
        concept = (*entry.concept, section, strength)
        if entry.kind == "skill" or concept not in seen:
            seen.add(concept)
            told = (entry.kind, entry.canonical_id, section, strength, entry.rule_id, entry.context_rule_id)
            yield start, end, *told, None, None, None, None
    yield from _numbers(low, hits, section_at, verdicts)


def _numbers(low, hits, section_at, verdicts):
    def of_kind(kind):
        return [hit for hit in hits if hit.entry.kind == kind]

    signs = of_kind("currency")
    pay_lines = {low.count("\n", 0, sign.start) for sign in signs}
    pay_cues = [hit for hit in of_kind("pay_cue") if low.count("\n", 0, hit.start) in pay_lines]
    for years in find_years(low, of_kind("years_cue")):
        section = section_at(years.start)
        told = (years.rule_id, None, years.minimum, years.maximum, None, "years")
        strength = verdicts.at(years.start, section)
        yield years.start, years.end, "years_experience", "years", section, strength, *told
    for size in find_headcounts(low, of_kind("company_size")):
        told = (size.rule_id, None, size.count, None, None, "employees")
        yield size.start, size.end, "company_size", "headcount", section_at(size.start), "mentioned", *told
    for days in find_office_days(low, of_kind("days_cue")):
        told = ("work_mode", days.work_mode, section_at(days.start), "mentioned", "days:at_a_place", None)
        yield days.start, days.end, *told, None, None, None, None
    for pay in find_pay(low, signs, pay_cues):
        told = (pay.rule_id, None, pay.minimum, pay.maximum, pay.currency, pay.unit)
        yield pay.start, pay.end, "pay", "pay", section_at(pay.start), "mentioned", *told


def _standing(version, text, low, by_phrase):
    """Every phrase at every place where case, edges, place, language and context_rule let it stand."""
    title_end = len(text.partition("\n")[0])
    company = company_words(version["company"])
    for phrase, entries in by_phrase.items():
        start = low.find(phrase)
        while start >= 0:
            end = start + len(phrase)
            if _has_edges(low, start, end, phrase):
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
                        and (entry.kind != "skill" or _is_free(low, start, end))
                        and (not entry.context_rule or entry.context_rule.accepts(low, start, end, company))
                    ):
                        yield start, end, number, entry
            start = low.find(phrase, start + 1)


def _has_edges(low, start, end, phrase):
    before, after = low[start - 1] if start else "\n", low[end] if end < len(low) else "\n"
    if len(phrase) <= 2 and phrase.isalnum():
        return before in LEFT and after in RIGHT
    return not ((phrase[0].isalnum() and before.isalnum()) or (phrase[-1].isalnum() and after.isalnum()))


def _is_free(low, start, end):
    before, after = low[start - 1] if start else "\n", low[end] if end < len(low) else "\n"
    return not (
        (after in "+#" and end - start == 1)
        or (low[start] == "." and before.isalnum())
        or before == "@"
        or DOMAIN.match(low, end)
    )


def _longest(found):
    """Of the hits of a kind only those that lie in no longer one; of one concept at one place the first phrase."""
    hits = []
    for start, end, _, entry in sorted(found, key=lambda hit: (hit[0], -hit[1], hit[2])):
        same = [hit for hit in hits if hit.entry.kind == entry.kind]
        if any(hit.start <= start and end <= hit.end and (hit.start, hit.end) != (start, end) for hit in same):
            continue
        if any((hit.start, hit.end) == (start, end) and hit.entry.concept == entry.concept for hit in same[-9:]):
            continue
        hits.append(PhraseMatch(start, end, entry))
    return hits
