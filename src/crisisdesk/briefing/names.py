"""What to call actors: codes become the names that people use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crisisdesk.briefing.plain import plain
from crisisdesk.briefing.words import words
from crisisdesk.terms.gazetteer import load_gazetteer
from crisisdesk.terms.records import Actor

NOBODY = "an unnamed actor"


class Names:
    """Names by code. A code without a name stands for itself."""

    def __init__(self, by_code: Mapping[str, str] | None = None) -> None:
        self._by_code = by_code if by_code is not None else load_gazetteer().names

    def of(self, code: str | None) -> str:
        """The name of a state, organisation or group: ``United States``."""
        return self._by_code.get(code, code) if code else NOBODY

    def the(self, code: str | None) -> str:
        """The name as it stands in a sentence: ``the United States``."""
        name = self.of(code)
        article = words().article
        takes = name.startswith(article.begins) or bool(set(name.split()) & set(article.holds))
        return f"the {name}" if takes else name

    def all_of(self, codes: Iterable[str | None]) -> tuple[str, ...]:
        """`the` for each, each name once."""
        return tuple(dict.fromkeys(self.the(code) for code in codes))

    def actor(self, actor: Actor) -> str:
        """Who acts in an event, as it stands in a sentence: the country or body acted for, else
        the name in the text."""
        return self.the(actor.code) if actor.code else plain(actor.name or actor.role) or NOBODY

    def speaker(self, actor: Actor | None) -> str:
        """Who speaks: the person with role and country, as far as they are known."""
        if actor is None:
            return "Speaker not named"
        name = plain(actor.name)
        role = plain(actor.role)
        country = self.of(actor.code) if actor.code else ""
        head = name or country or role or "Speaker not named"
        rest = [role if head != role else "", plain(actor.affiliation)]
        rest.append(country if head != country and country not in " ".join(rest) else "")
        return ", ".join([head, *(part for part in rest if part)])
