"""Scores attributions against PolNeAR (evaluation only; nothing is trained on it).

    python -m bench.attribution [--documents N] [--part dev] [--half read|unread] [-v]

PolNeAR (Newell, Margolin and Ruths, 2018) marks source, cue and content of every attribution in
political news: speech, but beliefs, wishes, plans and stances too. A relation counts as found
where the contents' words overlap by at least half (intersection over union) and the sources share
a word. It is direct where all its words stand between quotation marks, indirect where none do,
else mixed. The corpus gives a word one label, so attributions within attributed words are left
out here. Every second document is of the half that nobody reads when rules are written: of it
only counts are told, and its own figure shows what carries over. The corpus may not be
redistributed: its folder is ``nlp/polnear`` of CRISISDESK_DATA, and errors are shown as references:
document, offsets of the content, cue's kind.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.corpora import data_folder
from bench.table import WORST, Absent, Row, hash_of
from crisisdesk.formats.layout import Passage
from crisisdesk.reading.attribution import Attribution
from crisisdesk.reading.attributions import attributions
from crisisdesk.reading.cues import verb_cue
from crisisdesk.reading.frames import build_frame
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.pipeline import parse
from crisisdesk.reading.quotes import find_quotes
from crisisdesk.terms.records import Report, report_id

Offsets = frozenset[int]
SHARE = 0.5
SMALL = 7  # a test guards every seventh document
HALVES = ("read", "unread")
FORMS = ("all", "direct", "mixed", "indirect")
GOALS = {"all": 0.70, "direct": 0.90}
PEERS = {
    "all": "two annotators .77 (train, 16 documents); our first prototype .49",
    "direct": "textacy's direct quotes .25 of all relations",
}


@dataclass(frozen=True)
class Relation:
    """One attribution, each part as the character offsets at which its words begin."""

    source: Offsets
    cue: Offsets
    content: Offsets
    rule: str = ""


@dataclass
class Tally:
    """Counts over documents. By form (``all``, ``direct``, ``mixed``, ``indirect``): relations
    found of those annotated, and right ones of those predicted."""

    documents: int = 0
    annotated: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)
    cues: int = 0
    sources: int = 0
    errors: list[str] = field(default_factory=list)

    def precision(self, form: str = "all") -> float:
        """Right of predicted, 0..1."""
        return ratio(self.right[form], self.predicted[form])

    def recall(self, form: str = "all") -> float:
        """Found of annotated, 0..1."""
        return ratio(self.found[form], self.annotated[form])

    def f1(self, form: str = "all") -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision(form) + self.recall(form)
        return 2 * self.precision(form) * self.recall(form) / both if both else 0.0


def word_starts(text: str, spans: list[tuple[int, int]]) -> Offsets:
    """Where the words within the spans begin."""
    found = set()
    for start, end in spans:
        found |= {start + m.start() for m in re.finditer(r"\w+", text[start:end])}
    return frozenset(found)


def annotated(path: Path, text: str) -> Iterator[Relation]:
    """The relations of one brat file."""
    spans: dict[str, list[tuple[int, int]]] = {}
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row[0].startswith("T"):
            where = row[1].split(" ", 1)[1].split(";")
            spans[row[0]] = [(int(a), int(b)) for a, b in (pair.split() for pair in where)]
    for row in rows:
        if not row[0].startswith("E"):
            continue
        parts: dict[str, list[tuple[int, int]]] = {"Source": [], "Cue": [], "Content": []}
        for pair in row[1].split():
            role, name = pair.split(":")
            role = role.rstrip("0123456789")
            if role in parts:
                parts[role] += spans.get(name, [])
        yield Relation(*(word_starts(text, parts[r]) for r in ("Source", "Cue", "Content")))


def page_of(text: str) -> Page:
    """A text as the reader sees it, a line being a paragraph."""
    lines = [Passage(m.start(), m.end(), "body") for m in re.finditer(r"[^\n]+", text)]
    docs = parse(text[p.start : p.end] for p in lines)
    parts = [Part(i, p, doc) for i, (p, doc) in enumerate(zip(lines, docs, strict=True))]
    quotes = [q for p in lines for q in find_quotes(text, p.start, p.end)]
    return Page(Report(report_id(text), text), parts, quotes)


def predicted_from(page: Page) -> list[Relation]:
    """The relations of a parsed page, as PolNeAR counts them."""
    every = [a for part in page.parts for a in attributions(build_frame(page, part))]
    return outermost([relation_of(page.text, group) for group in utterances(every)])


def outermost(found: list[Relation]) -> list[Relation]:
    """The relations but for those told within another's words: PolNeAR gives a word one label."""
    return [
        r
        for r in found
        if not any((r.cue & o.content and r.cue != o.cue) or r.content < o.content for o in found)
    ]


def utterances(every: list[Attribution]) -> list[list[Attribution]]:
    """Attributions put together as PolNeAR counts them: all that one cue introduces is one, and
    a quote without any cue belongs to the one before it. Those without a source are left out."""
    groups: list[list[Attribution]] = []
    by_cue: dict[tuple[int, int], list[Attribution]] = {}
    for a in every:
        key = (a.frame.part.index, a.cue[0]) if a.cue else None
        if a.rule == "alone" and groups:
            quoted = [g for g in groups if g[-1].quoted and g[-1].frame is a.frame]
            (quoted or groups)[-1].append(a)
        elif key is not None and key in by_cue:
            by_cue[key].append(a)
        elif a.source is not None or a.rule in ("impersonal", "noun"):
            groups.append([a])
            if key is not None:
                by_cue[key] = groups[-1]
    return groups


def relation_of(text: str, group: list[Attribution]) -> Relation:
    """One utterance in offsets: its first attribution's source and cue, the words of all."""
    a = group[0]
    source = [a.frame.offsets(a.source.first, a.source.last)] if a.source else []
    if a.source and a.source.pronoun is not None:  # the corpus marks the "who" of "officials who"
        source.append(a.frame.offsets(a.source.pronoun.i, a.source.pronoun.i + 1))
    cue = [a.frame.offsets(*a.cue)] if a.cue else []
    spans = (source, cue, [b.frame.offsets(*b.content) for b in group])
    said_by, introduced, words = (word_starts(text, s) for s in spans)
    return Relation(said_by, introduced, words - said_by - introduced, a.rule)


def score(name: str, gold: list[Relation], found: list[Relation], page: Page, tally: Tally) -> None:
    """Adds one document to the tally; each prediction answers one annotation at most."""
    inside = quoted_words(page)
    free = set(range(len(found)))
    tally.documents += 1
    for wanted in gold:
        form = form_of(wanted, inside)
        fits = [(overlap(wanted.content, found[j].content), j) for j in free]
        fits = [f for f in fits if f[0] >= SHARE and same_source(wanted, found[f[1]])]
        count(tally.annotated, form)
        if fits:
            free.discard(max(fits)[1])
            count(tally.found, form)
        else:
            tell_miss(name, wanted, found, page, tally)
        beside = [f for f in found if f.cue & wanted.cue]
        tally.cues += bool(beside)
        tally.sources += any(f.source & wanted.source for f in beside)
    for j, relation in enumerate(found):
        form = form_of(relation, inside)
        count(tally.predicted, form)
        if j not in free:
            count(tally.right, form)


def count(counter: Counter[str], form: str) -> None:
    """One more of a form, and of all."""
    counter["all"] += 1
    counter[form] += 1


def tell_miss(name: str, wanted: Relation, found: list[Relation], page: Page, tally: Tally) -> None:
    """Notes what a relation was missed for: its cue's kind, its words or its source."""
    if any(overlap(wanted.content, f.content) >= SHARE for f in found):
        why = "source"
    elif any(f.cue & wanted.cue for f in found):
        why = "content"
    else:
        why = cue_kind(wanted, page)
    tally.misses[why] += 1
    if wanted.content:
        first, last = min(wanted.content), max(wanted.content)
        tally.errors.append(f"polnear {name} {first}-{last}: missed ({why})")


def cue_kind(wanted: Relation, page: Page) -> str:
    """What kind of cue went unseen: the class that the lexicon gives it, else its parts of
    speech."""
    tokens = [
        t
        for part in page.parts
        if any(part.passage.start <= i < part.passage.end for i in wanted.cue)
        for t in part.doc
        if part.passage.start + t.idx in wanted.cue
    ]
    known = [cue for cue in map(verb_cue, tokens) if cue is not None]
    if known:
        return "cue known, " + "/".join(sorted(known[0].classes))
    return "cue unknown, " + ("/".join(sorted({t.pos_ for t in tokens})) or "none")


def quoted_words(page: Page) -> Offsets:
    """Where words begin that stand between quotation marks."""
    return word_starts(page.text, [(q.start, q.end) for q in page.quotes])


def form_of(relation: Relation, inside: Offsets) -> str:
    """Direct, mixed or indirect, by how many of the words stand between quotation marks."""
    share = len(relation.content & inside)
    if share == 0:
        return "indirect"
    return "direct" if share == len(relation.content) else "mixed"


def overlap(one: Offsets, other: Offsets) -> float:
    """Intersection over union, 0..1."""
    return len(one & other) / len(one | other) if one | other else 0.0


def same_source(wanted: Relation, found: Relation) -> bool:
    """Do the sources share a word, or does the annotation name none?"""
    return not wanted.source or bool(wanted.source & found.source)


def documents(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each text with the first of its annotations."""
    seen = set()
    for path in sorted((folder / "attributions").glob("*.ann")):
        stem = path.stem.rsplit("_", 1)[0]
        text = folder / "text" / f"{stem}.txt"
        if stem not in seen and text.exists():
            seen.add(stem)
            yield path, text


def ratio(part: int, whole: int) -> float:
    """0 where there is nothing to count."""
    return part / whole if whole else 0.0


def measure(files: Sequence[tuple[Path, Path]]) -> Tally:
    """The tally of these documents, each parsed anew."""
    tally = Tally()
    for path, where in files:
        with where.open(encoding="utf-8", newline="") as file:
            page = page_of(file.read())
        score(where.stem, list(annotated(path, page.text)), predicted_from(page), page, tally)
    return tally


def joined(tallies: Sequence[Tally]) -> Tally:
    """The tally of all their documents."""
    whole = Tally()
    for tally in tallies:
        whole.documents += tally.documents
        whole.cues += tally.cues
        whole.sources += tally.sources
        whole.errors += tally.errors
        for name in ("annotated", "found", "predicted", "right", "misses"):
            getattr(whole, name).update(getattr(tally, name))
    return whole


def chosen(part: str, limit: int | None, half: str | None = None) -> list[tuple[Path, Path]]:
    """The documents of a part of the corpus, or of one half. Raises Absent where it is not
    there."""
    found = list(documents(data_folder() / "nlp" / "polnear" / part))[:limit]
    if not found:
        raise Absent(f"no PolNeAR {part}: CRISISDESK_DATA names the research data")
    return found if half is None else found[HALVES.index(half) :: len(HALVES)]


def rows(small: bool = False) -> list[Row]:
    """The figures of the development part, or of a spread of its documents. Raises Absent."""
    files = chosen("dev", None)[:: SMALL if small else 1]
    halves = [measure(files[k::2]) for k in range(len(HALVES))]
    tally = joined(halves)
    data = f"PolNeAR dev, {tally.documents} documents"
    sha = hash_of(*(path for pair in files for path in pair))
    found = [
        Row(
            f"who said or thought what, {form}, F1",
            data,
            sha,
            tally.annotated[form],
            tally.f1(form),
            goal=None if small else GOALS.get(form),
            peers=PEERS.get(form, ""),
            errors=tuple(halves[0].errors[:WORST]) if form == "all" and not small else (),
        )
        for form in FORMS
    ]
    right = ratio(tally.sources, tally.cues)
    found.append(Row("source right given the cue", data, sha, tally.cues, right))
    if not small:
        found += [
            Row(
                f"who said or thought what, the half {half}, F1",
                data,
                sha,
                one.annotated["all"],
                one.f1(),
            )
            for half, one in zip(HALVES, halves, strict=True)
        ]
    return found


def main(argv: list[str] | None = None) -> int:
    """Scores a part; 1 where the corpus is absent."""
    parser = argparse.ArgumentParser(prog="bench.attribution")
    parser.add_argument("--documents", type=int, help="only the first so many")
    parser.add_argument("--part", default="dev")
    parser.add_argument("--half", choices=HALVES, help="one half of the documents alone")
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="misses by kind; of the half read, also where"
    )
    asked = parser.parse_args(argv)
    try:
        tally = measure(chosen(asked.part, asked.documents, asked.half))
    except Absent as why:
        print(why, file=sys.stderr)
        return 1
    print(f"documents {tally.documents}")
    for form in FORMS:
        print(
            f"{form:<9} annotated {tally.annotated[form]:>5}, found {tally.predicted[form]:>5}: "
            f"precision {tally.precision(form):.3f} recall {tally.recall(form):.3f} "
            f"F1 {tally.f1(form):.3f}"
        )
    print(f"source right given the cue {ratio(tally.sources, tally.cues):.3f} of {tally.cues}")
    if asked.verbose:
        for kind, n in tally.misses.most_common():
            print(f"  missed {n:>4}: {kind}")
        if asked.half == "read":
            print("\n".join(tally.errors[:WORST]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
