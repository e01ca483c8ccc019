"""The trial's stage: the invented reports as sites, feeds, a sitemap and a folder, day by day."""

from __future__ import annotations

import html
import os
import re
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import yaml
from msgspec.structs import replace

from crisisdesk.desk import Desk
from crisisdesk.watch import Rule, Settings, Watch
from tests.watch.sites import Clock, Reply, Site

HERE = Path(__file__).parent
DAYS = 90
SHOWN = 12  # items that a feed shows
BY_FOLDER, BY_SITEMAP = "Radio Loja", "Gulf Shipping Notes"
ATOM = {"The Harbour Gazette", "The Brasilia Monitor", "East River Dispatch"}


class Item:
    """One report as it was published: ``text`` as paragraphs, ``of`` the report whose words it
    copies, ``over`` the one that it corrects or withdraws."""

    def __init__(self, row: dict, by_id: dict[str, Item]) -> None:
        self.id, self.outlet, self.title = row["id"], row["outlet"], row["title"]
        self.at = datetime.strptime(str(row["at"]), "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)
        self.author = row.get("author")
        self.of, self.over = row.get("copy_of"), row.get("corrects") or row.get("withdraws")
        self.withdraws = "withdraws" in row
        if self.of:
            self.text = by_id[self.of].text[: row["paragraphs"]]
        else:
            self.text = [" ".join(part.split()) for part in row["text"].split("\n\n")]

    @property
    def place(self) -> str:
        """Where it lies; what corrects a report lies where that one lay, but for a notice that
        names it."""
        name = self.over if self.over and self.id != "cb-11" else self.id
        return f"/{slug(self.outlet)}/{name}"


def items() -> list[Item]:
    """All reports, in the order in which they were published."""
    found: dict[str, Item] = {}
    for path in sorted((HERE / "reports").glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            found[row["id"]] = Item(row, found)
    return sorted(found.values(), key=lambda item: item.at)


def course() -> dict:
    """The true course of events."""
    return yaml.safe_load((HERE / "course.yaml").read_text(encoding="utf-8"))


def slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower()).strip("-")


def page(item: Item) -> Reply:
    """The report's page, with what pages have around their reports."""
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in item.text)
    author = f'<meta name="author" content="{html.escape(item.author)}">' if item.author else ""
    title = html.escape(item.title)
    text = f"""<!doctype html><html lang="en"><head><title>{title}</title>{author}
<meta property="og:site_name" content="{html.escape(item.outlet)}">
<meta property="article:published_time" content="{item.at.isoformat()}"></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>
<article><h1>{title}</h1>{paragraphs}</article>
<footer>© {html.escape(item.outlet)} 2031. An exercise: invented.</footer></body></html>"""
    return Reply(text.encode())


def rss(shown: list[Item], site: Site) -> Reply:
    rows = "".join(
        f"<item><guid>{item.place}</guid><title>{html.escape(item.title)}</title>"
        f"<link>{site.url}{item.place}</link><pubDate>{format_datetime(item.at)}</pubDate>"
        f"<description>{html.escape(item.text[0])}</description></item>"
        for item in shown
    )
    return Reply(f"<rss version='2.0'><channel>{rows}</channel></rss>".encode(), "text/xml")


def atom(shown: list[Item], site: Site) -> Reply:
    rows = "".join(
        f"<entry><id>tag:{item.place}</id><title>{html.escape(item.title)}</title>"
        f"<link href='{site.url}{item.place}'/><updated>{item.at.isoformat()}</updated></entry>"
        for item in shown
    )
    return Reply(f"<feed xmlns='http://www.w3.org/2005/Atom'>{rows}</feed>".encode(), "text/xml")


def sitemap(shown: list[Item], site: Site) -> Reply:
    rows = "".join(
        f"<url><loc>{site.url}{item.place}</loc><lastmod>{item.at.isoformat()}</lastmod></url>"
        for item in shown
    )
    return Reply(f"<urlset>{rows}</urlset>".encode(), "text/xml")


class Stage:
    """The sites of all outlets, as they stand at the clock's time, and a desk that watches."""

    def __init__(self, site: Site, folder: Path, settings: Settings) -> None:
        self.site, self.clock = site, Clock(datetime(2031, 2, 28, 23, 30, tzinfo=UTC))
        self.items = items()
        self.inbox = folder / "in"
        self.inbox.mkdir(parents=True)
        self.said: list[tuple[str, str]] = []
        outlets = sorted({item.outlet for item in self.items} - {BY_FOLDER, BY_SITEMAP})
        self.feeds = {outlet: f"/{slug(outlet)}/feed" for outlet in outlets}
        site.pages["/hook"] = Reply()
        settings = replace(
            settings,
            feeds=tuple(site.url + path for path in self.feeds.values()),
            sitemaps=(f"{site.url}/map.xml",),
            folders=(str(self.inbox),),
            delay=0.0,
            private_addresses=True,
            webhook=f"{site.url}/hook",
        )
        self.desk = Desk(folder / "desk", now=self.clock)
        self.watch = Watch(self.desk, settings, say=self._say, sleep=self.clock.sleep, seed=1)

    def _say(self, line: str) -> None:
        self.said.append((self.today, line))

    @property
    def today(self) -> str:
        return self.clock().date().isoformat()

    def turn(self) -> None:
        """The next evening: what was published is there, and the watch does its round."""
        self.clock.on(days=1)
        self._publish()
        self.watch.round()

    def _publish(self) -> None:
        there: dict[str, Item] = {}
        for item in self.items:
            if item.at <= self.clock():
                there[item.place] = item
        for place, item in there.items():
            if item.outlet == BY_FOLDER:
                self._file(item)
            else:
                self.site.pages[place] = page(item)
        for outlet, path in self.feeds.items():
            own = [item for item in there.values() if item.outlet == outlet]
            shown = sorted(own, key=lambda item: item.at, reverse=True)[:SHOWN]
            self.site.pages[path] = (atom if outlet in ATOM else rss)(shown, self.site)
        notices = [item for item in there.values() if item.outlet == BY_SITEMAP]
        self.site.pages["/map.xml"] = sitemap(notices, self.site)

    def _file(self, item: Item) -> None:
        path = self.inbox / f"{item.id}.txt"
        if not path.exists():
            day = f"{item.at:%B} {item.at.day}, {item.at.year}"
            body = "\n\n".join(item.text)
            path.write_text(f"{item.title}\n\nLOJA, {day} - {body}\n", encoding="utf-8")
            old = time.time() - 60
            os.utime(path, (old, old))

    def close(self) -> None:
        self.watch.close()
        self.desk.close()


STRIKE = "Will Peru use force against Ecuador within 60 days?"
LEVELS = (0.05, 0.2, 0.6)
AFTER = 10  # quiet days beyond the ninety


class Played:
    """The ninety days and some more, played: ``odds`` of a strike by day."""

    def __init__(self, site: Site, folder: Path) -> None:
        rule = Rule(question=STRIKE, above=LEVELS, below=LEVELS)
        self.stage = Stage(site, folder, Settings(alert=(rule,), resolve=True))
        self.desk = self.stage.desk
        self.odds: dict[str, float] = {}

    def play(self) -> None:
        """Turn every day; the course's questions are asked on the third."""
        for number in range(DAYS + AFTER):
            if number == 2:
                for row in course()["questions"]:
                    self.desk.questions.ask(row["text"], as_of=self.stage.today)
            self.stage.turn()
            for level in self.stage.watch.watching.levels().values():
                self.odds[self.stage.today] = level.probability

    def report(self, name: str) -> str:
        """The id of the report that an item became, the last one where it was edited."""
        place = next(item.place for item in self.stage.items if item.id == name)
        seen = self.stage.watch.watching.report_at(self.stage.site.url + place, "")
        assert seen is not None, f"{name} was not read"
        return seen

    def told(self, start: str) -> list[tuple[str, str]]:
        """The lines that the watch told which begin so, each with its day."""
        return [(day, line) for day, line in self.stage.said if line.startswith(start)]
