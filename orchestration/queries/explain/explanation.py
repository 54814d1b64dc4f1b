"""What is known of one posting, as records that the terminal, the page and JSON show alike.

Not here: where it is read (`schemas.py`), how it is shown (`terminal.py`, `page.py`).
"""

from dataclasses import dataclass, field
from datetime import date

Record = dict[str, object]


@dataclass
class Mention:
    """Words in the shown text; `why_not` is empty where they count."""

    number: int
    kind: str
    what: str
    words: str
    start: int
    end: int
    section: str
    strength: str
    rule_id: str
    why_not: str = ""
    context_rule_id: str | None = None

    @property
    def rule(self) -> str:
        """The rule that matched, and the one about the words around that had to agree."""
        return f"{self.rule_id} in {self.context_rule_id}" if self.context_rule_id else self.rule_id


@dataclass
class Attribute:
    """A value, where it comes from, and the numbers of the mentions behind it."""

    name: str
    value: object
    source: str
    mentions: list[int] = field(default_factory=list)


@dataclass
class Document:
    """One document that values were read from; the letter stands for it beside them."""

    letter: str
    snapshot_on: object
    uri: str


@dataclass
class Explanation:
    """All that is shown of a posting."""

    posting_id: str
    title: str
    company: str
    version_id: str
    seen_on: date | None
    version_count: int
    text: str
    attributes: list[Attribute]
    skills: list[Attribute]
    scores: list[Record]
    evidence: list[Record]
    mentions: list[Mention]
    documents: list[Document] = field(default_factory=list)
    links: list[Record] = field(default_factory=list)
    """Other postings of the same opening, each with the reason: other_posting_id, reason."""
