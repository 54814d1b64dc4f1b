"""Names of companies as words, so that two spellings of one name compare equal.

Here: a name without its legal form, and whether words are that name. Not here: which postings are of one company (dbt).
"""

import re
from functools import lru_cache
from itertools import takewhile

from ingestion.storage.seeds import dbt_variables


@lru_cache(maxsize=4_096)  # the same few companies have most of the texts
def company_words(company: str | None) -> str:
    """Return a company's name in lower-case words without its legal form: `"Acme, Inc."` gives `"acme"`."""
    words = re.findall(r"[^\W_]+", (company or "").lower())
    # The first word is no legal form but the name: SAS is a company, and sells a product of that name.
    forms = takewhile(dbt_variables()["legal_forms"].__contains__, reversed(words[1:]))
    return " ".join(words[: len(words) - len(list(forms))])


def is_own_company(matched: str, company: str) -> bool:
    """Whether a matched phrase begins the name of the posting's company, `company` from `company_words`.

    "Elastic" does in a posting of "Elastic Search GmbH", "Go" does not in one of "Google".
    """
    return bool(company) and f"{company} ".startswith(f"{company_words(matched)} ")
