"""The command that scores forecasts."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crisisdesk.cli.options import AsOf, DeskDir, RecordedBy
from crisisdesk.cli.room import console, emit, emit_records, open_desk, write_text
from crisisdesk.errors import QuestionError

if TYPE_CHECKING:
    from crisisdesk.odds.scoring import Scorecard


class CardForm(StrEnum):
    """How a scorecard may be shown."""

    table = "table"
    json = "json"
    html = "html"


def score(
    desk: DeskDir = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    form: Annotated[
        CardForm, typer.Option("--format", help="Tables here, JSON, or one HTML page.")
    ] = CardForm.table,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the page or the JSON to FILE.")
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE.svg", help="Write the calibration plot as a picture."),
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Whose calibration --plot draws.")
    ] = "model",
) -> None:
    """Score the forecasts of questions that are closed and resolved."""
    with open_desk(desk, None, existing=True) as (room, _):
        card = room.questions.score(as_of, recorded_by)
    if plot:
        from crisisdesk.briefing import scores

        if by not in card.calibration:
            raise QuestionError(f"no question of {by!r} is scored")
        write_text(scores.plot(card, by), plot, f"the calibration of {by}")
    if form is CardForm.table and out is None:
        from crisisdesk.briefing import scores

        scores.show(console(), card)
    elif form is CardForm.json and out is None:
        emit_records(card)
    else:
        _page(card, form, out)


def _page(card: Scorecard, form: CardForm, out: Path | None) -> None:
    """The page or the JSON, to a file or standard output; a file's ending may say which."""
    from crisisdesk.briefing.json import dumps
    from crisisdesk.briefing.scores import render

    as_json = form is CardForm.json or bool(out and out.suffix.lower() == ".json")
    text = dumps(card) if as_json else render(card)
    if out is None:
        emit(text)
    else:
        write_text(text, out, "the scorecard")
