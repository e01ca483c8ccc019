"""Who did what to whom from raw sentences, against the validation records of the coder PETRARCH-2.

    python -m bench.gsr [--data DIR] [-v]

78 sentences with CAMEO tuples (PETR2_GSR_validation.xml, MIT). Only the sentence and its date are
used: we parse it ourselves. A tuple is right where its source, the root of its CAMEO code and its
target are; each source acts on each target, and what sides do together ("X and Y met") is coded
between each two, both ways, as there.
Of our records two readings are made: by full actor code, and by country alone. How our records
become CAMEO's: see `cameo_root` and `actor_code`.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bench.table import Absent, Row, hash_of
from crisisdesk.terms.records import Actor, Date, Event, Report, report_id

FILE = Path("coding") / "PETR2_GSR_validation.xml"
PEERS = "PETRARCH-2 .717, UniversalPetrarch .765, on curated parses"
GOAL = 0.80
Tuple3 = tuple[str, str, str]
NOBODY = "---"

# Bodies whose CAMEO code is not their country's or our own.
BODIES = {
    "UNO": "IGOUNO",
    "EUR": "IGOEUREEC",
    "INT": "IGOCOPITP",
    "ISI": "IMGMUSISI",
    "ALQ": "IMGMUSALQ",
    "HAM": "PSEREBHMS",
    "SHB": "SOMUAF",
}
# Sectors whose CAMEO code differs from PLOVER's.
SECTORS = {"CVL": "PPL", "UAF": "UAF"}
COOPERATIVE = frozenset(
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT".split(),
)
MATERIAL = frozenset("ASSAULT COERCE MOBILIZE PROTEST SANCTION".split())
# CAMEO codes the will to do something, the refusal of it and the call for it as acts of their own.
WILLING = frozenset({"intended", "offered"})


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


def cameo_root(event: Event) -> str | None:
    """The two digits under which CAMEO files an event, None for what it does not code.

    What somebody is willing to do is 03 where it is cooperation (a meeting that is planned stays
    a meeting) and 13 where it is a threat of deeds; what he refuses is 12; what he asks for is
    02; what is only possible or hypothetical is no event.
    """
    kind, modality = event.type, event.modality
    if modality in ("possible", "hypothetical"):
        return None
    if modality == "denied":
        return "12" if kind in COOPERATIVE else None
    if modality in WILLING and kind in COOPERATIVE:
        return "04" if kind == "CONSULT" else "03"
    if modality in WILLING and kind in MATERIAL:
        return "13"
    if modality == "threatened":
        return "13"
    if modality == "asked":
        return "02"
    return (event.cameo or "01")[:2]


def actor_code(actor: Actor) -> str:
    """Country and sector as CAMEO joins them; a state as a whole has no sector."""
    if actor.code in BODIES:
        return BODIES[actor.code]
    sector = SECTORS.get(actor.sector or "", actor.sector or "")
    return f"{actor.code or NOBODY}{sector}"


def country(code: str) -> str:
    """The part of an actor's code that names the country or the body."""
    return code[:6] if code.startswith(("IGO", "IMG")) else code[:3]


def tuples_of(events: Sequence[Event]) -> Counter[Tuple3]:
    """The tuples of a sentence's events, each once."""
    found: dict[Tuple3, None] = {}
    for event in events:
        root = cameo_root(event)
        if root is None:
            continue
        sources = [actor_code(a) for a in event.source] or [NOBODY]
        targets = [actor_code(a) for a in event.target] or [NOBODY]
        if event.rule.endswith(":both"):
            sources = targets = sources + targets
        for source, target in product(sources, targets):
            if source != target or len(sources) == 1:
                found[(source, root, target)] = None
    return Counter(found.keys())


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


def measure(file: Path) -> dict[str, Score]:
    """The scores by full code and by country."""
    from crisisdesk.reading import read_report

    full = []
    for case in cases(file):
        text = case.text if case.text[-1] in ".?!" else f"{case.text}."
        report = Report(report_id(text), text, title="-", published=Date(case.day, "metadata"))
        found = tuples_of(read_report(report).events)
        full.append((case.id, Counter(case.tuples), found))
    short = [(name, by_country(wanted), by_country(found)) for name, wanted, found in full]
    return {"full actor codes": score(full), "countries": score(short)}


def data_file(folder: str | None = None) -> Path:
    """Where the records are, by the folder of the research data."""
    return Path(folder or os.environ.get("CRISISDESK_DATA", "data")) / FILE


def rows(small: bool = False) -> Iterator[Row]:
    """Rows of the table of figures (``small`` changes nothing: it takes seconds)."""
    file = data_file()
    digest = hash_of(file)
    for name, found in measure(file).items():
        goal, peers = (GOAL, PEERS) if name == "countries" else (None, PEERS)
        yield Row(
            f"tuples from raw text, F1, {name}",
            FILE.name,
            digest,
            found.annotated,
            found.f1,
            goal,
            peers,
            errors=found.errors,
        )
        yield Row(f"- precision, {name}", FILE.name, digest, found.told, found.precision)
        yield Row(f"- recall, {name}", FILE.name, digest, found.annotated, found.recall)


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
    for name, part in found.items():
        print(
            f"{name:<18} precision {part.precision:.3f} ({part.right}/{part.told})  "
            f"recall {part.recall:.3f} ({part.right}/{part.annotated})  F1 {part.f1:.3f}"
        )
        if asked.verbose:
            print(*(f"    {line}" for line in part.errors), sep="\n")
    print(f"others: {PEERS}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
