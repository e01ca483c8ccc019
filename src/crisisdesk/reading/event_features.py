"""What speaks for an event being one that a careful reader would list: features for `weights`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crisisdesk.reading.opponents import Pending, codes_of
from crisisdesk.reading.page import Page
from crisisdesk.terms.plover import quad_of
from crisisdesk.terms.records import Event


@dataclass(frozen=True)
class Chances:
    """How likely each actor, by code, is the source and the target."""

    source: Mapping[str, float]
    target: Mapping[str, float]


def event_features(
    page: Page, item: Pending, whole: Event | None, told: Event, chances: Chances
) -> Iterator[str]:
    """Of an event ``told`` by a word; ``whole`` is the event as the rules tell it, if they do."""
    yield from _word(page, item)
    yield from _by_rules(item.event, whole)
    yield from _sides(item, told, chances)


def _word(page: Page, item: Pending) -> list[str]:
    """Of the word that tells it, whoever its sides are."""
    event, token, group = item.event, item.token, item.trigger.group
    return [
        f"aside:{item.aside:d}",
        f"word:{item.trigger.kind}",
        f"aside{item.aside:d}{item.trigger.kind}",
        f"aside{item.aside:d}{event.type}",
        f"type:{event.type}",
        f"quad:{quad_of(event.type)}",
        f"dep:{token.dep_.split(':')[0]}",
        f"tag:{token.tag_}",
        f"lemma:{token.lemma_.lower()}",
        f"modality:{event.modality}",
        f"{event.type}{event.modality}",
        f"mode:{event.mode}",
        f"code:{event.cameo}",
        f"weak:{group.weak:d}",
        f"passive:{any('pass' in child.dep_ for child in token.children):d}",
        f"used:{min(3, len(item.trigger.used))}",
        f"part:{item.part.passage.kind}",
        f"at:{min(4, item.part.index)}",
        f"statement:{event.statement is not None:d}",
        f"quoted:{page.quote_over(event.trigger.start, event.trigger.end) is not None:d}",
        f"dated:{event.date is not None:d}",
        f"depth:{min(5, sum(1 for _ in token.ancestors))}",
        f"known:{bool(event.source):d}{bool(event.target):d}",
        f"score:{event.score:.1f}",
        f"closed:{item.own.closed:d}",
        f"answered:{item.own.answered is not None:d}",
        *_noun(item),
    ]


def _by_rules(own: Event, whole: Event | None) -> Iterator[str]:
    """What the rules make of it."""
    yield f"whole:{whole is not None:d}"
    if whole is not None:
        yield f"filled:{whole.score:.1f}"
        source, target = codes_of(whole.source), codes_of(whole.target)
        yield f"fill{source != codes_of(own.source):d}{target != codes_of(own.target):d}"


def _sides(item: Pending, told: Event, chances: Chances) -> Iterator[str]:
    """How likely its sides are, and whether the clause gives them."""
    source, target = codes_of(told.source), codes_of(told.target)
    one = min((chances.source.get(code, 0.0) for code in source), default=0.0)
    two = min((chances.target.get(code, 0.0) for code in target), default=0.0)
    own = item.event
    agree = f"{source == codes_of(own.source):d}{target == codes_of(own.target):d}"
    yield f"source:{_fifth(one)}"
    yield f"target:{_fifth(two)}"
    yield f"both:{_fifth(one)}{_fifth(two)}"
    yield f"sides:{len(source)}{len(target)}"
    yield f"{told.type}sides:{len(source)}{len(target)}"
    yield f"othersource:{_fifth(_best(chances.source, source))}"
    yield f"othertarget:{_fifth(_best(chances.target, source | target))}"
    yield f"agree:{agree}"
    yield f"aside{item.aside:d}agree:{agree}"


def _best(chances: Mapping[str, float], apart: set[str]) -> float:
    return max((chance for code, chance in chances.items() if code not in apart), default=0.0)


def _fifth(chance: float) -> int:
    return int(5 * chance)


def _noun(item: Pending) -> Iterator[str]:
    token = item.token
    if token.pos_ != "NOUN":
        return
    words = {child.lower_ for child in token.children if child.dep_ == "det"}
    article = next((word for word in ("the", "a", "an", "no") if word in words), None)
    yield f"article:{article or ('other' if words else 'none')}"
    yield f"plural:{token.tag_ == 'NNS':d}"
