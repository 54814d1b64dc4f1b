"""The documents themselves: bytes in the formats that the parsers read.

Here: YAML files, saved pages, JSON lines, listings and other people's annotations, each from a
`SavedText`. Not here: the fields they state (`stated_fields`), and documents that are broken on purpose (`hard_cases`).
YAML is written by hand, because the layout (wrapped at 60 columns) is part of what is tested.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

from .body import collect_skills, render_html, render_plain
from .draw import Draw
from .lifecycle import SyntheticPosting
from .market import Place
from .openings import ROLE_SHARES
from .pay import fill_base_salary
from .stated_fields import Card, SavedText
from .vocabulary import load_skills

_BREAKABLE = re.compile(r"(?<=[A-Za-z][A-Za-z]-)(?=[A-Za-z][A-Za-z])")
_INNER_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_NEEDS_QUOTES = re.compile(r": |:$| #|^[\s\-?:,\[\]{}#&*!|>'\"%@`]|^(?:true|false|null|yes|no|~)?$", re.IGNORECASE)
_EMPLOYMENT = {"full_time": "FULL_TIME", "part_time": "PART_TIME", "contract": "CONTRACTOR", "internship": "INTERN"}
_DEGREES = {"bachelor": "Bachelor Degree", "master": "Master Degree", "phd": "Doctoral Degree"}
_CATEGORIES = {
    "language": "languages",
    "genai": "genai",
    "genai_framework": "genai",
    "model": "genai",
    "cloud": "cloud",
    "ops": "ops",
    "ml_practice": "ml",
    "ml_library": "ml",
    "ml_platform": "ml",
    "frontend": "web",
    "backend": "web",
    "database": "databases",
    "vector": "databases",
    "data": "data",
    "": "other",
}


def _scalar(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if _NEEDS_QUOTES.search(text) else text


def wrap(text: str, width: int = 60, hang: str = "") -> list[str]:
    """Lines of at most `width`, also broken after a hyphen between letters, as saved files are."""
    lines, line, glue = [], "", ""
    for word in text.split(" "):
        # Broken after hyphens like `textwrap` does, which is what cleaning has to undo.
        for part in _BREAKABLE.split(word) if "-" in word else (word,):
            if line and len(line) + len(glue) + len(part) > width:
                lines.append(line)
                line, glue = hang, ""
            line += glue + part
            glue = ""
        glue = " "
    return [*lines, line]


def _twist_hyphens(text: str, posting: SyntheticPosting) -> str:
    """Return the text with non-breaking hyphens, as some editors write them."""
    return _INNER_HYPHEN.sub("\u2011", text) if "odd_hyphens" in posting.opening.attributes else text


def _wrap_block(block: str) -> list[str]:
    return wrap(block, hang="  " if block.startswith("- ") else "")


def _list_tags(saved: SavedText) -> list[str]:
    skills = collect_skills(saved.sighting.body or ())
    return sorted({spelling.capitalize() if spelling.islower() else spelling for _, spelling in skills.values()})[:10]


def write_file(saved: SavedText, note: str = "") -> str:
    """Return a posting as the scrape of a board saves it; `note` is one more paragraph."""
    posting, opening = saved.posting, saved.posting.opening
    blocks = render_plain(saved.sighting.body or ()) + (["", note] if note else [])
    text = [line for block in blocks for line in _wrap_block(_twist_hyphens(block, posting))]
    head = {
        "job_id": posting.external_id,
        "title": _scalar(posting.title),
        "company": _scalar(posting.company_name),
        "location": saved.places[0].short if saved.places else "",
        "work_type": _EMPLOYMENT[opening.employment_type],
        "level": saved.level,
    }
    lines = [f"{key}: {value}" for key, value in head.items()]
    tags = [f"  - {_scalar(tag)}" for tag in _list_tags(saved)]
    lines += ["skills:", *tags] if tags else []
    lines += [f"company_size: {opening.company.size} Employees", "description: |"]
    lines += [f"  {line}" for line in text]
    lines += ["industries:", *(f"  - {tag}" for tag in opening.company.industry.tags)]
    lines += [f"posted_date: {saved.posted_on}", f"url: {posting.url}", "source: synthetic"]
    return "\n".join(lines) + "\n"


def _address(place: Place) -> dict[str, object]:
    parts = {
        "addressCountry": place.country,
        "addressLocality": place.city,
        "addressRegion": place.region,
    }
    address = {"@type": "PostalAddress", **{key: value for key, value in parts.items() if value}}
    return {"@type": "Place", "address": address}


def fill_job_posting(saved: SavedText, snapshot_on: date) -> dict[str, object]:
    """Return the posting as a schema.org JobPosting; what is not stated is left out."""
    posting, opening = saved.posting, saved.posting.opening
    heading_tag = ("strong", "h3", "h2")[opening.company.size % 3]
    countries = sorted({place.country for place in saved.places})
    optional: dict[str, object] = {
        "baseSalary": fill_base_salary(saved.pay) if saved.pay else None,
        "jobLocationType": "TELECOMMUTE" if opening.work_mode == "remote" else None,
        "experienceRequirements": {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": opening.years * 12,
        }
        if opening.years
        else None,
        "educationRequirements": {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": _DEGREES[opening.degree],
        }
        if opening.degree
        else None,
    }
    places = [_address(place) for place in saved.places]
    return {
        "@type": "JobPosting",
        "title": posting.title,
        "description": _twist_hyphens(render_html(saved.sighting.body or (), heading_tag=heading_tag), posting),
        "identifier": {"@type": "PropertyValue", "name": posting.company_name, "value": posting.external_id},
        "datePosted": saved.posted_on,
        "validThrough": f"{snapshot_on + timedelta(days=30)}T00:00:00+00:00",
        "employmentType": _EMPLOYMENT[opening.employment_type],
        "hiringOrganization": {"@type": "Organization", "name": posting.company_name},
        "industry": list(opening.company.industry.tags),
        "applicantLocationRequirements": [{"@type": "Country", "name": country} for country in countries],
        "jobLocation": places[0] if len(places) == 1 else places,
        "url": posting.url,
        **{key: value for key, value in optional.items() if value is not None},
    }


def write_json_line(saved: SavedText, snapshot_on: date) -> str:
    """One line of a JSONL file."""
    return json.dumps({"@context": "https://schema.org", **fill_job_posting(saved, snapshot_on)}, ensure_ascii=False)


def write_page(saved: SavedText, snapshot_on: date, neighbours: Sequence[SyntheticPosting]) -> str:
    """Return a whole saved page: the data in its head, other jobs around it that must not be read as this one's."""
    posting = saved.posting
    data = json.dumps(fill_job_posting(saved, snapshot_on), ensure_ascii=False).replace("</", "<\\/")
    title, company = escape(posting.title), escape(posting.company_name)
    others = "".join(
        f'<li><a href="{other.url}">{escape(other.title)}</a> at {escape(other.company_name)}</li>'
        for other in neighbours
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title} - {company} | Example Jobs</title>\n"
        f'<link rel="canonical" href="{posting.url}">\n'
        '<script type="application/ld&#x2B;json">\n{"@context": "https://schema.org", "@graph": ['
        f'{data}]}}\n</script>\n</head>\n<body>\n<nav><a href="/">Jobs</a> <a href="/saved">Saved</a></nav>\n'
        f'<main><h1>{title}</h1>\n<p class="company">{company}</p>\n</main>\n'
        f"<aside><h2>Similar jobs</h2><ul>{others}</ul></aside>\n</body>\n</html>\n"
    )


def write_listing(cards: Iterable[Card], scraped_on: date | None) -> str:
    """Return a listing as CSV; with `scraped_on` it has the further columns `id` and `scraped_date`."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    more = ["id", "scraped_date"] if scraped_on else []
    rows.writerow(["title", "company", "location", "work_type", "level", "compensation", "link", *more])
    for card in cards:
        row = [card.title, card.company, card.location, card.work_type, card.level, card.compensation, card.link]
        rows.writerow([*row, card.external_id, scraped_on.isoformat()] if scraped_on else row)
    return out.getvalue()


def write_annotation(saved: SavedText, draw: Draw, annotated_on: date) -> str:
    """Return someone else's labels: the role type is wrong in one of seven, some skills are missing, some invented."""
    posting, opening = saved.posting, saved.posting.opening
    kinds = {skill.skill_id: skill.kind for skill in load_skills()}
    labels: dict[str, list[str]] = {name: [] for name in dict.fromkeys(_CATEGORIES.values())}
    for skill_id, (_, spelling) in collect_skills(saved.sighting.body or ()).items():
        if draw.chance(0.8):
            labels[_CATEGORIES.get(kinds.get(skill_id, ""), "other")].append(spelling)
    # A fifth of the published report's RAG labels and a third of its Docker labels have no such word in the text.
    labels["genai"] += ["RAG"] if draw.chance(0.2) else []
    labels["ops"] += ["Docker"] if draw.chance(0.35) else []
    wrong = [name for name in ROLE_SHARES if name != opening.role_type]
    role_type = draw.pick(wrong) if draw.chance(0.14) else opening.role_type
    skills = "".join(
        f"    {name}: [{', '.join(json.dumps(label, ensure_ascii=False) for label in dict.fromkeys(names))}]\n"
        for name, names in labels.items()
    )
    return (
        f"company:\n  name: {_scalar(posting.company_name)}\n  stage: {_scalar(opening.company.stage)}\n"
        f"  focus: {_scalar(opening.company.industry.product)}\n"
        f"position:\n  title: {_scalar(posting.title)}\n  ai_type:\n    type: {role_type}\n"
        f"    reasoning: The text describes {role_type} work.\n"
        f"  responsibilities:\n  - Build and operate {opening.company.industry.product}\n"
        f"  use_cases:\n  - Work with {opening.company.industry.documents}\n  skills:\n{skills}"
        f"  is_customer_facing: {str(opening.is_customer_facing).lower()}\n"
        f"  is_management: {str(opening.is_management).lower()}\n"
        f"meta:\n  job_id: '{posting.external_id}'\n  extracted_at: '{annotated_on.isoformat()}T09:00:00'\n"
    )
