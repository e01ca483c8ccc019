"""Every kind of source becomes a report or one clear line that names it and the reason."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.errors import ReportError
from crisisdesk.formats.load import MAX_BYTES, load_report
from crisisdesk.terms.records import Date, Report, report_id

PROSE = (
    "The two sides met in Geneva on Monday and agreed that the talks would go on, said the "
    "minister, who would not be drawn on when they might end or what they had been about."
)
HTML = f"""<!DOCTYPE html><html><head><title>Envoys meet | The Lamp</title>
<meta property="og:site_name" content="The Lamp"><meta name="author" content="Jane Doe">
<meta property="article:published_time" content="2025-04-09T08:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>Envoys meet</h1>
<p>{PROSE}</p><h2>What next?</h2><p>{PROSE.replace("Monday", "Tuesday")}</p></article>
<footer>Follow us on Facebook</footer></body></html>"""


def load(tmp_path: Path, name: str, content: str | bytes) -> Report:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_report(str(path))


def refusal(tmp_path: Path, name: str, content: str | bytes) -> str:
    with pytest.raises(ReportError) as caught:
        load(tmp_path, name, content)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / name}: ")
    assert "\n" not in said
    return said


# --- what can be read


def test_plain_text_is_kept_as_it_stands_but_for_line_ends(tmp_path: Path) -> None:
    report = load(tmp_path, "a.txt", f"Envoys meet\r\n\r\n  {PROSE}\r\rPost a Comment\n")
    assert report.text == f"Envoys meet\n\n  {PROSE}\n\nPost a Comment\n"
    assert report.id == report_id(report.text)
    assert report.format == "text"
    assert [report.text[span.start : span.end] for span in report.furniture] == ["Post a Comment"]
    assert {span.report for span in report.furniture} == {report.id}


def test_html_gives_its_main_text_and_what_it_says_of_itself(tmp_path: Path) -> None:
    report = load(tmp_path, "a.html", HTML)
    assert report.text.split("\n\n") == [
        "Envoys meet", PROSE, "What next?", PROSE.replace("Monday", "Tuesday"),
    ]  # fmt: skip
    assert (report.title, report.author, report.outlet) == ("Envoys meet", "Jane Doe", "The Lamp")
    assert report.published == Date("2025-04-09", "metadata")
    assert report.format == "html"


def test_a_page_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    assert load(tmp_path, "page.txt", f"<!-- saved -->\n{HTML}").format == "html"
    assert load_report("-", stdin=io.BytesIO(HTML.encode())).format == "html"
    assert load(tmp_path, "a.html", PROSE).format == "text"


def test_markdown_loses_its_markup_and_tells_its_front_matter(tmp_path: Path) -> None:
    report = load(
        tmp_path,
        "a.md",
        "---\ntitle: Envoys meet\nauthor: Jane Doe\ndate: 2025-04-09\noutlet: The Lamp\n---\n"
        f"# Envoys meet\n\n*{PROSE[:60]}*\n{PROSE[60:]}\n\n## What next?\n\n"
        "See [the **treaty**](https://x.example/a) ![map](m.png) and `x`.\n\n<b>Bold</b> words.\n",
    )
    assert report.text.split("\n\n") == [
        "Envoys meet", f"{PROSE[:60]} {PROSE[60:]}".replace("  ", " "), "What next?",
        "See the treaty and x.", "Bold words.",
    ]  # fmt: skip
    assert (report.title, report.author, report.outlet) == ("Envoys meet", "Jane Doe", "The Lamp")
    assert report.published == Date("2025-04-09", "metadata")


def test_broken_front_matter_is_left_out(tmp_path: Path) -> None:
    report = load(tmp_path, "a.md", f"---\ntitle: [a\n: b\n---\n{PROSE}\n")
    assert report.text == PROSE
    assert report.title is None


@pytest.mark.parametrize("share", [0.55, 0.75, 0.9])
def test_a_page_cut_off_is_read_as_far_as_it_goes(tmp_path: Path, share: float) -> None:
    report = load(tmp_path, "half.html", HTML[: int(len(HTML) * share)])
    assert "met in Geneva" in report.text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    text = f"“Zürich – Genève”\n\n{PROSE}\n"
    assert load(tmp_path, "a.txt", text.encode(encoding)).text == text


def test_a_declared_charset_is_believed(tmp_path: Path) -> None:
    page = HTML.replace("<head>", '<head><meta charset="iso-8859-2">').replace("Jane", "Łucja")
    assert load(tmp_path, "a.html", page.encode("iso-8859-2")).author == "Łucja Doe"


def test_a_character_cut_in_half_at_the_end_is_forgiven(tmp_path: Path) -> None:
    assert load(tmp_path, "a.txt", PROSE.encode() + "”".encode()[:2]).text == PROSE


def test_standard_input_is_a_source() -> None:
    report = load_report("-", stdin=io.BytesIO(PROSE.encode()))
    assert (report.source, report.text) == ("-", PROSE)


def test_a_short_english_text_is_no_foreign_one(tmp_path: Path) -> None:
    assert load(tmp_path, "a.txt", "Iran strikes Israel").text == "Iran strikes Israel"


# --- what cannot


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n\t", "empty"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(100), "a picture"),
        ("a.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(20), "a picture"),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", "a PDF: save it as text or HTML first"),
        ("a.docx", b"PK\x03\x04" + bytes(40), "office document"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(40), "office"),
        ("a.rtf", b"{\\rtf1 hello}", "RTF"),
        ("a.gz", b"\x1f\x8b\x08" + bytes(20), "gzip"),
        ("a.txt", bytes(range(256)) * 8, "binary|no.*text|not text"),
        ("a.txt", b"12345 67890 --- ///", "no words"),
        ("a.txt", b"\x81\x8d\x8f\x90\x9d" * 50, "encoding|not text|not English|no words"),
        ("feed.xml", b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "feed"),
        ("a.html", b"<html><body></body></html>", "no text"),
        ("a.html", b"<html><body><p>Please enable JavaScript to go on.</p></body></html>",
         "no report"),
        ("line.txt", b"word " * 30_000, "line of"),
        ("book.txt", b"Some words of prose here.\n" * 20_000, "too long"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    import re

    assert re.search(reason, refusal(tmp_path, name, content))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Россия рассматривает Иран как важного союзника, заявил Песков. " * 3, "Cyrillic"),
        ("قال وزير الخارجية الإيراني يوم السبت إن المحادثات ستستمر. " * 3, "Arabic"),
        ("中国外交部发言人周二表示，双方将继续保持沟通。" * 3, "Chinese"),
        ("Le ministre des affaires étrangères a dit que les discussions vont se poursuivre dans "
         "les jours qui viennent et que la France est prête à aider pour une solution.", "French"),
        ("El ministro de asuntos exteriores dijo que las conversaciones van a seguir en los "
         "próximos días y que España está dispuesta a ayudar en una solución para la región.",
         "Spanish"),
        ("Der Außenminister sagte, dass die Gespräche in den nächsten Tagen weitergehen und dass "
         "sich Deutschland auch für eine Lösung mit den Nachbarn einsetzen wird, wie es heißt.",
         "German"),
    ],
)  # fmt: skip
def test_other_languages_are_named(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in refusal(tmp_path, "a.txt", text)
    assert "not English" in refusal(tmp_path, "b.html", f"<html><body><p>{text}</p></body></html>")


def test_a_russian_text_in_an_old_encoding_is_refused(tmp_path: Path) -> None:
    text = "Россия рассматривает Иран как важного союзника, заявил журналистам Песков. " * 5
    refusal(tmp_path, "a.txt", text.encode("cp1251"))


def test_mojibake_is_named(tmp_path: Path) -> None:
    text = "“We won’t go,” he said. “It isn’t ours.” " * 3 + PROSE
    assert "garbled" in refusal(tmp_path, "a.txt", text.encode().decode("cp1252", "ignore"))


def test_lost_characters_are_named(tmp_path: Path) -> None:
    assert "wrong encoding" in refusal(tmp_path, "a.txt", ("It isn\ufffdt, he said. " * 9) + PROSE)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="no such file"):
        load_report(str(tmp_path / "none.txt"))
    with pytest.raises(ReportError, match="a folder"):
        load_report(str(tmp_path))
    with pytest.raises(ReportError, match="cannot be read"):
        load_report("a\0b")
    with pytest.raises(ReportError, match="cannot be read"):
        load_report("a" * 5000)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        os.truncate(stream.fileno(), 50 * MAX_BYTES)  # sparse: reading it would take a gigabyte
    with pytest.raises(ReportError, match="larger than 20 MB"):
        load_report(str(path))


def test_an_endless_stream_is_read_to_the_limit_only() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 <= size <= MAX_BYTES + 1
            self.taken += size
            return b"a" * size

    stream = Endless()
    with pytest.raises(ReportError, match="larger than 20 MB"):
        load_report("-", stdin=stream)  # type: ignore[arg-type]
    assert stream.taken <= MAX_BYTES + 1


# --- whatever comes


def _load_any(data: bytes) -> None:
    try:
        report = load_report("-", stdin=io.BytesIO(data))
    except ReportError as error:
        assert "\n" not in str(error)
        return
    assert all(0 <= span.start < span.end <= len(report.text) for span in report.furniture)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_report_or_one_line(data: bytes) -> None:
    _load_any(data)


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div", ">", "<h1>", "<!--", "-->", "<script>", "</script>", "&#0;", "&lt;",
     "<table><tr><td>", "<ul><li>", "words of prose. ", "\x00", "<![CDATA[", "<html>", "<br/>",
     "# ", "---\n", "\n\n", "[a](b)", "“", "```\n", "| a | b |\n|---|---|\n"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(TAGS, max_size=30), st.sampled_from(["<html><body>", "# A\n\n**b** ", ""]))
def test_any_markup_ends_in_a_report_or_one_line(tags: list[str], start: str) -> None:
    _load_any((start + "".join(tags)).encode())
