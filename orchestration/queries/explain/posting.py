"""One posting as published: its attributes, its mentions, and why a mention does not count.

Here: reading the published tables and comparing them. Not here: how it is shown (`terminal.py`, `page.py`).
"""

from datetime import date

import duckdb

from ingestion.storage.layout import Layout
from orchestration.publication.reader import NothingPublishedError, has_table, published_database
from orchestration.queries.explain.explanation import Attribute, Explanation, ReadDocument, Record, ShownMention

# The field of meta.posting_field that each attribute comes from; pay has one field for several attributes.
FIELDS = {
    "title": "title",
    "company_name": "company",
    "place": "locations",
    "level": "level",
    "employment_type": "employment_type",
    "work_mode": "work_mode",
    "salary_min": "pay",
    "salary_max": "pay",
    "salary_currency": "pay",
    "salary_period": "pay",
    "years_experience_min": "years_experience",
    "degree_min": "degree",
    "posted_on": "posted_on",
    "location_count": "location_count",
    "url": "url",
}
# Yes or no by the words of the text alone; no document has a field for them.
FLAGS = ("is_customer_facing", "is_management", "is_research")
ATTRIBUTE_OF_KIND = {
    "level": "level",
    "work_mode": "work_mode",
    "employment_type": "employment_type",
    "degree": "degree_min",
    "years_experience": "years_experience_min",
    "pay": "salary_min",
}
DERIVED = ("language", "opening_id", "is_canonical", "first_seen_on", "last_seen_on")


def explain(layout: Layout, posting_id: str) -> Explanation:
    """Read one posting from the publication. Raises NothingPublishedError, with similar ids for an unknown one."""
    with published_database(layout) as database:
        rows = _records(database, POSTING, posting_id)
        if not rows:
            raise NothingPublishedError(_unknown_posting_message(database, posting_id))
        posting = rows[0]
        version = str(posting["version_id"])
        fields = {str(row["field_name"]): row for row in _records(database, FIELD, posting_id)}
        skills = _records(database, SKILLS, posting_id)
        # A publication of an older program may lack these two tables.
        scored, linked = (has_table(database, "meta", name) for name in ("role_evidence", "opening_link"))
        links = _records(database, LINKS, posting_id) if linked else []
        scores = _records(database, SCORES, posting_id) if scored else []
        evidence = _records(database, EVIDENCE, posting_id) if scored else []
        mentions = _records(database, MENTIONS, version)
    shown = [_mention(number, row) for number, row in enumerate(mentions, 1)]
    documents = _documents(fields)
    skill_ids = {row["skill_id"] for row in skills}
    for mention, row in zip(shown, mentions, strict=True):
        # Set afterwards: the reason depends on what was chosen for the whole posting.
        mention.why_not = _why_not(mention, row, posting, fields, skill_ids, evidence)
    return Explanation(
        posting_id=posting_id,
        title=str(posting["title"]),
        company=str(posting["company_name"] or "company not stated"),
        version_id=version,
        seen_on=posting["version_seen_on"] if isinstance(posting["version_seen_on"], date) else None,
        version_count=int(str(posting["version_count"])),
        text=str(posting["version_text"] or ""),
        attributes=_attributes(posting, fields, documents, shown),
        skills=[
            Attribute(str(row["skill_name"]), row["strength"], "words", _counted(shown, "skill", row["skill_id"]))
            for row in skills
        ],
        scores=scores,
        evidence=evidence,
        mentions=shown,
        documents=list(documents.values()),
        links=links,
    )


POSTING = """
select p.*, c.company_name, concat_ws(', ', l.city, l.region, l.country_name) as place, v.version_text,
    (select max(s.snapshot_on) from marts.fct_posting_snapshot as s
        where s.posting_id = p.posting_id and s.version_id = p.version_id) as version_seen_on,
    (select count(*) from meta.posting_version as o where o.posting_id = p.posting_id) as version_count
from marts.fct_posting as p
left join marts.dim_company as c using (company_key)
left join marts.dim_location as l using (location_key)
left join meta.posting_version as v on p.version_id = v.version_id
where p.posting_id = ?
"""
FIELD = "select field_name, record_type, snapshot_on, uri, version_id from meta.posting_field where posting_id = ?"
SKILLS = """
select b.skill_id, s.skill_name, b.strength from marts.bridge_posting_skill as b
inner join marts.dim_skill as s using (skill_id) where b.posting_id = ?
order by case b.strength when 'required' then 1 when 'preferred' then 2 else 3 end, s.skill_name
"""
SCORES = (
    "select role_type, role_score, role_rank, role_margin from meta.role_score where posting_id = ? order by role_rank"
)
EVIDENCE = """
select role_type, signal_kind, signal_id, placement, weight, match_count, matched_text, start_offset, end_offset,
    rule_id
from meta.role_evidence where posting_id = ? order by role_type, weight desc, start_offset, signal_id
"""
LINKS = """
select if(posting_id = $1, linked_posting_id, posting_id) as other_posting_id, reason
from meta.opening_link where $1 in (posting_id, linked_posting_id) order by other_posting_id
"""
MENTIONS = """
select * from meta.posting_mention where version_id = ?
order by start_offset, end_offset desc, kind, canonical_id, rule_id
"""


def _records(database: duckdb.DuckDBPyConnection, sql: str, key: str) -> list[Record]:
    result = database.execute(sql, [key])
    names = [str(column[0]) for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _mention(number: int, row: Record) -> ShownMention:
    return ShownMention(
        number=number,
        kind=str(row["kind"]),
        what=str(row["canonical_id"]),
        words=str(row["matched_text"]),
        start=int(str(row["start_offset"])),
        end=int(str(row["end_offset"])),
        section=str(row["section"]),
        strength=str(row["strength"]),
        rule_id=str(row["rule_id"]),
        # A publication of an earlier version names both in one.
        context_rule_id=str(row["context_rule_id"]) if row.get("context_rule_id") else None,
    )


def _why_not(
    mention: ShownMention,
    row: Record,
    posting: Record,
    fields: dict[str, Record],
    skill_ids: set[object],
    evidence: list[Record],
) -> str:
    """Return why a mention supports no value of the posting; empty where it supports one."""
    # The models have decided what counts. The possible reasons are tried in turn, and the first that applies is given.
    if mention.strength == "negated":
        return "negated: the text says that it is not so"
    if mention.strength == "boilerplate":
        return "boilerplate: words about the company, not about the role"
    if mention.kind == "skill":
        return "" if mention.what in skill_ids else "not among the skills of this posting"
    if mention.kind == "role_signal":
        return "" if any(_is_signal(mention, signal) for signal in evidence) else "no signal of a role type here"
    if mention.kind == "flag":
        return "" if posting.get(mention.what) else "the text is in a language the rules do not read"
    return _why_not_chosen(mention, row, posting, fields)


def _is_signal(mention: ShownMention, signal: Record) -> bool:
    place = "title" if mention.section == "title" else "body"
    is_phrase = signal["signal_kind"] == "phrase" and signal["placement"] in ("any", place)
    return is_phrase and signal["signal_id"] == mention.what


def _why_not_chosen(mention: ShownMention, row: Record, posting: Record, fields: dict[str, Record]) -> str:
    """Return why a mention of an attribute was not chosen: a field, another version or another mention was."""
    attribute = ATTRIBUTE_OF_KIND.get(mention.kind)
    if attribute is None:
        return ""
    chosen = fields.get(FIELDS[attribute])
    if chosen is None:
        return "not complete enough to be used"
    if chosen["record_type"] != "text":
        return f"the field of the document comes first ({chosen['record_type']})"
    if chosen["version_id"] != posting["version_id"]:
        return "words of another version of the text were chosen"
    published = posting[attribute]
    # A range of pay is one mention for two attributes, so both ends are compared.
    if mention.kind == "pay":
        same = (row["value_min"], row["value_max"]) == (posting["salary_min"], posting["salary_max"])
    else:
        same = (row["value_min"] if mention.kind == "years_experience" else mention.what) == published
    return "" if same else f"other words were chosen: {published}"


def _document_key(chosen: Record) -> tuple[object, ...]:
    return chosen["snapshot_on"], chosen["uri"]


# Many values come from the same document, so each document is listed once and values refer to it by a letter.
def _documents(fields: dict[str, Record]) -> dict[tuple[object, ...], ReadDocument]:
    keys = sorted({_document_key(row) for row in fields.values()}, key=str)
    return {key: ReadDocument(chr(ord("A") + position), key[0], str(key[1])) for position, key in enumerate(keys)}


def _attributes(
    posting: Record,
    fields: dict[str, Record],
    documents: dict[tuple[object, ...], ReadDocument],
    mentions: list[ShownMention],
) -> list[Attribute]:
    kinds = {attribute: kind for kind, attribute in ATTRIBUTE_OF_KIND.items()}
    kinds |= dict.fromkeys(("salary_max", "salary_currency", "salary_period"), "pay")
    attributes = []
    for name, field_name in FIELDS.items():
        if posting[name] in (None, ""):
            continue
        chosen = fields.get(field_name)
        source = "no source recorded"
        if chosen:
            origin = "words" if chosen["record_type"] == "text" else f"field of the {chosen['record_type']}"
            source = f"{origin}, {documents[_document_key(chosen)].letter}"
        attributes.append(Attribute(name, _whole(posting[name]), source, _counted(mentions, kinds.get(name, ""))))
    if posting["role_type"] is not None:
        numbers = _counted(mentions, "role_signal")
        attributes.insert(0, Attribute("role_type", posting["role_type"], "highest score", numbers))
    for name in FLAGS:
        if posting[name] is not None:
            numbers = _counted(mentions, "flag", name)
            attributes.append(Attribute(name, posting[name], "words" if numbers else "no words say so", numbers))
    return [*attributes, *(Attribute(name, posting[name], "derived") for name in DERIVED if posting[name] is not None)]


def _whole(value: object) -> object:
    # Amounts of pay are published as floats; a whole one is shown without its `.0`.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _counted(mentions: list[ShownMention], kind: str, what: object = None) -> list[int]:
    """Give the numbers of the mentions of a kind (with `what`, of that value alone) that count."""
    return [
        mention.number
        for mention in mentions
        if mention.kind == kind and not mention.why_not and (what is None or mention.what == what)
    ]


def _unknown_posting_message(database: duckdb.DuckDBPyConnection, posting_id: str) -> str:
    rows = database.execute(
        "select posting_id from marts.fct_posting order by levenshtein(posting_id, ?), posting_id limit 3", [posting_id]
    ).fetchall()
    ids = [str(row[0]) for row in rows]
    if not ids:
        return f"No posting {posting_id!r} is published, nor any other; run `warehouse status`."
    return f"No posting {posting_id!r} is published; similar are {', '.join(ids)}. Try: warehouse explain '{ids[0]}'"
