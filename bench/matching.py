"""When does a predicted record tell what an annotation tells? The rules of ``bench.reading``.

- A *quote* is matched by its exact words, its form and its speaker; *indirect* speech by its
  speaker and at least a third of the content words of its gist. Speakers agree by surname, or by
  country where the speaker has no name.
- An *event* is matched by its type and the sets of its sources' and targets' codes, one to one. A
  gold list of targets may be covered by several predicted events. An AGREE has no direction.
- A *date* is matched by its ISO prefix: the same days, and the same precision.
- *Tuples* are events of every modality: precision is of all that the reading tells, so one told
  twice counts against it once; recall is of all that is annotated.
- *False events* were recorded as happened and match no gold event, or one that did not happen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from crisisdesk.terms.records import Date, Event, Linkage, Question, Span, Statement, Tie

Gold = dict[str, Any]
"""One annotation as it stands in its file; the keys are explained in bench/gold/README.md."""

HAPPENED = ("happened", "stated")
_EMPTY = (
    "a an the of to in on at by for from with and or but that this it its is are was were be been "
    "has have had would could should will may might not no if as his her their our any than s t u"
)
STOP = frozenset(_EMPTY.split())


def content_words(text: str) -> set[str]:
    """The words that carry the matter, folded to lower case and their first six letters."""
    return {word[:6] for word in re.findall(r"\w+", text.casefold()) if word not in STOP}


def name_tokens(name: str) -> list[str]:
    """A name's words without titles and suffixes: ``Ferdinand Marcos Jr.`` -> two."""
    drop = {"jr", "sr", "dr", "prof", "gen", "general", "col", "colonel", "ret"}
    return [token for token in re.findall(r"[\w-]+", name.casefold()) if token not in drop]


def same_name(one: str | None, other: str | None) -> bool:
    """Do two names agree by surname, or is one all contained in the other?"""
    first, second = name_tokens(one or ""), name_tokens(other or "")
    if not first or not second:
        return False
    return first[-1] == second[-1] or set(first) <= set(second) or set(second) <= set(first)


def same_text(one: str, other: str) -> bool:
    """Equal but for white space (a page may break a line where the annotation does not)."""
    return " ".join(one.split()) == " ".join(other.split())


def places(phrase: str, text: str) -> list[tuple[int, int]]:
    """Where a phrase stands in a text, whatever the white space between its words."""
    pattern = r"\s+".join(map(re.escape, phrase.split()))
    return [match.span() for match in re.finditer(pattern, text)]


def overlaps(span: Span, stretches: Iterable[tuple[int, int]]) -> bool:
    """Does a span share a character with one of the stretches?"""
    return any(span.start < end and start < span.end for start, end in stretches)


def as_list(value: Any) -> list[Any]:
    """A gold value that may be absent, one or many."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def same_date(gold: Any, found: Date | None) -> bool:
    """The same ISO prefix, or no date on either side."""
    return (None if gold is None else str(gold)) == (found.value if found else None)


def pair_off(
    wanted: Sequence[Any], found: Sequence[Any], fit: Callable[[Any, Any], float]
) -> dict[int, int]:
    """Pairs wanted with found, best fit first, each at most once; a fit of 0 is no match."""
    fits = [(fit(w, f), i, j) for i, w in enumerate(wanted) for j, f in enumerate(found)]
    pairs: dict[int, int] = {}
    for value, i, j in sorted(fits, key=lambda x: (-x[0], x[1], x[2])):
        if value > 0 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def speaks(gold: Gold, found: Statement, people: Sequence[str]) -> bool:
    """Is this the right speaker? One without a name is known by the side spoken for."""
    speaker = found.speaker
    if speaker is None:
        return False
    if "actor" not in gold:
        return same_name(gold["speaker"], speaker.name)
    person = any(same_name(speaker.name, name) for name in people)
    return speaker.code == gold["actor"] and not person


def statement_fit(gold: Gold, found: Statement, people: Sequence[str]) -> float:
    """How well a statement fits an annotated one: 0 is not at all."""
    if found.form != gold["form"] or not speaks(gold, found, people):
        return 0.0
    if gold["form"] != "indirect":
        return 1.0 if same_text(gold["quote"], found.words) else 0.0
    about = set(gold.get("about", ()))
    if about and found.about and not about & set(found.about):
        return 0.0
    matter = content_words(gold["gist"])
    share = len(matter & content_words(found.words)) / max(1, len(matter))
    return share if share >= 1 / 3 else 0.0


def via_fits(gold: Gold, found: Statement) -> bool:
    """Is the outlet through which the words came in the statement's chain?"""
    return any(same_name(gold.get("via"), outlet) for outlet in found.via)


def codes(actors: Iterable[Any]) -> frozenset[str]:
    """The codes of actors that have one."""
    return frozenset(actor.code for actor in actors if actor.code)


def parties_of(gold: Gold) -> frozenset[str]:
    """Every code that the annotation's events name."""
    events = gold.get("events", [])
    return frozenset(c for e in events for c in as_list(e["source"]) + as_list(e["target"]))


def side_fits(gold: Any, found: frozenset[str], parties: frozenset[str]) -> bool:
    """Is one side of an event right? A side that the text leaves open takes no named party."""
    if gold is None:
        return not found & parties
    return found == frozenset(as_list(gold))


def event_fit(gold: Gold, found: Event, parties: frozenset[str]) -> float:
    """0, or 1 and a little more for each of date, modality and mode that agrees too."""
    source, target = codes(found.source), codes(found.target)
    fits = side_fits(gold["source"], source, parties) and side_fits(gold["target"], target, parties)
    if gold["type"] == "AGREE" and not fits:
        fits = source | target == frozenset(as_list(gold["source"]) + as_list(gold["target"]))
    if gold["type"] != found.type or not fits:
        return 0.0
    dated = 0.3 if same_date(gold.get("date"), found.date) else 0.0
    modal = 0.4 if gold["modality"] == found.modality else 0.0
    moded = 0.1 if gold.get("mode") in (None, found.mode) else 0.0
    wanted = 0.0 if gold.get("optional") else 0.05
    return 1.0 + dated + modal + moded + wanted


def covering(gold: Gold, found: Sequence[Event], taken: set[int]) -> list[int]:
    """Free predicted events that together cover a gold list of targets, or none of them."""
    targets = frozenset(as_list(gold["target"]))
    if len(targets) < 2:
        return []
    source = frozenset(as_list(gold["source"]))
    parts = [
        j
        for j, f in enumerate(found)
        if j not in taken
        and f.type == gold["type"]
        and codes(f.source) == source
        and f.modality == gold["modality"]
        and frozenset() < codes(f.target) < targets
    ]
    covered = frozenset().union(*(codes(found[j].target) for j in parts))
    return parts if covered == targets else []


def match_events(gold: Gold, found: Sequence[Event]) -> dict[int, list[int]]:
    """Each gold event with the predicted ones that tell it (several only to cover a list)."""
    wanted, parties = gold.get("events", []), parties_of(gold)
    pairs = pair_off(wanted, found, lambda w, f: event_fit(w, f, parties))
    matched = {i: [j] for i, j in pairs.items()}
    taken = set(pairs.values())
    for i, event in enumerate(wanted):
        parts = [] if i in matched else covering(event, found, taken)
        if parts:
            matched[i] = parts
            taken.update(parts)
    return matched


def false_events(gold: Gold, found: Sequence[Event], matched: dict[int, list[int]]) -> list[int]:
    """Events recorded as happened that no gold event tells, or only one that did not happen."""
    wanted = gold.get("events", [])
    real = {j for i, js in matched.items() if wanted[i]["modality"] in HAPPENED for j in js}
    return [j for j, f in enumerate(found) if f.modality == "happened" and j not in real]


def tuples(gold: Gold, found: Sequence[Event], modal: bool) -> tuple[int, int, int, int]:
    """Of the tuples (source, type, target) that the reading tells in any modality, how many are
    right and how many there are; of the annotated ones, how many are found and how many there are.
    ``modal`` asks for the modality too. What is optional counts on neither side."""
    wanted, matched = gold.get("events", []), match_events(gold, found)
    right = {
        i: js
        for i, js in matched.items()
        if not modal or all(found[j].modality == wanted[i]["modality"] for j in js)
    }
    asked = {i for i, w in enumerate(wanted) if not w.get("optional")}
    spared = {j for i, js in matched.items() if i not in asked for j in js}
    hits = {j for i, js in right.items() if i in asked for j in js}
    return len(hits), len(found) - len(spared), len(asked & right.keys()), len(asked)


def repeats(gold: Gold, found: Sequence[Event], false: Sequence[int]) -> list[int]:
    """Those of the false events that tell over again one which the record already has."""
    real = [w for w in gold.get("events", []) if w["modality"] in HAPPENED]
    parties = parties_of(gold)
    return [j for j in false if any(event_fit(w, found[j], parties) for w in real)]


def tie_fits(gold: Gold, found: Tie) -> bool:
    """The same kind of tie between the same actors, the right way round."""
    kind = gold["kind"].split(" against ")[0]
    if found.kind not in kind:
        return False
    if "to_actor" in gold:
        return found.between == (gold["from_actor"], gold["to_actor"])
    holder = found.holder == gold["from_actor"] if "from_actor" in gold else True
    return holder and set(found.between) == set(gold["between"])


def tie_details(gold: Gold, found: Tie | None) -> Iterator[tuple[str, bool]]:
    """What else the annotation says of a tie, and whether the reading says it too."""
    start = found.valid_from if found else None
    for key in ("from", "date"):
        if key in gold:
            yield f"{key} {gold[key]}", same_date(gold[key], start)
    for key, value in (("replaces", found and found.replaces), ("item", found and found.item)):
        if key in gold:
            yield f"{key} {gold[key]}", bool(content_words(gold[key]) & content_words(value or ""))
    if " against " in gold["kind"]:
        yield gold["kind"], found is not None and found.against == gold["kind"].split()[-1]
    for kind, stated in gold.get("obligations", {}).items():
        duties = found.obligations if found else ()
        yield f"{kind} {stated}", any(o.kind == kind and o.stated == stated for o in duties)


def linkage_fit(gold: Gold, found: Linkage) -> float:
    """A linkage is right if its issue is, and it joins at least two of the same parties."""
    issue = content_words(gold["issue"]) & content_words(found.issue)
    shared = set(gold["joins"]) & set(found.joins)
    return float(len(shared)) if issue and len(shared) >= 2 else 0.0


def question_parties(gold: Gold, found: Question) -> bool:
    """Do the parties of a question agree: who would act, on whom, for whom, between whom?"""
    return (
        set(as_list(gold.get("actor"))) == set(found.actors)
        and gold.get("target") == found.target
        and gold.get("for") == found.beneficiary
        and set(as_list(gold.get("between"))) == set(found.between)
    )
