"""A fuzz run of every source: documents generated, mangled and enlarged at random, each checked against the contract.

`python tests/fuzz.py --seconds 60 --seed 1 [--kind posting-page]` runs each kind for so many seconds and prints
how many inputs were tried and what failed; an input that fails is saved, and its file is named. Exits 1 on a failure.
The same seed makes the same inputs. Not here: the contract (`contracts.py`).
"""

import argparse
import csv
import io
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from contracts import BY_KIND, check_document

SECONDS, SECONDS_PER_MB = 1.0, 8.0
"""What a document may take, read twice, with its texts and hints; what is worse than linear takes more."""

TOKENS = (
    *("\0", "\ud800", "\udfff", "\u202e", "\u2066", "\u200b", "\ufeff", "\uffff", "\x1b[31m", "\x85", "\u2028"),
    *("<script>alert(1)</script>", "<!--", "-->", "<![CDATA[", "]]>", "</script>", "<", ">", "&", "&amp;lt;", "&#0;"),
    *("&#xD800;", "&#99999999999;", "&nbsp;", "<p ", '="', "='", "<li>", "<br>", "<div>", "</div>", "<table>"),
    *("=HYPERLINK(1)", "@SUM(A1)", "'; drop table x; --", "javascript:alert(1)", "data:text/html,x", "http://[::1"),
    *("\r", "\t", "//", "<svg>", "!!python/object:os.system x", "!!int x", "!!binary x", "👩\u200d👩\u200d👧"),
    *("---\n", "- ", "? ", ": ", "&a ", "*a", "<<: *a\n", "|\n"),
    *("%YAML 1.1\n", "%TAG ! x\n", "[", "]", "{", "}", "{}", '{"a":', '"', "'", "\\", "\\u0000", "\\ud800", "\\x00"),
    *("NaN", "-Infinity", "1e400", "9" * 5_000, "-0.0", "1.2.3", "1,,,", "50.000.000", "٣٤", "²", "½", "true", "null"),
    *("03/04/2026", "2026-02-31", "0001-01-01", "9999-12-31T23:59:59+14:00", "20260101", "Remote; or / or | Paris"),
    *("$100k - $5 Annually", "up to 1 to", "100-120K", "206 Locations", "a, b, CA", ",", ";", "\n", "  ", " \n", "-\n"),
    *("title", "company", "link", "title: x\n", "company: y\n", "description: |\n", '"@type": "JobPosting"', "@graph"),
    *("İ", "ß", "مهندس", "데이터", "\U000e0041", "\N{COMBINING ACUTE ACCENT}" * 40, "x" * 12_000, "a b " * 9),
)  # fmt: skip
FIELDS = (
    *("job_id", "id", "title", "company", "location", "work_type", "level", "skills", "company_size", "compensation"),
    *("description", "industries", "posted_date", "url", "source"),
)
PROPERTIES = (
    *("title", "name", "description", "datePosted", "validThrough", "employmentType", "jobLocationType", "identifier"),
    *("url", "hiringOrganization", "jobLocation", "applicantLocationRequirements", "baseSalary", "estimatedSalary"),
    *("salaryCurrency", "experienceRequirements", "educationRequirements", "skills", "industry", "value", "minValue"),
    *(
        "maxValue",
        "unitText",
        "currency",
        "monthsOfExperience",
        "address",
        "addressCountry",
        "addressLocality",
        "@type",
    ),
    *("addressRegion", "credentialCategory", "numberOfEmployees", "legalName", "@graph"),
)
LABELS = (
    "type",
    "reasoning",
    "name",
    "stage",
    "focus",
    "job_id",
    "extracted_at",
    "title",
    "use_cases",
    "ai_type",
    "skills",
)
CHARSETS = ("utf-8", "utf-8", "utf-8", "utf-16", "utf-8-sig", "cp1252", "utf-32")
NAMES = ("a.yaml", "a.csv", "a.html", "a.json", "a.jsonl", "", "\udcff.yaml", "a" * 300)


class Maker:
    """Documents of every kind from one stream of random numbers."""

    def __init__(self, seed: str) -> None:
        self.draw = random.Random(seed)

    def word(self) -> str:
        """A value that someone could write, or a mischievous one, or several in a row."""
        draw = self.draw
        if draw.random() < 0.3:
            return draw.choice(
                ("Data Engineer", "Nordlicht", "Rome, Italy", "2026-01-05", "$100K - $120K Annually", "12")
            )
        if draw.random() < 0.3:
            return "".join(chr(draw.choice((draw.randrange(1, 0x300), draw.randrange(0x110000)))) for _ in range(12))
        return "".join(draw.choices(TOKENS, k=draw.randint(1, 4)))

    def value(self, depth: int = 0) -> object:
        """A value of any shape that JSON and YAML have."""
        draw, roll = self.draw, self.draw.random()
        if roll < 0.7 or depth > 3:
            return self.word()
        if roll < 0.8:
            return draw.choice((None, True, 0, -1, 1e300, float("nan"), float("inf"), 10**30, 80_000, 0.1))
        if roll < 0.9:
            return [self.value(depth + 1) for _ in range(draw.randrange(4))]
        return {draw.choice(PROPERTIES): self.value(depth + 1) for _ in range(draw.randrange(5))}

    def job(self) -> dict[str, object]:
        """A JobPosting with some of its properties."""
        properties = {name: self.value() for name in self.draw.sample(PROPERTIES, self.draw.randint(1, 12))}
        return {"title": self.word(), **properties, "@type": "JobPosting"} if self.draw.random() < 0.9 else properties

    def encode(self, text: str) -> bytes:
        """The text in one of the charsets, half characters as they come."""
        charset = self.draw.choice(CHARSETS)
        return text.encode(charset, "surrogatepass" if charset.startswith("utf") else "replace")

    def yaml_posting(self) -> bytes:
        """A YAML posting, now and then several."""
        documents = [
            {name: self.value() for name in self.draw.sample(FIELDS, self.draw.randint(1, 12))}
            for _ in range(self.draw.randint(1, 3))
        ]
        return self.encode(_to_yaml([{**self._named(), **document} for document in documents]))

    def _named(self) -> dict[str, object]:
        return (
            {}
            if self.draw.random() < 0.2
            else {"title": self.word(), "company": self.word(), "description": self.word()}
        )

    def yaml_annotation(self) -> bytes:
        """A YAML file of labels."""
        parts = {name: {key: self.value() for key in self.draw.sample(LABELS, 5)} for name in ("company", "position")}
        return self.encode(_to_yaml([{**parts, "meta": {"job_id": self.word(), "extracted_at": self.word()}}]))

    def listing_csv(self) -> bytes:
        """A listing with odd cells, separators and row lengths."""
        draw, buffer = self.draw, io.StringIO()
        columns = [
            "title",
            "company",
            "link",
            *draw.sample(("location", "level", "compensation", "id", "posted_date", "x"), 4),
        ]
        writer = csv.writer(buffer, delimiter=draw.choice(",;\t"), quoting=draw.choice((0, 1)), lineterminator="\r\n")
        writer.writerow(columns)
        for _ in range(draw.randrange(8)):
            writer.writerow([self.word() for _ in range(len(columns) + draw.choice((0, 0, 0, 1, -1)))])
        return self.encode(buffer.getvalue())

    def posting_json(self) -> bytes:
        """A JobPosting, a list of them or a graph."""
        job = self.job()
        document = self.draw.choice((job, [job, self.job(), self.value()], {"@graph": [job]}))
        return self.encode(json.dumps(document, ensure_ascii=self.draw.random() < 0.5))

    def posting_jsonl(self) -> bytes:
        """Lines of JobPostings."""
        lines = [json.dumps(self.job(), ensure_ascii=self.draw.random() < 0.5) for _ in range(self.draw.randint(1, 6))]
        return self.encode(self.draw.choice(("\n", "\r\n", "\n\n")).join(lines))

    def posting_page(self) -> bytes:
        """A page with scripts, addresses and words."""
        scripts = "".join(
            f'<script type="application/ld{self.draw.choice(("+", "&#x2B;"))}json">{json.dumps(self.job())}</script>'
            for _ in range(self.draw.randint(1, 3))
        )
        head = f'<link rel="canonical" href="{self.word()}"><meta property="og:url" content="{self.word()}">'
        return self.encode(
            f"<!doctype html><html><head>{head}</head><body>{self.word()}{scripts}{self.word()}</body></html>"
        )

    def mangle(self, content: bytes) -> bytes:
        """The bytes with a few pieces cut out, put in, doubled or moved."""
        for _ in range(self.draw.randint(1, 6)):
            at, to = sorted(self.draw.randrange(len(content) + 1) for _ in range(2))
            token = self.draw.choice(TOKENS).encode("utf-8", "surrogatepass")
            noise = bytes(self.draw.randrange(256) for _ in range(4))
            middle = self.draw.choice((b"", token, noise, content[at:to] * 2, token * 50))
            content = content[:at] + middle + content[self.draw.choice((at, to)) :]
        return content[:400_000]

    def swell(self, content: bytes) -> bytes:
        """The bytes with one or two tokens repeated somewhere, up to a megabyte of them."""
        tokens = "".join(self.draw.choices(TOKENS, k=self.draw.randint(1, 2))).encode("utf-8", "surrogatepass")
        at = self.draw.randrange(len(content) + 1)
        size = self.draw.choice((10_000, 100_000, 1_000_000))
        return content[:at] + tokens * (size // len(tokens)) + self.draw.choice((b"", content[at:]))


def _to_yaml(documents: list[dict[str, object]]) -> str:
    try:
        return str(yaml.safe_dump_all(documents, allow_unicode=True))
    except UnicodeEncodeError:
        return json.dumps(documents[0])


def _inputs(make: Callable[[], bytes], maker: Maker) -> Iterator[tuple[str, str, bytes]]:
    while True:
        content = make()
        way = maker.draw.choices(("made", "mangled", "swollen", "noise"), (40, 40, 15, 5))[0]
        if way == "mangled":
            content = maker.mangle(content)
        elif way == "swollen":
            content = maker.swell(content)
        elif way == "noise":
            content = maker.draw.randbytes(maker.draw.randrange(2_000))
        yield way, maker.draw.choice(NAMES), content


def fuzz(kind: str, seconds: float, seed: int, most: int | None = None) -> tuple[Counter[str], list[str]]:
    """Run one kind for some seconds, or `most` inputs; gives what was counted, and each failure with its file."""
    maker, counts, failures = Maker(f"{kind} {seed}"), Counter[str](), list[str]()
    make = getattr(maker, kind.replace("-", "_"))
    until = time.monotonic() + seconds
    for way, name, content in _inputs(make, maker):
        if time.monotonic() > until or counts["inputs"] == most or len(failures) > 9:
            break
        counts["inputs"] += 1
        counts[way] += 1
        started = time.process_time()
        try:
            outcomes = check_document(BY_KIND[kind], name, content)
            counts["records"] += len(outcomes)
            counts["used"] += sum(not isinstance(outcome.result, str) for outcome in outcomes)
            seconds = time.process_time() - started
            assert seconds < SECONDS + SECONDS_PER_MB * len(content) / 1e6, f"took {seconds:.1f} s"
        except Exception as error:
            failures.append(_saved(kind, counts["inputs"], way, content, error))
    return counts, failures


def _saved(kind: str, number: int, way: str, content: bytes, error: Exception) -> str:
    with tempfile.NamedTemporaryFile(prefix=f"fuzz-{kind}-{number}-", delete=False) as kept:
        kept.write(content)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    message = " ".join(str(error).split())[:200]
    what = f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}: {message!r}"
    return f"{kind}, input {number} ({way}, {len(content):,} bytes): {what}; saved as {kept.name}"


def main() -> None:
    """Fuzz the kinds one after the other; exits 1 where an input broke the contract."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--kind", choices=sorted(BY_KIND))
    given = options.parse_args()
    failed = False
    for kind in [given.kind] if given.kind else BY_KIND:
        counts, failures = fuzz(kind, given.seconds, given.seed)
        ways = ", ".join(f"{counts[way]:,} {way}" for way in ("made", "mangled", "swollen", "noise"))
        print(
            f"{kind}: {counts['inputs']:,} inputs ({ways}), {counts['records']:,} records, {counts['used']:,} used, "
            f"{len(failures)} failures",
            flush=True,
        )
        for failure in failures:
            print(f"  {failure}", flush=True)
        failed = failed or bool(failures)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
