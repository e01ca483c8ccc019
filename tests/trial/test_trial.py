"""Ninety days of an invented crisis, replayed through the watch day by day, and what a desk makes
of them. The course is that of ``course.yaml``; what the desk gets wrong stands in the last test.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest

from crisisdesk.reading.origins import origins_of
from tests.trial.stage import Played, course
from tests.watch.sites import serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with serving() as site:
        one = Played(site, tmp_path_factory.mktemp("trial"))
        one.play()
        yield one
        one.stage.close()


def days_between(one: str, other: str) -> int:
    return (date.fromisoformat(other) - date.fromisoformat(one)).days


def test_every_report_was_read_once_and_none_was_lost(played: Played) -> None:
    published = played.stage.items
    assert len(published) >= 120
    assert len({item.outlet for item in published}) >= 8
    counts = played.stage.watch.watching.counts().values()
    assert {state for count in counts for state in count} == {"read"}
    assert len(played.told("new: ")) + len(played.told("edited: ")) == len(published)
    assert played.stage.watch.watching.gaps() == []


def test_threats_raise_the_odds_before_the_strike_and_quiet_lowers_them(played: Played) -> None:
    odds = played.odds
    assert odds["2031-03-11"] < 0.05, "protests and bans are no threat"
    assert odds["2031-03-12"] > 1.5 * odds["2031-03-11"], "the show of force"
    assert odds["2031-03-16"] > 1.5 * odds["2031-03-12"], "the first threat of force"
    assert odds["2031-03-25"] > odds["2031-03-19"], "the mobilisation"
    assert odds["2031-03-29"] > 3 * odds["2031-03-28"], "the shots at sea"
    assert odds["2031-04-11"] > 0.3, "the eve of the strike, after the last warning"
    assert odds["2031-04-12"] > 0.5, "the strike"
    assert odds["2031-04-13"] > 0.65, "fire exchanged on both days"
    assert odds["2031-04-29"] < 0.85 * odds["2031-04-28"], "the truce"
    assert odds["2031-05-29"] < odds["2031-04-29"] < odds["2031-04-13"]
    assert odds["2031-05-29"] < 0.5 * odds["2031-04-13"]


def test_alerts_come_on_the_right_days(played: Played) -> None:
    alerts = [json.loads(body) for path, body in played.stage.site.posted if path == "/hook"]
    assert len(alerts) == len(played.told("ALERT"))
    first = {(a["side"], a["level"]): a["as_of"] for a in reversed(alerts)}
    assert days_between("2031-03-16", first["above", 0.05]) in (0, 1), "the threat"
    assert days_between("2031-03-29", first["above", 0.2]) in (0, 1), "the shots at sea"
    assert days_between("2031-04-12", first["above", 0.6]) in (0, 1), "the strike and the reply"
    fallen = [a["as_of"] for a in alerts if a["side"] == "below" and a["as_of"] > "2031-04-15"]
    assert fallen and fallen[0] >= "2031-04-29", "no all-clear before the truce"
    for alert in alerts:
        quotes = [quote for ground in alert["grounds"] for quote in ground["quotes"]]
        assert quotes, "an alert shows the words that moved the odds"


def test_copies_fold_into_the_wires_origin(played: Played) -> None:
    found = origins_of(played.desk.readings(as_of="2031-05-29"))
    copies = [item for item in played.stage.items if item.of and item.id != "cb-10"]
    assert len(copies) > 25
    apart = [
        item.id
        for item in copies
        if found[played.report(item.id)].key != found[played.report(item.of)].key
    ]
    assert apart == []
    wired = {found[played.report(item.id)].name for item in copies if item.of.startswith("aw-")}
    assert wired == {"Andean Wire"}
    assert len({origin.key for origin in found.values()}) >= 8


def test_corrected_and_withdrawn_reports_count_until_their_day(played: Played) -> None:
    def titles(day: str) -> set[str]:
        return {report.title or "" for report in played.desk.reports(as_of=day)}

    missiles, radars = "Colombia sends air defence missiles", "Colombia sends radars to Ecuador"
    raid = "Peruvian jets bomb port of Machala"
    assert any(title.startswith(missiles) for title in titles("2031-03-31"))
    assert not any(title.startswith(missiles) for title in titles("2031-04-01"))
    assert radars in titles("2031-04-01")
    assert raid in titles("2031-04-08")
    assert raid not in titles("2031-04-09")
    assert "Reports: Machala port bombed" not in titles("2031-04-09")
    blows = played.desk.events("PER", "ECU", "ASSAULT", "happened", as_of="2031-04-11")
    assert [blow for blow in blows if blow.date and blow.date.value == "2031-04-08"] == []


def test_the_brief_has_the_roles_and_the_course(played: Played) -> None:
    brief = played.desk.brief(as_of="2031-04-11")
    crisis = brief.crisis
    assert crisis.target is not None and crisis.target.actor == "ECU"
    assert [role.actor for role in crisis.threateners][:1] == ["PER"]
    assert "COL" in {role.actor for role in crisis.partners_of_target}
    assert "BRA" in {role.actor for role in crisis.mediators}
    end = played.desk.brief(as_of="2031-05-29")
    happened = {
        (entry.date, entry.record.type)
        for entry in end.timeline
        if entry.modality == "happened" and entry.date
    }
    for day, kind in (
        ("2031-03-12", "MOBILIZE"),
        ("2031-03-25", "MOBILIZE"),
        ("2031-04-12", "ASSAULT"),
        ("2031-04-13", "ASSAULT"),
    ):
        assert (day, kind) in happened


def test_questions_are_resolved_as_they_came_out_and_scored(played: Played) -> None:
    """What the rules decide without doubt is as it was; the rest is left to a person, and all of
    it is scored."""
    questions = played.desk.questions
    rows = {row["text"]: row["came"] for row in course()["questions"]}
    for standing in questions.standing():
        yes, outcome = rows[standing.asked.question.text], standing.outcome
        day = yes and yes.isoformat()
        if outcome is None:
            assert played.told(f"question {standing.asked.id}: its rule is met in part")
            true = {"yes": day} if day else {}
            questions.decide(standing.asked.id, true, "as the trial's course has it", "course.yaml")
            continue
        assert ("yes" in outcome.true) == (day is not None), standing.asked.question.text
        if day:
            assert abs(days_between(day, outcome.true["yes"])) <= 1
    strike = next(one for one in questions.standing() if one.asked.id == 1)
    assert strike.outcome is not None and strike.outcome.how == "rule"
    card = questions.score(as_of=played.stage.today)
    assert {one.asked for one in card.scored if one.by == "model"} == {1, 2, 3, 4, 5}
    (never,) = [one for one in card.scored if one.asked == 5 and one.by == "model"]
    assert never.mean.brier < 0.05
    (struck,) = [one for one in card.scored if one.asked == 1 and one.by == "model"]
    assert struck.mean.brier < 0.85
