"""Whether a person of a report is spoken of as "she" or "he", as far as words beside the name tell:
titles, offices, kin, and given names that one gender bears nearly always."""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

from crisisdesk.reading.page import Page
from crisisdesk.terms.files import load_yaml, shipped

Gender = Literal["female", "male"]
PRONOUNS: dict[str, Gender] = {
    **dict.fromkeys(("she", "her", "hers"), "female"),
    **dict.fromkeys(("he", "him", "his"), "male"),
}


class Signs(Struct, frozen=True):
    """Words beside a name, and given names, of one gender."""

    words: list[str]
    names: list[str]


class GenderFile(Struct, frozen=True):
    """The vocabulary file ``gender.yaml``."""

    female: Signs
    male: Signs


@cache
def _signs() -> tuple[dict[str, Gender], dict[str, Gender]]:
    """What words tell, and what given names tell. Raises TermsError for a broken file."""
    file = load_yaml(shipped("gender.yaml"), GenderFile)
    words: dict[str, Gender] = {w: "female" for w in file.female.words}
    words |= {w: "male" for w in file.male.words}
    names: dict[str, Gender] = {n: "female" for n in file.female.names}
    names |= {n: "male" for n in file.male.names}
    return words, names


def gender_of(name: str, beside: str = "") -> Gender | None:
    """The gender that a full name, and words beside it ("spokeswoman", "Mr."), tell; None where
    they tell nothing. Words go before names."""
    words, names = _signs()
    for word in beside.casefold().split():
        if word.strip(",") in words:
            return words[word.strip(",")]
    given = name.casefold().split()[:-1]
    return next((names[part] for part in given if part in names), None)


def genders(page: Page) -> dict[str, Gender]:
    """The gender of each person whom a page names, by full name, where any mention tells it."""
    known: dict[str, Gender] = {}
    for mention in page.mentions:
        name = mention.actors[0].name if mention.how == "person" and mention.actors else None
        if name is None or name in known:
            continue
        doc = page.parts[mention.part].doc
        title = doc[max(0, mention.first - 1) : mention.last].text
        told = gender_of(name, f"{title} {mention.actors[0].role or ''}")
        if told is not None:
            known[name] = told
    return known
