"""Commands on the questions that a desk keeps: ask, list, show, edit, forecast, resolve, void."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crisisdesk.cli.options import AsList, AsOf, DeskDir, ListForm, RecordedBy
from crisisdesk.cli.room import console, emit_records, open_desk
from crisisdesk.errors import QuestionError

if TYPE_CHECKING:
    from crisisdesk.desk import Desk
    from crisisdesk.terms.asked import Asked, Rule

app = typer.Typer(
    help="Keep questions: ask, forecast day by day, resolve, and have them scored.",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The question's number.")]
RuleLine = Annotated[
    str | None,
    typer.Option(
        "--rule",
        metavar="PATTERN",
        help="What makes it a yes: “ASSAULT USA > IRN”, “*/mediate * > USA&IRN”.",
    ),
]
Given = Annotated[
    str | None,
    typer.Option("--if", metavar="PATTERN", help="Its condition: without such a deed it is void."),
]
Origins = Annotated[
    int | None, typer.Option(metavar="N", help="How many independent origins must tell it.")
]
Grade = Annotated[
    int | None, typer.Option(metavar="1-6", min=1, max=6, help="How good its information must be.")
]
Note = Annotated[str, typer.Option(help="A note that is kept with it.")]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in words: “Will ... by 1 June?”")],
    desk: DeskDir = None,
    closes: Annotated[
        str | None, typer.Option(metavar="DAY", help="Its last day; else as its words say.")
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(metavar="WHO", help="One of whom it asks who: a code or name; repeatable."),
    ] = None,
    rule: RuleLine = None,
    given: Given = None,
    origins: Origins = None,
    grade: Grade = None,
    note: Note = "",
    as_of: AsOf = None,
    form: AsList = ListForm.table,
) -> None:
    """Keep a question, with a first forecast."""
    from crisisdesk.odds.actors import code_of

    with open_desk(desk, None, existing=True) as (room, _):
        kept = room.questions.ask(
            question,
            closes=closes,
            options=[code_of(one, as_of) for one in option or []],
            rule=_rule(rule, given, origins, grade, None),
            note=note,
            as_of=as_of,
        )
        if (given or origins or grade) and not rule:
            changed = _rule(rule, given, origins, grade, kept)
            kept = room.questions.edit(kept.id, rule=changed, note="the rule as it was asked")
        _show(room, kept.id, form)


@app.command("list")
def list_(
    desk: DeskDir = None,
    status: Annotated[
        str | None, typer.Option(help="Only those: open, waiting, resolved or void.")
    ] = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    form: AsList = ListForm.table,
) -> None:
    """List the questions with their latest odds."""
    if status not in (None, "open", "waiting", "resolved", "void"):
        raise typer.BadParameter("--status is open, waiting, resolved or void")
    with open_desk(desk, None, existing=True) as (room, _):
        found = [
            s for s in room.questions.standing(as_of, recorded_by) if status in (None, s.status)
        ]
        if form is ListForm.json:
            emit_records(found)
        else:
            from crisisdesk.briefing.kept import standing_table

            console().print(standing_table(found))


@app.command()
def show(
    number: Number,
    desk: DeskDir = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    form: AsList = ListForm.table,
) -> None:
    """Show one question: its versions, its forecasts, and what its rule says of it."""
    with open_desk(desk, None, existing=True) as (room, _):
        _show(room, number, form, as_of, recorded_by)


@app.command()
def edit(
    number: Number,
    desk: DeskDir = None,
    text: Annotated[str | None, typer.Option(help="Other words for it.")] = None,
    closes: Annotated[str | None, typer.Option(metavar="DAY", help="Another last day.")] = None,
    rule: RuleLine = None,
    given: Given = None,
    origins: Origins = None,
    grade: Grade = None,
    note: Note = "",
    form: AsList = ListForm.table,
) -> None:
    """Change a question; what it was before is kept."""
    with open_desk(desk, None, existing=True) as (room, _):
        now = room.questions.record.versions(number)[-1]
        changed = _rule(rule, given, origins, grade, now)
        room.questions.edit(number, text=text, closes=closes, rule=changed, note=note)
        _show(room, number, form)


@app.command()
def forecast(
    number: Number,
    odds: Annotated[
        list[str], typer.Argument(metavar="ODDS", help="0.3 or 30%; of options: OMN=0.4 QAT=0.2.")
    ],
    by: Annotated[str, typer.Option(metavar="NAME", help="Whose forecast it is.")],
    desk: DeskDir = None,
    note: Note = "",
    form: AsList = ListForm.table,
) -> None:
    """Enter a person's own forecast, as of today."""
    with open_desk(desk, None, existing=True) as (room, _):
        made = room.questions.forecast(number, _odds(odds), by, note)
        if form is ListForm.json:
            emit_records(made)
        else:
            from crisisdesk.briefing.kept import odds_words

            typer.echo(f"question {number}: {made.by} {odds_words(made)} as of {made.day}")


@app.command()
def update(
    desk: DeskDir = None,
    as_of: AsOf = None,
    resolve: Annotated[
        bool, typer.Option("--resolve", help="Resolve what its rule decides, too.")
    ] = False,
    form: AsList = ListForm.table,
) -> None:
    """Append the forecast as of a day to every open question."""
    with open_desk(desk, None, existing=True) as (room, _):
        outcomes = room.questions.resolve_due(as_of) if resolve else []
        made = room.questions.update(as_of)
        if form is ListForm.json:
            emit_records({"forecasts": made, "outcomes": outcomes})
            return
        from crisisdesk.briefing.kept import odds_words, outcome_words

        for outcome in outcomes:
            typer.echo(f"question {outcome.asked}: {outcome_words(outcome)}")
        for one in made:
            typer.echo(f"question {one.asked}: {odds_words(one)} as of {one.day}")
        if not made:
            typer.echo("no forecast is new")


@app.command()
def resolve(
    number: Number,
    desk: DeskDir = None,
    by_rule: Annotated[
        bool, typer.Option("--by-rule", help="Keep what its rule says of the record.")
    ] = False,
    yes: Annotated[
        str | None, typer.Option("--yes", metavar="DAY", help="By hand: it came true on that day.")
    ] = None,
    no: Annotated[bool, typer.Option("--no", help="By hand: it did not come true.")] = False,
    option: Annotated[
        list[str] | None,
        typer.Option(metavar="WHO=DAY", help="By hand: who, and on which day; repeatable."),
    ] = None,
    note: Note = "",
    source: Annotated[str, typer.Option(help="By hand: where that is told.")] = "",
    as_of: AsOf = None,
    form: AsList = ListForm.table,
) -> None:
    """Show what the record says of a question; keep it by rule, or an outcome by hand."""
    if by_rule + (yes is not None) + no + bool(option) > 1:
        raise typer.BadParameter("choose one of --by-rule, --yes, --no and --option")
    with open_desk(desk, None, existing=True) as (room, _):
        book = room.questions
        if by_rule:
            book.resolve(number, as_of)
        elif yes is not None:
            book.decide(number, {"yes": yes}, note, source, as_of)
        elif no or option:
            book.decide(number, dict(map(_dated, option or [])), note, source, as_of)
        else:
            _propose(room, number, as_of, form)
            return
        _show(room, number, form)


@app.command()
def void(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why it counts no more.")],
    desk: DeskDir = None,
    as_of: AsOf = None,
    form: AsList = ListForm.table,
) -> None:
    """Take a question out of all scores, with a reason."""
    with open_desk(desk, None, existing=True) as (room, _):
        room.questions.void(number, reason, as_of)
        _show(room, number, form)


def _show(
    room: Desk,
    number: int,
    form: ListForm,
    as_of: str | None = None,
    recorded_by: str | None = None,
) -> None:
    history = room.questions.show(number, as_of, recorded_by)
    if form is ListForm.json:
        emit_records(history)
    else:
        from crisisdesk.briefing.kept import cited_in, show_history

        texts = room.cited(cited_in(history), as_of, recorded_by)
        show_history(console(), history, texts)


def _propose(room: Desk, number: int, as_of: str | None, form: ListForm) -> None:
    proposals = room.questions.propose(number, as_of)
    if form is ListForm.json:
        emit_records(proposals)
    else:
        from crisisdesk.briefing.kept import cited_by, show_proposals

        show_proposals(console(), proposals, room.cited(cited_by(proposals)))
        typer.echo("nothing is kept: --by-rule keeps this, --yes, --no or --option another outcome")


def _rule(
    pattern: str | None,
    given: str | None,
    origins: int | None,
    grade: int | None,
    now: Asked | None,
) -> Rule | None:
    """The rule that the options write, over the one that there is; None where they write none."""
    from msgspec.structs import replace

    from crisisdesk.odds.patterns import pattern_from
    from crisisdesk.terms.asked import Rule

    old = now.rule if now else None
    if pattern is None and old is None:
        return None
    rule = old or Rule(pattern_from(pattern or ""))
    if pattern is not None:
        rule = replace(rule, pattern=pattern_from(pattern))
    if given is not None:
        rule = replace(rule, given=pattern_from(given))
    return replace(rule, origins=origins or rule.origins, grade=grade or rule.grade)


def _odds(texts: list[str]) -> float | dict[str, float]:
    """``0.3``, ``30%``, or ``OMN=0.4 QAT=0.2``."""
    if len(texts) == 1 and "=" not in texts[0]:
        return _share(texts[0])
    return {name.strip(): _share(value) for name, _, value in (t.partition("=") for t in texts)}


def _share(text: str) -> float:
    plain = text.strip()
    try:
        return float(plain.rstrip("%")) / (100 if plain.endswith("%") else 1)
    except ValueError as error:
        raise QuestionError(f"{text!r} are no odds: write 0.3, 30% or OMN=0.4") from error


def _dated(text: str) -> tuple[str, str]:
    name, _, day = text.partition("=")
    return name.strip(), day.strip()
