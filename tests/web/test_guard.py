"""Before every page: host names, headers, sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from crisisdesk.errors import DeskError
from crisisdesk.web.app import build_app
from crisisdesk.web.guard import host_of
from crisisdesk.web.settings import Settings

PATHS = ["/", "/questions", "/static/desk.js", "/api/v1/brief", "/none", "/login"]


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "", "[::2]", "0"],
)
def test_another_host_name_is_turned_away(client: TestClient, host: str) -> None:
    for path in PATHS:
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 421
        assert "Iran" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9", "LOCALHOST:8000", "[::1]:8000"])
def test_the_names_of_this_machine_are_known(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_a_further_name_is_known_where_it_was_given(folder: Path) -> None:
    app = build_app(Settings(folder, names=("Desk.example",)))
    with TestClient(app, base_url="http://desk.example") as client:
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_strict_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_are_not_kept_by_caches(client: TestClient) -> None:
    assert client.get("/").headers["cache-control"] == "no-store"


def test_a_large_body_is_refused_by_its_length(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", content=b"x" * 300_000)
    assert answer.status_code == 413


def test_a_large_body_of_unknown_length_is_refused_too(client: TestClient) -> None:
    def endless() -> object:
        for _ in range(400):
            yield b"x" * 1000

    assert client.post("/api/v1/ask", content=endless()).status_code == 413


@given(st.binary(max_size=60))
def test_any_host_header_gives_a_name(header: bytes) -> None:
    name = host_of(header)
    assert name == name.lower()


def test_nobody_listens_to_others_without_accounts(folder: Path) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.7", "desk.example"):
        with pytest.raises(DeskError, match="no accounts"):
            build_app(Settings(folder, host=host))
