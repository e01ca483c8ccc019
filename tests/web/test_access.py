"""Attacks: forged forms, other sites' pages, other people's roles, guessed passwords, paths."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from crisisdesk.web.accounts import Accounts
from crisisdesk.web.app import build_app
from crisisdesk.web.settings import Settings
from web.conftest import log_in, token_of

READING = ["/", "/questions", "/timeline", "/actors", "/statements", "/reports", "/sources"]
Guarded = Callable[[], TestClient]


# --- without accounts, on this machine


def test_a_form_without_its_token_is_refused(client: TestClient) -> None:
    client.get("/")
    for data in ({}, {"token": ""}, {"token": "x" * 43}):
        assert client.post("/add", data={**data, "url": "http://a.example/"}).status_code == 403


def test_a_form_before_any_page_was_seen_is_refused(client: TestClient) -> None:
    answer = client.post("/add", data={"token": "guess", "url": "http://a.example/"})
    assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "x"])
def test_another_sites_page_cannot_post(client: TestClient, origin: str) -> None:
    token = token_of(client.get("/reports").text)
    headers = {"Origin": origin}
    data = {"token": token, "url": "http://a.example/"}
    assert client.post("/add", data=data, headers=headers).status_code == 403
    body = {"question": "Will Russia arm Iran?"}
    headers["X-Token"] = token
    assert client.post("/api/v1/ask", json=body, headers=headers).status_code == 403


def test_a_cross_site_request_without_origin_is_refused(client: TestClient) -> None:
    token = token_of(client.get("/reports").text)
    headers = {"Sec-Fetch-Site": "cross-site"}
    data = {"token": token, "url": "http://a.example/"}
    assert client.post("/add", data=data, headers=headers).status_code == 403


def test_the_own_page_may_post(client: TestClient) -> None:
    token = token_of(client.get("/reports").text)
    files = {"files": ("one.txt", b"Iran threatened Israel on 3 April 2025, officials said.")}
    headers = {"Origin": "http://127.0.0.1:8000"}
    answer = client.post(
        "/add", data={"token": token}, files=files, headers=headers, follow_redirects=False
    )
    assert answer.status_code == 303


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: TestClient) -> None:
    cookie = client.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "/etc/passwd",
        "ftp://a.example/",
        "javascript:alert(1)",
        "http://a b",
        "-",
        "../desk.sqlite",
    ],
)
def test_only_web_addresses_are_added(client: TestClient, url: str) -> None:
    token = token_of(client.get("/reports").text)
    assert client.post("/add", data={"token": token, "url": url}).status_code == 400
    assert client.post("/api/v1/reports", json={"url": url}).status_code in (400, 403)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../accounts.json",
        "/static/%2e%2e/%2e%2e/app.py",
        "/static/..%2f..%2fapp.py",
        "/reports/..%2f..%2fdesk.sqlite",
        "/static/....//app.py",
        "/static/%00",
    ],
)
def test_no_path_leads_outside(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert "import" not in answer.text and "SQLite" not in answer.text


def test_an_uploaded_name_stays_in_its_folder(client: TestClient, folder: Path) -> None:
    token = token_of(client.get("/reports").text)
    names = ["../../evil.txt", "/etc/evil.html", "a\\..\\b.md", "x" * 500 + ".txt", "..", ".hidden"]
    for i, name in enumerate(names):
        files = {"files": (name, f"Iran threatened Israel, report {i}.".encode())}
        client.post("/add", data={"token": token}, files=files)
    kept = list((folder / "uploads").iterdir())
    assert len(kept) == len(names)
    assert {p.name for p in folder.parent.iterdir()} == {"desk"}
    assert all(len(p.name) < 100 and not p.name.startswith(".") for p in kept)


# --- with accounts


def test_without_a_session_nothing_is_seen(guarded: Guarded) -> None:
    for path in READING:
        answer = guarded().get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=")
    for path in ("/api/v1/brief", "/api/v1/openapi.json", "/live"):
        assert guarded().get(path).status_code in (303, 401)


def test_roles_bound_what_may_be_done(guarded: Guarded) -> None:
    seen: dict[str, Any] = {}
    for name in ("rea", "ana", "adi"):
        client = guarded()
        log_in(client, name)
        page = client.get("/reports").text
        data = {"token": token_of(page), "url": "http://192.0.2.1/"}
        seen[name] = (
            client.get("/").status_code,
            client.post("/add", data=data).status_code,
            client.get("/audit").status_code,
            'name="files"' in page,
        )
    assert seen["rea"] == (200, 403, 403, False)
    assert seen["ana"] == (200, 303, 403, True)
    assert seen["adi"] == (200, 303, 200, True)


def test_a_wrong_password_is_refused_and_guessing_is_stopped(guarded: Guarded) -> None:
    client = guarded()
    wrong = {"name": "ana", "password": "wrong wrong wrong"}
    codes = [client.post("/login", data=wrong).status_code for _ in range(6)]
    assert codes == [403] * 5 + [429]
    right = client.post("/login", data={"name": "ana", "password": "correct horse battery"})
    assert right.status_code == 429 and int(right.headers["retry-after"]) > 0


def test_an_unknown_name_looks_like_a_wrong_password(guarded: Guarded) -> None:
    client = guarded()
    told = {
        client.post("/login", data={"name": name, "password": "wrong wrong wrong"}).text
        for name in ("ana", "nobody")
    }
    assert len(told) == 1


@pytest.mark.parametrize(
    "goal",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "x"],
)
def test_the_log_in_leads_nowhere_else(guarded: Guarded, goal: str) -> None:
    data = {"name": "ana", "password": "correct horse battery", "next": goal}
    assert guarded().post("/login", data=data).headers["location"] == "/"


def test_a_session_from_before_the_log_in_does_not_become_the_users(guarded: Guarded) -> None:
    client = guarded()
    client.cookies.set("crisisdesk", "chosen-by-the-attacker")
    log_in(client, "ana")
    assert client.cookies.get("crisisdesk", domain="127.0.0.1") != "chosen-by-the-attacker"
    outsider = guarded()
    outsider.cookies.set("crisisdesk", "chosen-by-the-attacker")
    assert outsider.get("/").status_code == 303


def test_the_log_out_ends_the_session(guarded: Guarded) -> None:
    client = guarded()
    log_in(client, "ana")
    cookie = dict(client.cookies)
    client.post("/logout", data={"token": token_of(client.get("/reports").text)})
    stale = guarded()
    stale.cookies.update(cookie)
    assert stale.get("/").status_code == 303


def test_a_removed_account_is_out_at_once(guarded: Guarded, folder: Path) -> None:
    client = guarded()
    log_in(client, "ana")
    token = Accounts(folder).token("ana")
    Accounts(folder).remove("ana")
    assert client.get("/").status_code == 303
    headers = {"Authorization": f"Bearer {token}"}
    assert guarded().get("/api/v1/brief", headers=headers).status_code == 401


def test_a_token_acts_for_its_account(guarded: Guarded, folder: Path) -> None:
    client = guarded()
    for name, code in (("rea", 403), ("ana", 202)):
        headers = {"Authorization": f"Bearer {Accounts(folder).token(name)}"}
        assert client.get("/api/v1/brief", headers=headers).status_code == 200
        new = {"text": f"Iran threatened Israel, says {name}."}
        assert client.post("/api/v1/reports", json=new, headers=headers).status_code == code
    headers = {"Authorization": "Bearer guess"}
    assert client.get("/api/v1/brief", headers=headers).status_code == 401


def test_deeds_are_in_the_audit_log(guarded: Guarded) -> None:
    client = guarded()
    client.post("/login", data={"name": "adi", "password": "wrong wrong wrong"})
    log_in(client, "adi")
    data = {"token": token_of(client.get("/reports").text), "url": "http://192.0.2.1/<script>"}
    client.post("/add", data=data)
    page = client.get("/audit").text
    assert "failed to log in" in page and "logged in" in page
    assert "http://192.0.2.1/&lt;script&gt;" in page


# --- what is added


def _state_of_the_last(client: TestClient) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while (job := client.get("/api/v1/queue").json()[0])["state"] in ("waiting", "reading"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return dict(job)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "0x7f000001", "0"]
)
def test_an_address_inside_the_own_network_is_not_fetched(client: TestClient, host: str) -> None:
    asked: list[str] = []

    class Inside(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(500)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Inside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://{host}:{server.server_port}/secret"
        client.post("/api/v1/reports", json={"url": url})
        job = _state_of_the_last(client)
    finally:
        server.shutdown()
    assert job["state"] == "failed" and not asked, job


def test_too_large_an_upload_is_refused(folder: Path) -> None:
    app = build_app(Settings(folder, upload_bytes=50_000))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        token = token_of(client.get("/reports").text)
        files = {"files": ("big.txt", b"x" * 60_000)}
        assert client.post("/add", data={"token": token}, files=files).status_code in (400, 413)
        files = {"files": ("big.txt", b"x" * 2_000_000)}
        assert client.post("/add", data={"token": token}, files=files).status_code == 413
    assert not (folder / "uploads").exists()


def test_too_many_files_at_once_are_refused(folder: Path) -> None:
    app = build_app(Settings(folder, upload_files=3))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        token = token_of(client.get("/reports").text)
        files = [("files", (f"{i}.txt", b"Iran threatened Israel.")) for i in range(5)]
        assert client.post("/add", data={"token": token}, files=files).status_code == 400
    assert not (folder / "uploads").exists()
