"""The crisis tree: strike or not, the partner's choice, mediation, talks, with odds that add up.

Each node's probability is given the nodes above it; siblings shut each other out and sum to 1.
The partner chooses only once the target is struck. Mediation is likelier after serious clashes
than without violence (ICB): the two branches are set apart by that contrast so that together
they give the forecast for mediation. Talks are taken as independent of the rest: the record does
not say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from crisisdesk.odds.naming import name_of
from crisisdesk.odds.rates import clip, contrast, expit, logit
from crisisdesk.terms.records import Crisis, Forecast, HelpKind

Step = Literal["strike", "help", "mediation", "talks"]
HALVINGS = 60
HELPS: tuple[HelpKind, ...] = ("direct", "arms", "diplomatic")
HELP_LABELS = {
    "direct": "{who} joins with force",
    "arms": "{who} gives arms or advisers",
    "diplomatic": "{who} gives diplomatic support alone",
    "none": "{who} does nothing of note",
}


class Node(Struct, frozen=True):
    """One thing that may come. ``probability`` (0..1) is given the nodes above, ``path`` that of
    the whole way from the root. ``outcome`` is yes, no, or the kind of help."""

    step: Step
    outcome: str
    label: str
    probability: float
    path: float
    actors: tuple[str, ...] = ()
    branches: tuple[Node, ...] = ()


class Tree(Struct, frozen=True):
    """The branches from today, over one horizon; ``target`` is whose crisis it is."""

    target: str
    horizon_days: int
    branches: tuple[Node, ...]

    def leaves(self) -> Iterator[Node]:
        """The nodes without branches; their paths sum to 1."""
        return _leaves(self.branches)


def _leaves(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.branches:
            yield from _leaves(node.branches)
        else:
            yield node


class _Step(Struct, frozen=True):
    """A choice before it stands in a tree: exclusive outcomes with label and probability."""

    step: Step
    outcomes: tuple[tuple[str, str, float], ...]
    actors: tuple[str, ...] = ()


def crisis_tree(crisis: Crisis, forecasts: Sequence[Forecast]) -> Tree | None:
    """The tree of a crisis from its forecasts; None where nobody is threatened or no forecast
    speaks of a strike. A step without a forecast is left out."""
    strikes = [f for f in forecasts if f.question.kind == "strike" and _aims(f, crisis)]
    if crisis.target is None or not strikes:
        return None
    top = max(strikes, key=lambda f: f.probability)
    # the same rule as for help: as likely as the likeliest striker, they do not act independently
    struck = top.probability
    actors = tuple(dict.fromkeys(a for f in strikes for a in f.question.actors))
    who, whom = " or ".join(map(name_of, actors)), name_of(crisis.target.actor)
    first = _Step(
        "strike",
        (
            ("yes", f"{who} strikes {whom}", struck),
            ("no", f"no strike on {whom}", 1.0 - struck),
        ),
        actors,
    )
    mediated = _mediation(forecasts, struck)
    talks = _yes_no("talks", forecasts, "the two sides negotiate", "no talks of the two sides")
    helped = _help(crisis, forecasts)
    after = {
        "yes": [step for step in (helped, mediated.get("yes"), talks) if step],
        "no": [step for step in (mediated.get("no"), talks) if step],
    }
    nodes = tuple(
        _node(first, outcome, label, p, 1.0, after[outcome]) for outcome, label, p in first.outcomes
    )
    return Tree(crisis.target.actor, top.question.horizon_days, nodes)


def _aims(forecast: Forecast, crisis: Crisis) -> bool:
    return crisis.target is not None and forecast.question.target == crisis.target.actor


def _node(
    step: _Step, outcome: str, label: str, p: float, above: float, rest: Sequence[_Step]
) -> Node:
    path = above * p
    branches: tuple[Node, ...] = ()
    if rest:
        following = rest[0]
        branches = tuple(_node(following, *choice, path, rest[1:]) for choice in following.outcomes)
    return Node(step.step, outcome, label, p, path, step.actors, branches)


def _help(crisis: Crisis, forecasts: Sequence[Forecast]) -> _Step | None:
    """The first partner's choice once the target is struck; what is left over is doing nothing."""
    if not crisis.partners_of_target:
        return None
    partner = crisis.partners_of_target[0].actor
    odds = {
        f.question.help: f.probability
        for f in forecasts
        if f.question.kind == "intervention" and f.question.actors == (partner,)
    }
    known = [(kind, odds[kind]) for kind in HELPS if kind in odds]
    if not known:
        return None
    # three classes, each with its own prior, may together pass 1: then all give way alike
    total = max(1.0, sum(p for _, p in known))
    shares = [(str(kind), p / total) for kind, p in known]
    shares.append(("none", max(0.0, 1.0 - sum(p for _, p in shares))))
    name = name_of(partner)
    outcomes = tuple((kind, HELP_LABELS[kind].format(who=name), p) for kind, p in shares)
    return _Step("help", outcomes, (partner,))


def _yes_no(step: Step, forecasts: Sequence[Forecast], yes: str, no: str) -> _Step | None:
    p = next((f.probability for f in forecasts if f.question.kind == step), None)
    return None if p is None else _Step(step, (("yes", yes, p), ("no", no, 1.0 - p)))


def _mediation(forecasts: Sequence[Forecast], struck: float) -> dict[str, _Step]:
    """Mediation after a strike and without one, mixing to the forecast for the crisis."""
    found = [f for f in forecasts if f.question.kind == "mediation" and not f.question.actors]
    if not found:
        return {}
    gap = contrast("mediated/serious-clashes", "mediated") - contrast(
        "mediated/no-violence", "mediated"
    )
    calm = split(found[0].probability, struck, gap)
    odds = {"yes": expit(logit(clip(calm)) + gap), "no": calm}
    return {
        branch: _Step(
            "mediation",
            (("yes", "somebody mediates", p), ("no", "nobody mediates", 1.0 - p)),
        )
        for branch, p in odds.items()
    }


def split(whole: float, share: float, gap: float) -> float:
    """The probability in the calm branch, so that ``share`` of a branch that lies ``gap`` higher
    in log-odds and the rest of the calm one mix to ``whole`` (all 0..1), by bisection."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        mixed = share * expit(logit(clip(middle)) + gap) + (1 - share) * middle
        low, high = (middle, high) if mixed < whole else (low, middle)
    return (low + high) / 2
