# ruff: noqa: E501 (the reports are one line a paragraph, as reports are)
"""A made-up crisis between made-up countries: a full input of `build_brief`, built by hand."""

from __future__ import annotations

from msgspec.structs import replace

from crisisdesk.briefing.branches import Branch, Outlook
from crisisdesk.briefing.brief import Brief, build_brief
from crisisdesk.odds.tree import Node, Tree
from crisisdesk.terms.records import (
    Actor,
    Assessment,
    Crisis,
    Date,
    Driver,
    Event,
    Forecast,
    Linkage,
    Obligation,
    PastCase,
    Question,
    Reading,
    ReferenceClass,
    Report,
    Role,
    Span,
    Statement,
    Tie,
    record_id,
    report_id,
)

AS_OF = "2024-05-14"
NAMES = {
    "ARL": "Arland",
    "BOR": "Boravia",
    "CYR": "Cyrenia",
    "DOV": "United Dovanian Cantons",
    "ELM": "Elmark",
}

FIRST = """Will Cyrenia stand by Boravia as Arland masses troops?

Arland’s president, Ana Quill, warned on May 12, 2024 that “the border will answer” if Boravia keeps the mine. “We want no war. We want what is ours,” she said.

Cyrenia’s foreign minister Teo Marsh called Boravia “a friend of long standing” after signing a trade and defence pact in March 2023. While the pact obliges neither side to fight, Cyrenia has sold Boravia radar since 2019.

Military analyst Ida Fenn of the Coastal Institute doubts that Cyrenia would move: “Its army is small & its roads are <bad>.” Her colleague Olaf Brandt expects the opposite.

Would Arland strike before the rains? Dovania offered to host talks. Observers tie the quarrel to the grain tariffs.

Share this | Follow us
"""

SECOND = """Dovanian envoys met both sides in Port Hale on 13 May 2024, an official said. Arland massed troops at the border on 10 May 2024. Boravia has denied that it shelled an Arlandic post."""


def _report(text: str, **told: object) -> Report:
    return Report(id=report_id(text), text=text, **told)  # type: ignore[arg-type]


def sample_reports() -> tuple[Report, Report]:
    """The two reports: one undated with an outlet, one dated by its page."""
    furniture = FIRST.index("Share this")
    first = _report(
        FIRST,
        source="reports/first.txt",
        outlet="Harbour Post",
        title=FIRST.split("\n", 1)[0],
        published=Date("2024-05-12", "inferred"),
        furniture=(Span(report_id(FIRST), furniture, len(FIRST) - 1),),
    )
    second = _report(
        SECOND,
        source="reports/second.html",
        url="https://example.org/second",
        outlet="Inland Wire",
        title="Envoys meet in Port Hale",
        author="R. Loe",
        published=Date("2024-05-14", "metadata"),
        format="html",
    )
    return first, second


def at(report: Report, words: str) -> Span:
    """The span of ``words`` in a report; they must be there."""
    start = report.text.index(words)
    return Span(report.id, start, start + len(words))


def _said(report: Report, words: str, speaker: Actor | None, **more: object) -> Statement:
    span = at(report, words)
    form = more.pop("form", "direct")
    return Statement(
        id=record_id("s", span),
        form=form,  # type: ignore[arg-type]
        words=words,
        span=span,
        speaker=speaker,
        **more,  # type: ignore[arg-type]
    )


def _done(
    report: Report, type_: str, source: str, target: str, words: str, **more: object
) -> Event:
    span = at(report, words)
    return Event(
        id=record_id("e", span, type_),
        type=type_,
        source=(Actor(source),),
        target=tuple(Actor(code) for code in target.split()),
        modality=more.pop("modality", "happened"),  # type: ignore[arg-type]
        span=span,
        trigger=span,
        **more,  # type: ignore[arg-type]
    )


QUILL = Actor("ARL", "GOV", "Ana Quill", "president")
MARSH = Actor("CYR", "GOV", "Teo Marsh", "foreign minister")
FENN = Actor(None, "EDU", "Ida Fenn", "military analyst", "Coastal Institute")
BRANDT = Actor(None, None, "Olaf Brandt", "colleague")


def sample_readings() -> list[Reading]:
    """What a reader would take from the two reports."""
    one, two = sample_reports()
    doubts = _said(one, "Its army is small & its roads are <bad>.", FENN, expert=True)
    expects = _said(one, "Olaf Brandt expects the opposite", BRANDT, expert=True, form="indirect")
    pact = Tie(
        id="t-1",
        kind="partnership",
        between=("CYR", "BOR"),
        span=at(one, "signing a trade and defence pact in March 2023"),
        name="trade and defence pact",
        valid_from=Date("2023-03"),
        obligations=(
            Obligation("defense", False, at(one, "the pact obliges neither side to fight")),
        ),
    )
    radar = Tie(
        id="t-2",
        kind="arms supplier",
        between=("CYR", "BOR"),
        directed=True,
        item="radar",
        span=at(one, "Cyrenia has sold Boravia radar since 2019"),
        valid_from=Date("2019"),
    )
    cold = Tie(
        id="t-3",
        kind="strained",
        between=("ARL", "BOR"),
        span=at(one, "if Boravia keeps the mine"),
    )
    envoys = Tie(
        id="t-4",
        kind="go-between",
        between=("ARL", "BOR"),
        holder="DOV",
        span=at(two, "Dovanian envoys met both sides"),
    )
    first = Reading(
        report=one,
        statements=(
            _said(one, "the border will answer", QUILL, form="fragment", date=Date("2024-05-12")),
            _said(one, "We want no war. We want what is ours,", QUILL),
            _said(one, "a friend of long standing", MARSH, form="fragment", via=("Radio Cyr",)),
            doubts,
            expects,
        ),
        events=(
            _done(one, "THREATEN", "ARL", "BOR", "warned on May 12, 2024 that “the border will answer”",
                  date=Date("2024-05-12")),
            _done(one, "AGREE", "CYR", "BOR", "signing a trade and defence pact in March 2023",
                  date=Date("2023-03")),
            _done(one, "MOBILIZE", "ARL", "BOR", "Arland masses troops", date=Date("2024-05-10")),
            _done(one, "SUPPORT", "DOV", "ARL BOR", "Dovania offered to host talks", mode="mediate",
                  modality="offered"),
        ),
        ties=(pact, radar, cold),
        assessments=(
            Assessment(doubts.id, "CYR:resolve", -1, doubts.span),
            Assessment(expects.id, "CYR:resolve", 1, expects.span),
        ),
        linkages=(
            Linkage("grain tariffs", ("ARL", "BOR"), at(one, "tie the quarrel to the grain tariffs")),
        ),
        questions=(
            Question("intervention", ("CYR",), beneficiary="BOR",
                     text="Will Cyrenia stand by Boravia as Arland masses troops?",
                     span=at(one, "Will Cyrenia stand by Boravia as Arland masses troops?")),
            Question("strike", ("ARL",), target="BOR", text="Would Arland strike before the rains?",
                     span=at(one, "Would Arland strike before the rains?")),
        ),
    )  # fmt: skip
    second = Reading(
        report=two,
        statements=(
            _said(two, "Dovanian envoys met both sides in Port Hale on 13 May 2024", None,
                  form="indirect"),
        ),
        events=(
            _done(two, "CONSULT", "DOV", "ARL BOR", "Dovanian envoys met both sides in Port Hale",
                  mode="mediate", date=Date("2024-05-13"), place="Port Hale"),
            _done(two, "MOBILIZE", "ARL", "BOR", "Arland massed troops at the border",
                  date=Date("2024-05-10")),
            _done(two, "ASSAULT", "BOR", "ARL", "it shelled an Arlandic post", modality="denied"),
        ),
        ties=(envoys,),
    )  # fmt: skip
    return [first, second]


def sample_crisis() -> Crisis:
    """The parts that the readings add up to."""
    one, two = sample_reports()
    return Crisis(
        threateners=(Role("ARL", (at(one, "the border will answer"),)),),
        target=Role("BOR", (at(one, "Boravia keeps the mine"),)),
        partners_of_target=(Role("CYR", (at(one, "a friend of long standing"),)),),
        mediators=(Role("DOV", (at(two, "Dovanian envoys met both sides"),)),),
        bystanders=(Role("ELM"),),
        since=Date("2024-05-10"),
    )


def _past(name: str, year: int) -> PastCase:
    """A made-up precedent."""
    return PastCase(
        id=name,
        year=year,
        did="Arland massed troops",
        outcome="nothing came of it",
        source="made-up record",
        why=("the same threatener, Arland",),
        force=False,
        help="none",
        mediated=False,
    )


def _odds(
    question: Question, p: float, low: float, high: float, word: str, confidence: str,
    n: int, k: int, name: str, *drivers: Driver,
) -> Forecast:  # fmt: skip
    return Forecast(
        question=question,
        probability=p,
        interval=(low, high),
        word=word,
        confidence=confidence,  # type: ignore[arg-type]
        confidence_reason="two reports, one of them undated",
        reference=ReferenceClass(
            name.replace(" ", "-"), name, n, k, k / n, (low, high), "since 1946",
            "a made-up data set"
        ),
        as_of=AS_OF,
        drivers=drivers,
        precedents=(_past("a", 1971), _past("b", 1988)),
        model="sample",
    )  # fmt: skip


def sample_forecasts() -> list[Forecast]:
    """Odds for the questions, figures made up."""
    one, two = sample_reports()
    threat = Driver("explicit threat", 0.0, (at(one, "the border will answer"),))
    troops = Driver("troops at the border", 0.4, (at(two, "Arland massed troops at the border"),))
    clause = Driver("no duty to defend", 0.0, (at(one, "the pact obliges neither side to fight"),))
    strike = Question("strike", ("ARL",), target="BOR")
    helps = [
        Question("intervention", ("CYR",), beneficiary="BOR", help=kind)
        for kind in ("direct", "arms", "diplomatic")
    ]
    mediate = Question("mediation", ("DOV",), between=("ARL", "BOR"))
    return [
        _odds(strike, 0.31, 0.22, 0.41, "unlikely", "low", 139, 33, "explicit threats", threat,
              troops),
        _odds(helps[0], 0.004, 0.0, 0.03, "almost no chance", "moderate", 520, 2,
              "partners without a duty to defend", clause),
        _odds(helps[1], 0.17, 0.08, 0.31, "very unlikely", "low", 48, 8, "arms from partners",
              clause),
        _odds(helps[2], 0.7, 0.5, 0.84, "likely", "low", 61, 43, "partners that speak up"),
        _odds(mediate, 0.44, 0.3, 0.6, "unlikely", "low", 60, 26, "crises mediated",
              Driver("offered", 0.3, (at(one, "Dovania offered to host talks"),))),
    ]  # fmt: skip


def sample_brief() -> Brief:
    """The brief of all of it."""
    return build_brief(
        sample_readings(), sample_crisis(), sample_forecasts(), sample_tree(), AS_OF, names=NAMES
    )


def sample_tree() -> Tree:
    """A crisis tree with made-up odds: a strike, a partner's choice, talks whichever way."""

    def talks(above: float) -> tuple[Node, ...]:
        odds = (("they talk", 0.4), ("no talks", 0.6))
        return tuple(Node("talks", label[:2], label, p, above * p) for label, p in odds)

    helps = (("does nothing", 0.5), ("sends arms", 0.3), ("joins with force", 0.2))
    struck = tuple(
        Node("help", what, f"Cyrenia {what}", p, 0.31 * p, branches=talks(0.31 * p))
        for what, p in helps
    )
    return Tree(
        "BOR",
        90,
        (
            Node("strike", "yes", "Arland strikes Boravia", 0.31, 0.31, ("ARL",), struck),
            Node("strike", "no", "no strike on Boravia", 0.69, 0.69, ("ARL",), talks(0.69)),
        ),
    )


NASTY = "<script>boom()</script></script><img src=x onerror=boom()>\"'`{{7*7}}{% raw %}\x1b[31mred\x1b]8;;http://evil.example\x07link\x9b2J\u202etxt [bold]b[/bold] [a](javascript:boom()) </style></title>"


def hostile_brief() -> Brief:
    """A brief in which every word that came from a report is an attack."""
    text = f"{NASTY}\n\n{NASTY} said {NASTY}. {NASTY}?\n"
    report = _report(
        text,
        source=f"dir/{NASTY}",
        url="javascript:boom()",
        outlet=NASTY,
        title=NASTY,
        author=NASTY,
        published=Date("2024-05-14", "metadata"),
    )
    whole = Span(report.id, 0, len(text) - 1)
    parts = [Span(report.id, i, i + 40) for i in range(0, len(text) - 40, 7)]
    who = Actor("ARL", "GOV", NASTY, NASTY, NASTY)
    said = [
        Statement(
            id=f"s-{i}",
            form="direct",
            words=NASTY,
            span=span,
            speaker=who,
            addressee=NASTY,
            via=(NASTY,),
        )
        for i, span in enumerate(parts)
    ]
    reading = Reading(
        report=report,
        statements=tuple(said),
        events=(
            Event("e-1", "ASSAULT", (Actor(None, name=NASTY),), (Actor("BOR"),), "happened", whole,
                  parts[1], place=NASTY, date=Date("2024-05")),
            Event("e-2", "ODD TYPE", (Actor("ARL"),), (), "possible", whole, parts[1]),
        ),
        ties=(Tie("t-1", "partnership", ("CYR", "BOR"), whole, name=NASTY, item=NASTY,
                  replaces=NASTY,
                  obligations=(Obligation("defense", True, parts[2]),)),),
        assessments=(Assessment("s-1", f"CYR:{NASTY}", 1, whole),),
        linkages=(Linkage(NASTY, ("ARL", NASTY), whole, True),),
        questions=(Question("outlook", text=NASTY, span=parts[3]),),
    )  # fmt: skip
    forecast = _odds(
        Question("strike", ("ARL",), target="BOR", resolution=NASTY), 0.5, 0.4, 0.6,
        "roughly even chance", "low", 10, 5, NASTY, Driver(NASTY, 0.1, (whole,)),
    )  # fmt: skip
    forecast = replace(
        forecast,
        confidence_reason=NASTY,
        precedents=(replace(_past(NASTY, 1971), did=NASTY, source=NASTY, why=(NASTY,)),),
        model=NASTY,
    )
    crisis = Crisis(threateners=(Role("ARL", (whole,)),), target=Role("BOR"))
    brief = build_brief([reading], crisis, [forecast], None, AS_OF, names=NAMES)
    return replace(brief, tree=Outlook((Branch(NASTY, 0.5, 0.5, (Branch(NASTY),)),)))
