"""A brief as Markdown. Words from reports are escaped: they can make no markup and no HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crisisdesk.briefing.answers import Answer, Reason
from crisisdesk.briefing.branches import rows
from crisisdesk.briefing.brief import Brief
from crisisdesk.briefing.citations import Citation, labels
from crisisdesk.briefing.grounds import (
    change_words,
    effect_words,
    model_words,
    near_words,
    precedent_words,
)
from crisisdesk.briefing.plain import capital, day, interval, listed, percent, plain, shorten
from crisisdesk.briefing.relations import duty_words
from crisisdesk.briefing.said import Saying, graded
from crisisdesk.briefing.suppositions import unchanged

_SPECIAL = re.compile(r"([\\`*_{}\[\]#+!|~$^=-])")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|javascript|data):|\bwww\.|(?<=\S)@(?=\S)")


def escape(text: str | None) -> str:
    """Text that Markdown shows as it stands: marks escaped, HTML as entities, no links made."""
    safe = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    safe = _SPECIAL.sub(r"\\\1", safe)
    safe = _ADDRESS.sub(lambda m: m.group().replace(":", "&#58;").replace(".", "&#46;")
                        .replace("@", "&#64;"), safe)  # fmt: skip
    return re.sub(r"^(\d+)\.", r"\1\\.", safe)


def render(brief: Brief) -> str:
    """The whole brief, sections in the order of the page."""
    blocks = [
        _head(brief),
        _odds(brief),
        _tree(brief),
        _supposition(brief),
        _asked(brief),
        _said(brief),
        _reckoned(brief),
        _conflicts(brief),
        _timeline(brief),
        _ties(brief),
        _unknown(brief),
        _sources(brief),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _cited(citations: Iterable[Citation]) -> str:
    found = labels(citations)
    return " " + found.replace("[", "\\[").replace("]", "\\]") if found else ""


def _table(head: Iterable[str], body: Iterable[Iterable[str]]) -> str:
    columns = list(head)
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(row) + " |" for row in body]
    return "\n".join(lines)


def _head(brief: Brief) -> str:
    lines = [f"# {escape(brief.title)}", escape(brief.subtitle) + "."]
    lines.append(f"**{escape(brief.headline.judgement)}**")
    lines += [escape(" ".join(brief.headline.further))] if brief.headline.further else []
    lines.append(f"{escape(brief.headline.confidence)}{_cited(brief.headline.citations)}")
    cast = [f"- {capital(p.part)}: {escape(p.name)}{_cited(p.citations[:2])}" for p in brief.parts]
    return "\n\n".join([*lines, "\n".join(cast)] if cast else lines)


def _odds(brief: Brief) -> str:
    head = ["Question", "Odds", "Interval, %", "In words", "Confidence"]
    body = [
        [
            escape(a.question),
            percent(a.forecast.probability),
            interval(a.forecast.interval),
            a.forecast.word,
            a.forecast.confidence,
        ]
        for a in brief.answers
    ]
    details = "\n".join(_reasoned(answer) for answer in brief.answers)
    if not body:
        return "## Odds\n\nNo question could be answered with odds."
    return f"## Odds\n\n{_table(head, body)}\n\n### How each was reckoned\n\n{details}"


def _reasoned(answer: Answer) -> str:
    reasons = "; ".join(f"{_reason(r)}{_cited(r.citations)}" for r in answer.reasons)
    said = f" It rests on: {reasons}." if reasons else ""
    both = f" {escape(answer.together)}" if answer.together else ""
    change = change_words(answer.forecast)
    more = f" {escape(change)}" if change else ""
    line = f"- *{escape(answer.question)}* Past cases like it: {escape(answer.basis)}.{said}{both}"
    cases = [
        f"  - {escape(precedent_words(case))} *{escape(near_words(case))}*"
        for case in answer.forecast.precedents
    ]
    return "\n".join([f"{line}{more} {escape(model_words(answer.forecast))}", *cases])


def _reason(reason: Reason) -> str:
    moves = f" ({effect_words(reason.effect)})" if reason.effect else ""
    row = f" ({escape(reason.source)})" if reason.source else ""
    return f"{escape(reason.name)}{moves}{row}"


def _tree(brief: Brief) -> str:
    lines = [
        f"{'  ' * depth}- {escape(b.label)}"
        + (f": {percent(b.probability)}" if b.probability is not None else "")
        for depth, b in rows(brief.tree.branches)
    ]
    lines += [
        f"- Whichever way: {escape(b.label)}: {percent(b.probability or 0)}"
        for b in brief.tree.anyway
    ]
    return "## What may come\n\n" + "\n".join(lines) if lines else ""


def _supposition(brief: Brief) -> str:
    supposed = brief.supposition
    if supposed is None:
        return ""
    lines = [f"- {escape(words)}" for words in supposed.supposed]
    head = ["Question", "As it is", "Supposed", "Class then", "Past cases"]
    body = [
        [escape(cell) for cell in (s.question, s.before, s.after, s.classes[1], s.past or "none")]
        for s in supposed.steps
    ]
    blocks = ["## What if", "\n".join(lines), _table(head, body) if body else ""]
    blocks += [escape(words) for words in unchanged(supposed)]
    return "\n\n".join(block for block in blocks if block)


def _asked(brief: Brief) -> str:
    lines = []
    for question in brief.asked:
        lines.append(f"- **{escape(question.text)}**{_cited([question.citation])}")
        answers = [brief.answer(name).likelihood for name in question.answers]
        lines += [f"  - {escape(a)}" for a in answers or ["Nothing here answers it."]]
    return "## What the reports ask\n\n" + "\n".join(lines) if lines else ""


def _said(brief: Brief) -> str:
    blocks = [
        f"**{escape(voice.speaker)}**\n\n" + "\n".join(_line(s) for s in voice.sayings)
        for voice in brief.voices
    ]
    return "## Who said what\n\n" + "\n\n".join(blocks) if blocks else ""


def _line(saying: Saying) -> str:
    words = f"“{escape(saying.words)}”" if saying.quoted else escape(saying.words)
    about = [day(saying.date)] if saying.date else []
    about += [f"via {escape(saying.via)}"] if saying.via else []
    about += graded(saying)
    return f"- {words}{f' ({listed(about)})' if about else ''}{_cited(saying.citations)}"


def _reckoned(brief: Brief) -> str:
    lines: list[str] = []
    for matter in brief.matters:
        lines.append(f"- **{escape(matter.topic)}**{' (contested)' if matter.contested else ''}")
        sides = (("raises", matter.raises), ("lowers", matter.lowers), ("open", matter.open))
        lines += [
            f"  - {side}: {escape(v.holder)}: {escape(v.words)}{_cited([v.citation])}"
            for side, views in sides
            for v in views
        ]
    return "## What experts reckon\n\n" + "\n".join(lines) if lines else ""


def _conflicts(brief: Brief) -> str:
    lines: list[str] = []
    for clash in (c for c in brief.conflicts if c.kind != "view"):
        lines.append(f"- **{escape(clash.matter)}**")
        lines += [
            f"  - {a.says} ({a.grade}): {escape(listed(a.tellers))}{_cited(a.citations[:4])}"
            for a in clash.accounts
        ]
    return "## Accounts that contradict each other\n\n" + "\n".join(lines) if lines else ""


def _timeline(brief: Brief) -> str:
    body = [
        [
            e.when,
            f"{escape(e.what)}: {escape(shorten(plain(e.citations[0].words), 160))}"
            f"{_cited(e.citations[:3])}",
            e.modality,
            e.grade + (f", denied{_cited(e.denials[:3])}" if e.denials else ""),
        ]
        for e in brief.timeline
    ]
    return "## Timeline\n\n" + _table(["Day", "Event", "Modality", "Grade"], body) if body else ""


def _ties(brief: Brief) -> str:
    body = [
        [
            escape("; ".join([tie.what, *tie.notes])),
            day(tie.since) if tie.since else "not told",
            "; ".join(f"{escape(duty_words(d))}{_cited([d.citation])}" for d in tie.duties)
            or "none told",
            _cited(tie.citations[:3]).strip(),
        ]
        for tie in brief.relations
    ]
    table = _table(["Tie", "Since", "Obligations", "Read from"], body) if body else ""
    other = "\n".join(_issues(brief))
    parts = [part for part in (table, other) if part]
    return "## Ties and obligations\n\n" + "\n\n".join(parts) if parts else ""


def _issues(brief: Brief) -> Iterator[str]:
    for issue in brief.issues:
        doubt = " (the report doubts the link)" if issue.doubted else ""
        joins = f", joining {escape(listed(issue.joins))}" if issue.joins else ""
        yield f"- Also tied to it: {escape(issue.issue)}{joins}{doubt}{_cited([issue.citation])}"


def _unknown(brief: Brief) -> str:
    lines = [f"- {escape(gap.text)}{_cited(gap.citations[:4])}" for gap in brief.unknowns]
    return "## What is not known\n\n" + "\n".join(lines) if lines else ""


def _sources(brief: Brief) -> str:
    body = []
    for source in brief.sources:
        published = source.report.published
        when = f"{day(published.value)} ({source.date_known})" if published else "not known"
        title = escape(source.report.title or source.name)
        grade = f"{source.reliability} ({source.reliability_meaning})"
        origin = escape(f"{source.origin} ({source.origin_known})")
        body.append([str(source.number), title, escape(source.name), origin, grade, when])
    head = ["No.", "Report", "Outlet", "Origin", "Grade", "Published"]
    gone = [
        f"- {escape(one.name)}: {escape(one.title)}, {one.published}. No longer counts: "
        f"{escape(one.words)}{_cited([one.citation] if one.citation else [])}"
        for one in brief.superseded
    ]
    return "\n\n".join(["## Sources", _table(head, body), *(["\n".join(gone)] if gone else [])])
