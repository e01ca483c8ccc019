"""The reports: the shelf, a report with all that was read from it, and adding."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, get_args

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from crisisdesk.briefing.explain import explain, signs_of
from crisisdesk.briefing.explain_page import kinds_shown, lit_rule
from crisisdesk.briefing.marks import segments
from crisisdesk.briefing.report_page import cut_up
from crisisdesk.briefing.superseded import superseded_words
from crisisdesk.briefing.tables import amended_words
from crisisdesk.reading.amended import as_told
from crisisdesk.terms.plover import plover_types
from crisisdesk.terms.records import AmendedDeed, AmendedKind, Modality, TieKind
from crisisdesk.web.access import Visit, form, page
from crisisdesk.web.accounts import Role
from crisisdesk.web.rendering import show

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from crisisdesk.record.search import Hit
    from crisisdesk.terms.records import Reading

PAGE = 100
"""Reports on a page of the shelf."""
MOST_HITS = 50
CHOICES = {
    "type": tuple(sorted(plover_types())),
    "modality": get_args(Modality),
    "kind": get_args(TieKind),
}
"""What a form offers where a field has few values."""
_CARD = re.compile(r"([0-9a-f]{16})[^0-9A-Za-z]+(?:c0-)?(E\d{1,4})$")
"""An event's card in a report: its address, or its id and sign."""
_AT = re.compile(r"(\d{1,9})-(\d{1,9})")


def _shelf(visit: Visit) -> Response:
    jobs = visit.served.jobs()
    at = visit.page()
    with visit.served.desk() as desk:
        cards = desk.cards(PAGE, (at - 1) * PAGE)
        whole = desk.number_of_reports()
        gone = {card.id: superseded_words(said) for card, said in desk.superseded()}
    return show(
        visit,
        "shelf.html",
        cards=cards,
        gone=gone,
        whole=whole,
        at=at,
        last=max(1, math.ceil(whole / PAGE)),
        jobs=jobs,
        busy=any(job.state in ("waiting", "reading") for job in jobs),
    )


def _search(visit: Visit) -> Response:
    words = visit.asked("q")
    if words is None:
        return show(visit, "search.html", sought="", hits=[], pieces=pieces)
    wanted = {name: visit.asked(name) for name in ("outlet", "speaker", "type", "since", "until")}
    with visit.served.desk() as desk:
        hits = desk.search(
            words,
            outlet=wanted["outlet"],
            speaker=wanted["speaker"],
            type=wanted["type"],
            since=wanted["since"],
            until=wanted["until"],
            limit=MOST_HITS,
        )
    return show(visit, "search.html", sought=words, hits=hits, pieces=pieces)


def pieces(hit: Hit) -> list[tuple[str, bool]]:
    """The passage of a hit in pieces, each with whether it is one of the words sought."""
    start = hit.passage.start
    within = [(span.start - start, span.end - start, "hit") for span in hit.spans]
    return [(piece.text, bool(piece.covers)) for piece in segments(hit.text, within)]


def _report(visit: Visit) -> Response:
    reading = _reading(visit)
    one = explain(reading)
    marks = sorted([*one.marks, *_pointed_at(visit)], key=lambda mark: (mark[0], -mark[1], mark[2]))
    paragraphs = cut_up(one.report, marks)
    return show(
        visit,
        "report.html",
        one=one,
        paragraphs=paragraphs,
        choices=CHOICES,
        **{**kinds_shown(), "fields": _fields(visit, reading)},
    )


def _fields(visit: Visit, reading: Reading) -> dict[str, dict[str, str]]:
    """By the sign of a record what of it may be set, with its present values; nothing for those
    who may set nothing."""
    if not visit.may("analyst"):
        return {}
    ids = signs_of(reading)
    kinds: tuple[tuple[AmendedKind, tuple[Any, ...]], ...] = (
        ("statement", reading.statements),
        ("event", reading.events),
        ("tie", reading.ties),
    )
    told = {record.id: as_told(record, kind) for kind, some in kinds for record in some}
    return {sign: told[name] for sign, name in ids.items() if name in told}


def _amend(visit: Visit, fields: FormData) -> Response:
    report = visit.request.path_params["report"]
    sign = str(fields.get("sign", ""))
    given = {name: str(value) for name, value in fields.items()}
    deed = _deed(given.get("deed", "set"))
    note = given.get("note", "").strip()[:300]
    with visit.served.desk() as desk:
        if (reading := desk.reading(report)) is None:
            raise HTTPException(404, "the desk has no such report")
        changes = _changes(given, _fields(visit, reading).get(sign, {}), deed)
        visit.note(f"amended ({deed})", f"{report} {sign} {changes}")
        desk.amend(report, sign, changes, deed=deed, who=visit.session.name, note=note)
    return RedirectResponse(f"/reports/{report}", 303)


def _deed(name: str) -> AmendedDeed:
    for deed in get_args(AmendedDeed):
        if name == deed:
            return name  # type: ignore[return-value]
    raise HTTPException(400, f"{name!r} is nothing that can be done")


def _changes(given: dict[str, str], now: dict[str, str], deed: str) -> dict[str, str]:
    """What a form changes: the fields whose values are not those that it showed."""
    if deed == "merge":
        elsewhere = _CARD.search(given.get("elsewhere", "").strip())
        return {"with": f"{elsewhere[1]}:{elsewhere[2]}" if elsewhere else given.get("with", "")}
    if deed != "set":
        return {}
    changed = {name: given[name].strip() for name in now if name in given}
    return {name: value for name, value in changed.items() if value != now[name]}


def _amendments(visit: Visit) -> Response:
    with visit.served.desk() as desk:
        found = desk.amendments()
    return show(visit, "amendments.html", amendments=[*reversed(found)], told=amended_words)


def _undo(visit: Visit, fields: FormData) -> Response:
    number = str(fields.get("number", ""))
    if not number.isdecimal():
        raise HTTPException(400, "there is no such amendment")
    visit.note("took an amendment back", number)
    with visit.served.parsing(), visit.served.desk() as desk:
        desk.undo_amendment(int(number), visit.session.name)
    return RedirectResponse("/amendments", 303)


def _pointed_at(visit: Visit) -> list[tuple[int, int, str]]:
    """The words that a citation leads to, as a mark."""
    found = _AT.fullmatch(visit.asked("at") or "")
    return [(int(found[1]), int(found[2]), "at")] if found else []


def _marks(visit: Visit) -> Response:
    """The style rule that lights up the words of a report's cards."""
    rule = lit_rule([explain(_reading(visit))])
    return PlainTextResponse(rule, media_type="text/css")


def _reading(visit: Visit) -> Reading:
    wanted = visit.request.path_params["report"]
    found = visit.served.reading(wanted)
    if found is None:
        raise HTTPException(404, "the desk has no such report")
    return found


def _add(visit: Visit, fields: FormData) -> Response:
    files = [f for f in fields.getlist("files") if isinstance(f, UploadFile) and f.filename]
    url = str(fields.get("url", "")).strip()
    if not files and not url:
        raise HTTPException(400, "name a file or a web address")
    most = visit.served.settings.upload_bytes
    if sum(file.size or 0 for file in files) > most:
        raise HTTPException(413, f"too large: {most // 1000:,} kB at most")
    for file in files:
        name = file.filename or ""
        visit.note("added a report", name)
        visit.served.add_file(name, file.file.read(), visit.session.name)
    if url:
        visit.note("added a report", url)
        visit.served.add_address(url, visit.session.name)
    return RedirectResponse("/reports#jobs", 303)


ROUTES = [
    Route("/search", page(Role.reader, _search)),
    Route("/reports", page(Role.reader, _shelf)),
    Route("/reports/{report:str}", page(Role.reader, _report)),
    Route("/reports/{report:str}/marks.css", page(Role.reader, _marks)),
    Route("/reports/{report:str}/amend", form(Role.analyst, _amend), methods=["POST"]),
    Route("/amendments", page(Role.reader, _amendments)),
    Route("/amendments/undo", form(Role.analyst, _undo), methods=["POST"]),
    Route("/add", form(Role.analyst, _add), methods=["POST"]),
]
