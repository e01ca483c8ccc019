"""Who did what to whom from raw sentences, against the validation records of the coder PETRARCH-2.

    python -m bench.gsr [--data DIR] [-v]

78 sentences with CAMEO tuples (PETR2_GSR_validation.xml, MIT), of which 77 have a text. Only the
sentence and its date are used: we parse it ourselves and code it (`reading.coding`). A tuple is
right where its source, the root of its CAMEO code and its target are; each source acts on each
target, and what sides do together ("X and Y met") is coded between each two, both ways, as there.
Two readings are made: by full actor code, and by country alone. Half of the sentences, by the hash
of their words, were looked at; of the other half only labels and figures were.

The rows on PLV (evaluation only) ask the same of news of another kind: of each of its sentences it
marks one event, and we ask whether a tuple joins these sides with its root.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.table import Absent, Row, hash_of
from bench.typing import PLV, ROOTS, plv_cases
from bench.typing import Case as Marked
from bench.typing import data_file as typing_file
from crisisdesk.reading.build import build_page
from crisisdesk.reading.coding import code_page
from crisisdesk.reading.page import Page
from crisisdesk.reading.statements import read_statements
from crisisdesk.terms.cameo_actors import NOBODY, cameo_actor
from crisisdesk.terms.records import Coded, Date, Report, report_id

FILE = Path("coding") / "PETR2_GSR_validation.xml"
PEERS = "PETRARCH-2 .717, UniversalPetrarch .765, on curated parses"
GOAL = 0.80
Tuple3 = tuple[str, str, str]
PLV_DAY = "2018-06-01"  # its sentences carry no day; most are of these years
# Parts of the file, and whether their sentences were looked at.
PARTS: dict[str, bool | None] = {"all": None, "development": True, "other half": False}


@dataclass(frozen=True)
class Case:
    """One sentence with its day (ISO 8601) and its annotated tuples."""

    id: str
    day: str
    text: str
    tuples: tuple[Tuple3, ...]


def cases(file: Path) -> Iterator[Case]:
    """The sentences of the file that have a text. Raises Absent where the file is not there."""
    if not file.is_file():
        raise Absent(f"{file.name} is not there: CRISISDESK_DATA names the research data")
    for block in re.split(r"(?=<Sentence )", file.read_text(encoding="utf-8"))[1:]:
        text = re.search(r"<Text>(.*?)</Text>", block, re.DOTALL)
        words = " ".join(text.group(1).split()) if text else ""
        if words:
            coded = tuple(_coded(block))
            yield Case(_value("id", block), _day(_value("date", block)), words, coded)


def _value(key: str, block: str) -> str:
    found = re.search(rf'{key}="([^"]*)"', block)
    return found.group(1) if found else ""


def _day(written: str) -> str:
    """``20080804`` or, in one record, ``121108``."""
    digits = written if len(written) == 8 else f"20{written}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _coded(block: str) -> Iterator[Tuple3]:
    for line in re.findall(r"<EventCoding ([^>]*)>", block):
        if "eventcode" in line:
            code = _value("eventcode", line)[:2]
            yield _value("sourcecode", line), code, _value("targetcode", line)


def looked_at(case: Case) -> bool:
    """Whether a sentence is of the half that was looked at, by the hash of its words."""
    return hashlib.sha256(case.text.encode()).digest()[0] % 2 == 0


def country(code: str) -> str:
    """The part of an actor's code that names the country or the body."""
    return code[:6] if code.startswith(("IGO", "IMG")) else code[:3]


def tuples_of(coded: Sequence[Coded]) -> Counter[Tuple3]:
    """What was coded by the root of its code, each tuple once."""
    return Counter({(c.source, c.code[:2], c.target) for c in coded})


def by_country(tuples: Counter[Tuple3]) -> Counter[Tuple3]:
    """The same by country alone; tuples that fall together are one."""
    return Counter({(country(s), root, country(t)) for s, root, t in tuples})


@dataclass(frozen=True)
class Score:
    """Right, told and annotated tuples over all sentences, and the sentences that went wrong."""

    right: int
    told: int
    annotated: int
    errors: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Right of told."""
        return self.right / self.told if self.told else 0.0

    @property
    def recall(self) -> float:
        """Right of annotated."""
        return self.right / self.annotated if self.annotated else 0.0

    @property
    def f1(self) -> float:
        """2 right / (told + annotated)."""
        both = self.told + self.annotated
        return 2 * self.right / both if both else 0.0


def score(pairs: Sequence[tuple[str, Counter[Tuple3], Counter[Tuple3]]]) -> Score:
    """Each sentence's id, annotated and told tuples, added up."""
    right = told = annotated = 0
    errors = []
    for name, wanted, found in pairs:
        right += (wanted & found).total()
        told += found.total()
        annotated += wanted.total()
        if wanted != found:
            lost, extra = sorted((wanted - found).elements()), sorted((found - wanted).elements())
            errors.append(f"{name}: lacks {_show(lost)}, has {_show(extra)}")
    return Score(right, told, annotated, tuple(errors))


def _show(tuples: Sequence[Tuple3]) -> str:
    return " ".join(f"{s}>{root}>{t}" for s, root, t in tuples) or "none"


def measure(file: Path) -> dict[tuple[str, str], Score]:
    """The scores by how actors are compared and by half: all, development, held aside."""
    from crisisdesk.reading import code_report

    coded = []
    for case in cases(file):
        text = case.text if case.text[-1] in ".?!" else f"{case.text}."
        report = Report(report_id(text), text, title="-", published=Date(case.day, "metadata"))
        coded.append((case, Counter(case.tuples), tuples_of(code_report(report))))
    found = {}
    for part in PARTS:
        full = [(c.id, w, f) for c, w, f in coded if PARTS[part] in (None, looked_at(c))]
        short = [(name, by_country(wanted), by_country(told)) for name, wanted, told in full]
        found[("full actor codes", part)] = score(full)
        found[("countries", part)] = score(short)
    return found


def data_file(folder: str | None = None) -> Path:
    """Where the records are, by the folder of the research data."""
    return Path(folder or os.environ.get("CRISISDESK_DATA", "data")) / FILE


def rows(small: bool = False) -> Iterator[Row]:
    """Rows of the table of figures; with ``small`` without those on PLV, which take a minute."""
    if not small:
        yield from plv_rows()
    file = data_file()
    digest = hash_of(file)
    for (name, part), found in measure(file).items():
        data = FILE.name if part == "all" else f"{FILE.name}, {part}"
        goal, peers = (GOAL, PEERS) if name == "countries" else (None, PEERS)
        aside = part == "other half"
        errors = () if aside else found.errors
        measure_ = f"tuples from raw text, F1, {name}"
        yield Row(
            measure_, data, digest, found.annotated, found.f1, goal, peers, aside, errors=errors
        )
        if part == "all":
            yield Row(f"- precision, {name}", data, digest, found.told, found.precision)
            yield Row(f"- recall, {name}", data, digest, found.annotated, found.recall)


def named_at(page: Page, side: tuple[int, int] | None) -> frozenset[str]:
    """The countries and bodies that are named within a range of characters; ``---`` for none."""
    found = set()
    for mention in page.mentions:
        part = page.parts[mention.part]
        start, end = part.at(part.doc[mention.first : mention.last])
        if side is not None and start < side[1] and end > side[0]:
            found |= {country(cameo_actor(actor)) for actor in mention.actors if actor.code}
    return frozenset(found or {NOBODY})


def pair_found(page: Page, case: Marked) -> bool:
    """Whether a tuple joins the two sides that PLV marks, by country, with PLV's root."""
    source, target = named_at(page, case.source), named_at(page, case.target)
    return any(
        ROOTS.get(coded.code[:2]) == case.wanted
        and country(coded.source) in source
        and country(coded.target) in target
        for coded in code_page(page, read_statements(page))
    )


def plv_rows() -> Iterator[Row]:
    """How many of PLV's events are told from the raw sentence, sides and all. Raises Absent."""
    path = typing_file(PLV)
    by_half: dict[bool, list[bool]] = {True: [], False: []}
    for case in plv_cases(path):
        day = Date(PLV_DAY, "metadata")
        page = build_page(Report(report_id(case.text), case.text, title="-", published=day))
        by_half[case.looked].append(pair_found(page, case))
    for looked, right in by_half.items():
        data = f"PLV, {'development' if looked else 'other half'}"
        share = sum(right) / len(right)
        yield Row(
            "events told from raw text, sides and root right, recall",
            data,
            hash_of(path),
            len(right),
            share,
            aside=not looked,
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Score and print; 1 where the data is not there."""
    parser = argparse.ArgumentParser(prog="bench.gsr")
    parser.add_argument("--data", help="folder of the research data (CRISISDESK_DATA)")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what went wrong")
    asked = parser.parse_args(argv)
    try:
        found = measure(data_file(asked.data))
    except Absent as why:
        print(why, file=sys.stderr)
        return 1
    for (name, half), part in found.items():
        print(
            f"{name:<18} {half:<12} precision {part.precision:.3f} ({part.right}/{part.told})  "
            f"recall {part.recall:.3f} ({part.right}/{part.annotated})  F1 {part.f1:.3f}"
        )
        if asked.verbose and half == "development":
            print(*(f"    {line}" for line in part.errors), sep="\n")
    print(f"others: {PEERS}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
