"""Vocabulary files: every complaint names the file, and the line where there is one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import TermsError
from crisisdesk.terms.files import load_yaml, parse_yaml, plain_yaml, shipped
from crisisdesk.terms.gazetteer import GroupsFile, PlacesFile, StatesFile

HEAD = "# a comment\nchecked: 2026-01-01\n"


@pytest.mark.parametrize(
    ("text", "schema", "line", "word"),
    [
        (HEAD + "places:\n  - {name: A}\n  - {nmae: B}\n", PlacesFile, 5, "nmae"),
        (HEAD + "groups:\n  - {code: A, name: A, hoem: B}\n", GroupsFile, 4, "hoem"),
        (HEAD + "states:\n  - code: A\n    name: B\n    names: C\n", StatesFile, 6, "array"),
        (HEAD + "places: [\n", PlacesFile, 4, "YAML"),
    ],
)
def test_a_mistake_is_placed(text: str, schema: type, line: int, word: str) -> None:
    with pytest.raises(TermsError) as caught:
        parse_yaml(text, schema, "some.yaml")
    assert caught.value.line == line
    assert str(caught.value).startswith(f"some.yaml:{line}: ")
    assert word in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "absent.yaml"
    with pytest.raises(TermsError, match=r"absent\.yaml"):
        load_yaml(path, PlacesFile)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("places: [{name: Malé}]".encode("latin-1"))
    with pytest.raises(TermsError, match=r"latin\.yaml: cannot be read"):
        load_yaml(path, PlacesFile)


def test_codes_that_yaml_might_take_for_something_else_stay_words() -> None:
    loaded = parse_yaml(HEAD + "places: [{name: NO}, {name: 1e3}, {name: 2025-04}]", PlacesFile)
    assert [place.name for place in loaded.places] == ["NO", "1e3", "2025-04"]


@given(st.text(max_size=80))
def test_any_text_is_a_file_or_a_named_mistake(text: str) -> None:
    try:
        assert isinstance(parse_yaml(text, PlacesFile, "some.yaml"), PlacesFile)
    except TermsError as error:
        assert str(error).startswith("some.yaml")


@pytest.mark.parametrize("path", sorted(shipped(".").rglob("*.yaml")), ids=lambda path: path.name)
def test_yaml_is_read_as_the_base_loader_has_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert plain_yaml(text) == yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def test_what_stands_again_by_an_alias_is_one_and_not_many() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = plain_yaml("\n".join(lines))  # spelt out it would be 9 ** 29 words
    assert found["a29"][0] is found["a29"][8]


def test_a_key_that_is_no_word_is_a_mistake() -> None:
    with pytest.raises(TermsError, match="a key must be a word") as caught:
        parse_yaml("places:\n  - ? [a, b]\n    : c\n", PlacesFile, "some.yaml")
    assert caught.value.line == 2
