"""What is known of one posting, as records that are shown at the terminal, on the page and as JSON.

Not here: where they are read (`posting.py`), how they are shown (`terminal.py`, `page.py`).
"""

from dataclasses import dataclass, field
from datetime import date

Record = dict[str, object]


@dataclass
class ShownMention:
    """Words of the text that a rule matched, at the code points `start` to `end`; `why_not` is empty if they count."""

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
    """A value of the posting, the source it comes from, and the numbers of the mentions that support it."""

    name: str
    value: object
    source: str
    mentions: list[int] = field(default_factory=list)


@dataclass
class ReadDocument:
    """A document that values were read from; the values refer to it by its letter."""

    letter: str
    snapshot_on: object
    uri: str


@dataclass
class Explanation:
    """Everything that is shown of a posting."""

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
    mentions: list[ShownMention]
    documents: list[ReadDocument] = field(default_factory=list)
    links: list[Record] = field(default_factory=list)
    """The other postings of the same opening, each with other_posting_id and reason."""
