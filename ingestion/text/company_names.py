"""Names of companies as words: what two spellings of one company share.

Here: a name without its legal form, and whether words are that name. Not here: which postings are of one company (dbt).
"""

import re
from functools import lru_cache
from itertools import takewhile

_LEGAL_FORMS = {
    "inc",
    "ltd",
    "llc",
    "gmbh",
    "ag",
    "se",
    "plc",
    "corp",
    "corporation",
    "co",
    "limited",
    "bv",
    "sa",
    "ab",
}


@lru_cache(maxsize=4_096)  # the same few names are asked for in every text
def company_words(company: str | None) -> str:
    """Return a company's name in lower-case words without its legal form: `"Acme, Inc."` gives `"acme"`."""
    words = re.findall(r"[^\W_]+", (company or "").lower())
    return " ".join(words[: len(words) - len(list(takewhile(_LEGAL_FORMS.__contains__, reversed(words))))])


def is_own_company(matched: str, company: str) -> bool:
    """Whether the words begin the company's name: Elastic at "Elastic Search GmbH", not Go at "Google"."""
    return bool(company) and f"{company} ".startswith(f"{company_words(matched)} ")
