"""The API does what its description says, whatever it is sent."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from starlette.testclient import TestClient

from crisisdesk.terms.records import Event, Statement, Tie
from crisisdesk.web.api import CALLS, ROOT, openapi
from crisisdesk.web.api.calls import Call
from crisisdesk.web.api.openapi import plain_path
from crisisdesk.web.app import build_app
from crisisdesk.web.settings import Settings

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")


@pytest.fixture(scope="module")
def app(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = shutil.copytree(shelf, tmp_path_factory.mktemp("api") / "desk")
    made = build_app(Settings(Path(folder)))
    with TestClient(made, base_url="http://127.0.0.1"):
        yield made


@pytest.fixture(scope="module")
def described(app: Any) -> Any:
    headers = {"Host": "127.0.0.1"}
    return schemathesis.openapi.from_asgi(f"{ROOT}/openapi.json", app, headers=headers)


@pytest.mark.parametrize("one", CALLS, ids=lambda one: f"{one.method} {one.path}")
def test_every_call_answers_as_it_is_described(described: Any, one: Call) -> None:
    checks = schemathesis.checks.CHECKS.get_all()
    left_out = {"positive_data_acceptance", "ignored_auth", "unsupported_method"}
    excluded = [check for check in checks if check.__name__ in left_out]

    @given(case=described[ROOT + plain_path(one.path)][one.method].as_strategy())
    @settings(max_examples=12, deadline=None, suppress_health_check=[*HealthCheck])
    def holds(case: Any) -> None:
        case.call_and_validate(headers={"Host": "127.0.0.1"}, excluded_checks=excluded)

    holds()


def test_every_call_is_described() -> None:
    paths = openapi()["paths"]
    assert {(ROOT + plain_path(one.path), one.method.lower()) for one in CALLS} == {
        (path, method) for path, methods in paths.items() for method in methods
    }


def test_the_record_comes_as_its_types(client: TestClient) -> None:
    for path, kind in (("events", Event), ("statements", Statement), ("ties", Tie)):
        found = msgspec.json.decode(client.get(f"{ROOT}/{path}").content, type=list[kind])  # type: ignore[valid-type]
        assert found
    threats = client.get(f"{ROOT}/events", params={"type": "threaten"}).json()
    assert threats and {one["type"] for one in threats} == {"THREATEN"}


def test_a_span_of_the_record_lies_in_its_report(client: TestClient) -> None:
    event = client.get(f"{ROOT}/events").json()[0]
    span = event["span"]
    text = client.get(f"{ROOT}/reports/{span['report']}").json()["report"]["text"]
    assert text[span["start"] : span["end"]].strip()


def test_a_question_gets_odds_and_a_what_if_moves_them(client: TestClient) -> None:
    asked = {"question": "Will Russia join with force on the side of Iran?"}
    plain = client.post(f"{ROOT}/ask", json=asked).json()
    assert 0 < plain["probability"] < 1 and plain["reference"]["n"] > 0
    supposed = client.post(f"{ROOT}/ask", json={**asked, "what_if": ["RUS-IRN defense=yes"]}).json()
    assert supposed["probability"] > plain["probability"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"question": 1}', b'{"question": "x", "more": 1}', b"\xff", b"[" * 9000],
)
def test_a_body_that_makes_no_sense_is_told(client: TestClient, body: bytes) -> None:
    answer = client.post(f"{ROOT}/ask", content=body)
    assert answer.status_code == 400 and answer.json()["error"]


def _wait(client: TestClient) -> list[dict[str, Any]]:
    """The queue once nothing in it waits any more, the latest first."""
    deadline = time.monotonic() + 60
    while True:
        queue: list[dict[str, Any]] = client.get(f"{ROOT}/queue").json()
        if not any(job["state"] in ("waiting", "reading") for job in queue):
            return queue
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_text_is_read_and_joins_the_record(client: TestClient) -> None:
    text = "Egypt threatened Ethiopia with force on 3 May 2025, a spokesman in Cairo said."
    first = client.post(f"{ROOT}/reports", json={"text": text, "name": "a.txt"})
    assert first.status_code == 202
    assert [job["state"] for job in _wait(client)] == ["new"]
    threats = client.get(f"{ROOT}/events", params={"source": "EGY"}).json()
    assert [one["type"] for one in threats] == ["THREATEN"]
    client.post(f"{ROOT}/reports", json={"text": text, "name": "b.txt"})
    assert [job["state"] for job in _wait(client)] == ["known", "new"]


def test_a_report_that_cannot_be_read_is_told_and_the_next_is_read(client: TestClient) -> None:
    bad = {"text": "Россия и Иран подписали договор о сотрудничестве. " * 20}
    client.post(f"{ROOT}/reports", json=bad)
    client.post(f"{ROOT}/reports", json={"text": "Egypt threatened Ethiopia on 3 May 2025."})
    second, first = _wait(client)
    assert first["state"] == "failed" and "English" in first["note"]
    assert first["source"] == "report.txt" and "/" not in first["note"]  # nothing of our folders
    assert second["state"] == "new"


def test_an_event_is_amended_and_the_amendment_taken_back(client: TestClient) -> None:
    threat = client.get(f"{ROOT}/events", params={"type": "threaten"}).json()[0]
    address = f"{ROOT}/reports/{threat['span']['report']}/amendments"
    made = client.post(address, json={"record": threat["id"], "changes": {"target": "ISR"}})
    assert made.status_code == 201 and made.json()["who"] == "local"
    now = {one["id"]: one for one in client.get(f"{ROOT}/events").json()}[threat["id"]]
    assert [actor["code"] for actor in now["target"]] == ["ISR"]
    assert now["rule"] == "analyst local"
    number = made.json()["number"]
    assert client.post(f"{ROOT}/amendments/{number}/undo").status_code == 200
    assert client.post(f"{ROOT}/amendments/{number}/undo").status_code == 404
    again = {one["id"]: one for one in client.get(f"{ROOT}/events").json()}[threat["id"]]
    assert again == threat


@pytest.mark.parametrize(
    "body",
    [
        {"record": "e-none", "changes": {"type": "THREATEN"}},
        {"record": "E1", "changes": {"type": "SHOUT"}},
        {"record": "E1", "changes": {"colour": "red"}},
        {"record": "E1"},
        {"record": "E1", "deed": "merge", "changes": {"with": "E1"}},
        {"record": "E1", "changes": {"target": "'; DROP TABLE reports; --"}},
    ],
)
def test_an_amendment_that_makes_no_sense_changes_nothing(
    client: TestClient, body: dict[str, Any]
) -> None:
    report = client.get(f"{ROOT}/reports").json()[0]["id"]
    before = client.get(f"{ROOT}/events").json()
    assert client.post(f"{ROOT}/reports/{report}/amendments", json=body).status_code == 400
    assert client.get(f"{ROOT}/events").json() == before
    assert client.get(f"{ROOT}/amendments").json() == []


def test_a_question_is_kept_forecast_and_voided(client: TestClient) -> None:
    kept = client.post(f"{ROOT}/questions", json={"question": "Will Russia arm Iran?"})
    assert kept.status_code == 201
    address = f"{ROOT}/questions/{kept.json()['id']}"
    (made,) = client.get(address).json()["forecasts"]
    assert made["by"] == "model" and 0 < made["odds"]["yes"] < 1
    late = client.post(f"{address}/forecasts", json={"odds": {"yes": 0.3}})
    assert late.status_code == 400 and "is open from" in late.json()["error"]
    assert client.post(f"{address}/outcome", json={"how": "void"}).status_code == 400
    void = client.post(f"{address}/outcome", json={"how": "void", "note": "an example"})
    assert void.status_code == 201 and void.json()["void"]
    assert client.get(f"{ROOT}/score").json()["void"] == [1]


def test_a_question_of_no_number_is_told(client: TestClient) -> None:
    assert client.get(f"{ROOT}/questions/7").status_code == 404


def test_reports_come_a_page_at_a_time_and_are_searched(client: TestClient) -> None:
    every = client.get(f"{ROOT}/reports").json()
    paged = [
        card
        for skip in range(len(every))
        for card in client.get(f"{ROOT}/reports", params={"limit": 1, "skip": skip}).json()
    ]
    assert paged == every and len(every) > 2
    hit = client.get(f"{ROOT}/search", params={"q": "mediation Oman"}).json()[0]
    text = client.get(f"{ROOT}/reports/{hit['report']['id']}").json()["report"]["text"]
    words = {text[one["start"] : one["end"]].lower() for one in hit["spans"]}
    assert words == {"oman", "mediate"}  # in any ending
    assert client.get(f"{ROOT}/search").status_code == 400
    assert client.get(f"{ROOT}/search", params={"q": "xylophone"}).json() == []
