"""Who is who in a report: names with their roles, from the text and from the leaders that day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crisisdesk.reading.names import Name, looks_like_body, person_runs
from crisisdesk.reading.page import Mention, Part
from crisisdesk.terms.folding import fold
from crisisdesk.terms.leaders import Holder, Leaders
from crisisdesk.terms.records import Actor
from crisisdesk.terms.sectors import sector_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_EXPERT_WORDS = frozenset(
    "analyst expert professor researcher scholar fellow scientist economist historian academic "
    "lecturer specialist commentator strategist observer director".split()
)
_AFFILIATION_PREPOSITIONS = frozenset({"from", "of", "at", "with", "for"})
_ROLE_LINKS = frozenset("compound flat appos nmod amod nmod:poss nmod:desc".split())


@dataclass
class Registry:
    """The people of one report, by surname and by full name, as they come up."""

    by_surname: dict[str, Actor] = field(default_factory=dict)

    def remember(self, actor: Actor) -> None:
        """Keep an actor for later mentions by surname."""
        if actor.name:
            self.by_surname[fold(actor.name.split()[-1])] = actor
            self.by_surname[fold(actor.name)] = actor

    def recall(self, name: str) -> Actor | None:
        """Who was called that before in this report, if anybody."""
        return self.by_surname.get(fold(name)) or self.by_surname.get(fold(name.split()[-1]))


@dataclass(frozen=True)
class Context:
    """What telling people apart needs: the leaders, the day, and the states named in each part."""

    leaders: Leaders
    day: str | None
    registry: Registry


def people_in(part: Part, names: list[Name], context: Context) -> list[Mention]:
    """Mentions of people in a part, in order. Learns new names as it goes."""
    found = []
    for first, last in _runs_with_leaders(part, names, context.leaders):
        first = _after_titles(part, first, last, context)
        first = _after_month(part, first, last)
        # The parse took the auxiliary into the name, so its clause knows them as one: what is
        # mentioned stays the whole, who it is goes by the name alone.
        actor = _person(part, _after_auxiliary(part, first, last, context), last, names, context)
        if actor is None:
            continue
        context.registry.remember(actor)
        head = _head(part, first, last)
        found.append(Mention(part.index, first, last, head, (actor,), "person"))
    return found


def _runs_with_leaders(part: Part, names: list[Name], leaders: Leaders) -> list[tuple[int, int]]:
    """Capitalised runs, and the leaders known by their names however the tagger took these, in
    text order."""
    known = [n for n in names if any(e.kind == "person" for e in n.entries)]
    others = [n for n in names if n not in known]
    runs = list(person_runs(part, others))
    inside = {
        (n.first, n.last) for n in known if not any(a <= n.first and n.last <= b for a, b in runs)
    }
    taken = {i for a, b in [*runs, *inside] for i in range(a, b)}
    taken |= {i for n in others for i in range(n.first, n.last)}
    taken |= {i for a, b in [*runs, *inside] for i in range(a, b)}
    small = [
        (t.i, t.i + 1)
        for t in part.doc[1:]
        if t.is_lower and t.i not in taken and _small_after_title(t, leaders)
    ]
    return sorted({*runs, *inside, *_full_names(part, leaders, taken), *small})


def _small_after_title(token: Token, leaders: Leaders) -> bool:
    """ "President obama": a leader's surname without its capital."""
    title = token.nbor(-1)
    titled = title.text.istitle() and title.lower_.rstrip(".") in _TITLES and len(token) > 3
    return titled and bool(leaders.named(token.text, None))


def _full_names(part: Part, leaders: Leaders, taken: set[int]) -> list[tuple[int, int]]:
    """Two or three capitalised words outside ``taken`` that are a leader's full name."""
    found: list[tuple[int, int]] = []
    free = [t.text[:1].isupper() and t.i not in taken for t in part.doc]
    for first in range(len(free) - 1):
        for last in (first + 3, first + 2):
            # Few words have a capital; only for those is the name itself looked up.
            all_free = last <= len(free) and all(free[first:last])
            if all_free and leaders.is_full_name(part.doc[first:last].text):
                found.append((first, last))
                free[first:last] = [False] * (last - first)
                break
    return found


def _after_titles(part: Part, first: int, last: int, context: Context) -> int:
    """Where the name itself begins: after the last title in a run of capitals."""
    titles = [i for i in range(first, last - 1) if _is_title(part.doc[i], context)]
    return titles[-1] + 1 if titles else first


# What opens a question and may be taken for a given name.
_AUXILIARIES = frozenset("will may can could would should might must shall do does did".split())


def _after_auxiliary(part: Part, first: int, last: int, context: Context) -> int:
    """ "Will Trump strike?" asks about Trump; Will Smith and Theresa May are people."""
    opens = part.doc[first].is_sent_start and part.doc[first].lower_ in _AUXILIARIES
    if last - first < 2 or not opens or context.leaders.is_full_name(_joined(part, first, last)):
        return first
    name = _joined(part, first + 1, last)
    known = context.leaders.named(name, context.day) or context.registry.recall(name)
    return first + 1 if known else first


_MONTHS = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)


def _after_month(part: Part, first: int, last: int) -> int:
    """ "In January Vladimir Putin went" tells of Putin; April Glaspie keeps her name."""
    before = part.doc[first - 1].lower_ if first else ""
    dated = before in _BEFORE_MONTHS or before[:1].isdigit()
    return first + 1 if last - first > 2 and dated and part.doc[first].lower_ in _MONTHS else first


_BEFORE_MONTHS = frozenset(
    "in on since by until till of last this next early late mid from".split()
)


def _is_title(token: Token, context: Context) -> bool:
    word = token.lower_.rstrip(".")
    return (
        word in _TITLES
        or context.leaders.office_word(word) is not None
        or (sector_of(token.lemma_.lower()) is not None)
    )


_TITLES = frozenset(
    "mr mrs ms dr sir lord lady gen lt col maj capt adm sgt rep sen gov prof president premier pm "
    "king queen prince princess sheikh sultan emir crown pope ayatollah minister chancellor "
    "secretary ambassador general admiral colonel foreign prime vice deputy defence defense former "
    "acting interim chief spokesman spokeswoman spokesperson state major brigadier air marshal "
    "senior presidents ministers first lieutenant commander speaker special envoy imam mullah "
    "representative senator governor justice judge".split()
)


def _person(part: Part, first: int, last: int, names: list[Name], context: Context) -> Actor | None:
    words = [token.text for token in part.doc[first:last]]
    if len(words) == 1 and words[0].lower() in _MONTHS:
        return None
    name = _joined(part, first, last)
    known = context.registry.recall(name) if len(words) <= 2 or _seen(name, context) else None
    role, code, affiliation = _role(part, first, last, names, context)
    holders = _holders(name, words, code, context)
    if known and (not holders or known.name != holders[0].name):
        return _same(known, name)
    if holders:
        return _from_holder(holders[0], role, context)
    if looks_like_body(words) or (len(words) < 2 and role is None):
        return None
    if role is None and not _named_by_parser(part, first, last):
        return None
    return Actor(code, _sector(role, code), name, role, affiliation)


def _seen(name: str, context: Context) -> bool:
    return fold(name) in context.registry.by_surname


def _same(known: Actor, name: str) -> Actor:
    """A shared surname with another first name is another person."""
    given = fold(name).split()[:-1]
    if given and known.name and fold(known.name).split()[:-1] not in (given, []):
        overlap = set(given) & set(fold(known.name).split())
        if not overlap:
            return Actor(known.code, known.sector, name, None, None)
    return known


def _holders(name: str, words: list[str], code: str | None, context: Context) -> tuple[Holder, ...]:
    """A full name decides; a bare surname must fit the country, where the text gives one."""
    holders = context.leaders.named(name, context.day)
    if len(words) == 1 and code is not None:
        return tuple(h for h in holders if h.code == code)
    return holders


def _from_holder(holder: Holder, role: str | None, context: Context) -> Actor:
    serving = context.day is None or holder.in_office(context.day)
    title = holder.title if serving else f"former {holder.title}"
    return Actor(holder.code, _led(role) or holder.sector, holder.name, role or title)


def _joined(part: Part, first: int, last: int) -> str:
    return part.doc[first:last].text.replace("’s", "").strip()


def _head(part: Part, first: int, last: int) -> int:
    for token in part.doc[first:last]:
        if not first <= token.head.i < last or token.head == token:
            return int(token.i)
    return last - 1


def _named_by_parser(part: Part, first: int, last: int) -> bool:
    """Whether the parse takes a run of capitals for a person: the entity recogniser does, or it
    stands after "like", or it does what people do."""
    run = part.doc[first:last]
    if sum(token.ent_type_ == "PERSON" for token in run) * 2 >= len(run):
        return True
    if part.passage.kind != "body" or len(run) > 4:
        return False
    if first > 0 and part.doc[first - 1].lower_ == "like" and _noun_before(part, first):
        return True
    head = part.doc[_head(part, first, last)]
    return head.dep_.startswith("nsubj") and head.head.lemma_.lower() in _PEOPLE_DO


def _noun_before(part: Part, first: int) -> bool:
    """ "Analysts like X": what X is an example of is a kind of people."""
    before = part.doc[first - 2] if first > 1 else None
    return before is not None and sector_of(before.lemma_.lower()) is not None


_PEOPLE_DO = frozenset(
    "say tell argue note add warn write believe think insist declare state claim suggest explain "
    "caution acknowledge recall meet resign visit point see expect reckon doubt predict "
    "call".split()
)


def _sector(role: str | None, code: str | None) -> str | None:
    if led := _led(role):
        return led
    for word in reversed((role or "").lower().split()):
        sector = sector_of(word)
        if sector:
            return sector
    return None


# A leader, chief or spokesman is of the part of society that is led or spoken for.
_LEADS = frozenset(
    "leader chief head commander deputy official spokesman spokeswoman spokesperson boss member "
    "figure representative chairman chairwoman".split()
)


def _led(role: str | None) -> str | None:
    """The sector of what a role leads, where that is no government: "opposition leader"."""
    words = (role or "").lower().split()
    if not words or words[-1] not in _LEADS:
        return None
    found = [sector for word in words[:-1] if (sector := sector_of(word)) not in (None, "GOV")]
    return found[-1] if found else None


def _role(
    part: Part, first: int, last: int, names: list[Name], context: Context
) -> tuple[str | None, str | None, str | None]:
    """Role, country code and affiliation that the words around a name give it."""
    before = _words_before(part, first, names, context)
    after = _words_after(part, last, names)
    role, code = before or (None, None)
    if after:
        role = role or after[0]
        code = code or after[1]
    affiliation, home = _affiliation(part, last, names)
    return role, code or home, affiliation


def _words_before(
    part: Part, first: int, names: list[Name], context: Context
) -> tuple[str | None, str | None] | None:
    """ "Russian Deputy Foreign Minister |X", "Kremlin spokesperson |X", "aide |X"."""
    start, code = first, None
    while start > 0 and first - start < 9:
        token = part.doc[start - 1]
        name = _name_ending(names, start)
        if name is not None:
            code = code or _state_of(name)
            start = name.first
            continue
        if token.lower_ in ("'s", "’s", "-", "for", "like") or _role_word(token, context):
            start -= 1
            continue
        break
    words = [t.text for t in part.doc[start:first] if t.text not in ("'s", "’s", "-", "like")]
    text = _one_of(" ".join(words).strip())
    has_role = any(_role_word(t, context) for t in part.doc[start:first])
    return (text, code) if has_role and text else ((None, code) if code and start < first else None)


def _one_of(role: str) -> str:
    """The role of one of several: "Analysts like X" makes X an analyst."""
    *words, last = role.split() or [""]
    if last.endswith("s") and sector_of(last[:-1].lower()):
        last = last[:-1]
    return " ".join([*words, last])


def _role_word(token: Token, context: Context) -> bool:
    word = token.lower_.rstrip(".")
    return (
        word in _TITLES
        or sector_of(token.lemma_.lower()) is not None
        or context.leaders.office_word(word) is not None
    )


_APPOSITION_ENDS = frozenset({",", ")", "—", "–", ";", "."})


def _words_after(part: Part, last: int, names: list[Name]) -> tuple[str | None, str | None] | None:
    """ "X, a professor at ...", "X, Iran's foreign minister,"."""
    doc = part.doc
    if last >= len(doc) or doc[last].text not in (",", "(", "—", "–"):
        return None
    end = last + 1
    while (
        end < len(doc) and end - last < 16 and doc[end].text not in (",", ")", "—", "–", ";", ".")
    ):
        if doc[end].pos_ in ("VERB", "AUX") and doc[end].tag_ in ("VBD", "VBZ", "VBP", "MD"):
            return None
        end += 1
    run = doc[last + 1 : end]
    head = next(
        (t for t in run if t.pos_ in ("NOUN", "PROPN") and sector_of(t.lemma_.lower())), None
    )
    if head is None or not len(run) or run[0].pos_ not in ("DET", "NOUN", "PROPN", "ADJ", "PRON"):
        return None
    code = next((_state_of(n) for n in names if last < n.first and n.last <= end), None)
    return _bare(run.text), code


def _bare(text: str) -> str:
    for article in ("a ", "an ", "the "):
        if text.lower().startswith(article):
            return text[len(article) :]
    return text


_NAME_LINKS = frozenset({"the", "of", "and", "for", "'s", "’s", "on"})


def _affiliation(part: Part, last: int, names: list[Name]) -> tuple[str | None, str | None]:
    """ "X from Russia's Financial University", "X of the Agency of ...": the body, its country."""
    doc = part.doc
    start = last
    if start < len(doc) and doc[start].text == ",":
        start = next(
            (
                i
                for i in range(start, min(start + 9, len(doc)))
                if doc[i].lower_ in ("at", "of", "with")
            ),
            start,
        )
    if start >= len(doc) or doc[start].lower_ not in _AFFILIATION_PREPOSITIONS:
        return None, None
    end = start + 1
    while end < len(doc) and (
        doc[end].text[:1].isupper()
        or doc[end].lower_ in ("the", "of", "and", "for", "'s", "’s", "on")
    ):
        end += 1
    while end > start + 1 and not doc[end - 1].text[:1].isupper():
        end -= 1
    run = doc[start + 1 : end]
    home = next((_state_of(n) for n in names if start < n.first and n.last <= end), None)
    words = [t.text for t in run]
    if not looks_like_body(words):
        return None, home if doc[start].lower_ == "from" else None
    owner = next((n for n in names if n.first == start + 1 and n.last < end), None)
    text_from = start + 1
    if owner is not None and doc[owner.last].text in ("'s", "’s"):
        text_from = owner.last + 1
    return _bare(doc[text_from:end].text), home


def _name_ending(names: list[Name], end: int) -> Name | None:
    return next((n for n in names if n.last == end), None)


def _state_of(name: Name) -> str | None:
    for entry in name.entries:
        if entry.kind != "person":
            return entry.code
    return None
