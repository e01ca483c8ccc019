"""A watch on a desk's sources: polls them, reads what is new, and says when odds cross a threshold.

It does one thing at a time: a source that is due, else an item that waits, else a look at the
odds, else an alert that is still to be told. All that it must remember stands in the desk's file
before the next thing is begun, so it may be killed at any moment and goes on where it was.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from crisisdesk.briefing.asking import asked
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import plain
from crisisdesk.desk import Desk
from crisisdesk.errors import DeskError, QuestionError, ReportError, StreamError
from crisisdesk.formats.moments import stamp, unstamp
from crisisdesk.formats.streams.joining import join_imports
from crisisdesk.odds.resolving import Proposal
from crisisdesk.record.watching import Source, Waiting, Watching
from crisisdesk.terms.records import Card, Forecast
from crisisdesk.watch.alerts import Alert, alert_of, next_try, receivers, tell
from crisisdesk.watch.gaps import Filling, away
from crisisdesk.watch.gdelt import Gdelt
from crisisdesk.watch.journal import Journal, Say
from crisisdesk.watch.manners import LONGEST_PAUSE, LaterError, Manners
from crisisdesk.watch.polling import Found, Polling
from crisisdesk.watch.settings import Rule, Settings, load_settings
from crisisdesk.watch.taking import Taken, Taking
from crisisdesk.watch.thresholds import Crossing, crossings

GONE = "answers 410"
LONGEST_SLEEP = 60.0
AWAY_SECONDS = 600.0
AHEAD = timedelta(days=2)
"""Nothing is put off so long: what is due later than this was noted by a clock that went wrong."""
MOST_NEW = 20  # new reports that an alert names
LOOK_AFTER = 50  # new reports after which the odds are looked at although more wait


class Watch:
    """``with Watch(desk) as watch: watch.run()``.

    ``settings`` are by default those of the desk's ``desk.toml``. ``say`` is given each line for
    people. ``now`` (UTC) is the desk's clock, ``sleep`` waits; a test or a replay turns both.
    Raises DeskError where another watch is at work on the desk, or its settings hold a mistake.
    """

    def __init__(
        self,
        desk: Desk,
        settings: Settings | None = None,
        *,
        say: Say = print,
        sleep: Callable[[float], object] | None = None,
        seed: int | None = None,
    ) -> None:
        self.desk = desk
        self.settings = settings or load_settings(desk.path)
        self.watching = Watching(desk.file)
        self._now = desk.file.now
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self.journal = Journal(desk.path, lambda line: say(plain(line)))
        if not desk.file.hold("watch"):  # on another machine, which has its own lock
            self.journal.close()
            raise DeskError(f"{desk.file.path}: another watch is at work on this ledger")
        self.manners = Manners(self.settings, self._now, self._sleep, seed)
        self._polling = Polling(self.watching, self.manners, self._now, self.settings.backlog)
        self._filling = Filling(self.watching, self.manners, self._polling)
        self._gdelt = Gdelt(self.manners, self.settings, self._now)
        self._taking = Taking(desk, self.manners, self._now)
        self._new: deque[Card] = deque(maxlen=MOST_NEW)
        self._since_look = self._read = 0
        self._looked_on = ""
        self._complaints: deque[str] = deque(maxlen=50)
        self._follow()

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the desk's log; the desk stays open."""
        self.journal.close()
        self.desk.file.let_go("watch")

    def stop(self) -> None:
        """End `run` after what it is doing; may be called from a signal's handler."""
        self._stopped.set()

    # --- running

    def run(self, seconds: float | None = None, most: int | None = None) -> bool:
        """Watch until `stop` is called, or for so many seconds; True where it ended since ``most``
        reports were read. The reader keeps each new word that it meets, some 20 kB a report: who
        watches for months begins anew then."""
        self._read = 0
        end = self._now() + timedelta(seconds=seconds) if seconds is not None else None
        self.journal.note(f"begins, {len(self.sources())} sources")
        while not self._stopped.is_set() and (end is None or self._now() < end):
            if most is not None and self._read >= most:
                return True
            try:
                self._step(end)
            except DeskError as error:
                # a disk that is full or a file that is held: what was begun is found again
                self.journal.warn(f"{error}; again in {LONGEST_SLEEP:g} s")
                self._sleep(LONGEST_SLEEP)
        self.journal.note("ends")
        return False

    def _step(self, end: datetime | None) -> None:
        """The one thing that is to be done next; where that is nothing, wait for it."""
        self._beat()
        if self._since_look >= LOOK_AFTER:
            self._look()
        if self._poll_next() or (pause := self._take_next()) == 0.0:
            return
        if not (self._look() or self._deliver()):
            self._sleep(self._idle(pause, end))

    def round(self) -> None:
        """Poll every source that may be asked now, read all that is new, look at the odds once and
        tell what is to be told."""
        for source in self.sources():
            never = stamp(self._now() + AHEAD)
            if not self._moment() < source.held <= never and not self._stopped.is_set():
                self._poll(source)
        while not self._stopped.is_set() and (pause := self._take_next()) is not None:
            if pause > LONGEST_PAUSE:
                break
            if pause:
                self._sleep(pause)
            if self._since_look >= LOOK_AFTER:
                self._look()
        self._look()
        while self._deliver():
            pass
        self.watching.pulse(self._now())

    def _beat(self) -> None:
        """Note that somebody watches, and how long nobody did."""
        last = self.watching.pulse()
        if last and (self._now() - unstamp(last)).total_seconds() < LONGEST_SLEEP / 2:
            return
        gap = away(last, self._moment(), max(AWAY_SECONDS, 2 * self.settings.every))
        if gap is not None:
            self.watching.note_gap(gap)
            self.journal.warn(f"nobody watched from {gap.first} to {gap.last}")
        self.watching.pulse(self._now())

    def _idle(self, pause: float | None, end: datetime | None) -> float:
        """Seconds until there is something to do again."""
        waits = [LONGEST_SLEEP]
        waits += [] if pause is None else [pause]
        waits += [] if end is None else [(end - self._now()).total_seconds()]
        due = [max(source.due, source.held, self._free(source.here)) for source in self.sources()]
        for moment in (*due, self.watching.next_item(), self.watching.next_delivery()):
            if moment:
                waits.append((unstamp(moment) - self._now()).total_seconds())
        return max(0.05, min(waits))

    def _free(self, url: str) -> str:
        """The moment from which an address's host may be asked, empty where that is now."""
        free = self.manners.free(url) if "://" in url else None
        return stamp(free + timedelta(seconds=1)) if free else ""

    def _moment(self) -> str:
        return stamp(self._now())

    # --- sources

    def _follow(self) -> None:
        """The sources that the desk's file names are watched, those that it names no more not."""
        named = self.settings.sources()
        for kind, address in named:
            where = str(self.desk.path / Path(address)) if kind == "folder" else address
            self.watching.follow(kind, where, "file")
        addresses = {
            str(self.desk.path / Path(address)) if kind == "folder" else address
            for kind, address in named
        }
        for source in self.watching.sources():
            if source.origin == "file" and source.address not in addresses:
                self.watching.leave(source.address)

    def sources(self) -> list[Source]:
        """The sources that are watched now."""
        return [source for source in self.watching.sources() if source.state == "on"]

    def _poll_next(self) -> bool:
        """Poll the source that has been due longest; False where none is."""
        now, never = self._moment(), stamp(self._now() + AHEAD)
        due = [
            source
            for source in self.sources()
            if not now < max(source.due, source.held, self._free(source.here)) <= never
        ]
        if not due:
            return False
        self._poll(min(due, key=lambda source: source.due))
        return True

    def _poll(self, source: Source) -> None:
        found = Found()
        try:
            found = (
                self._gdelt.poll(source) if source.kind == "gdelt" else self._polling.poll(source)
            )
            if found.gap is not None and source.kind == "feed":
                self._filling.fill(source, found)
        except (LaterError, ReportError) as error:
            self._failed(source, error)
        except DeskError:
            raise
        except Exception as error:
            # one source must not end the watch, whatever is wrong with our code
            found = Found()
            self._failed(source, ReportError(source.address, _ours(error)))
        else:
            self._answered(source, found)
        self.watching.polled(source, found.items, found.left, found.gap)
        self._say_of(source, found)

    def _failed(self, source: Source, error: LaterError | ReportError) -> None:
        reason, until = error.reason, self.manners.after(source.failures + 1)
        if isinstance(error, LaterError):
            until = error.until if error.pause else max(until, error.until)
        source.held = stamp(until)
        if isinstance(error, LaterError) and error.pause:
            return
        source.failures += 1
        if reason == GONE:
            source.state = "gone"
            reason = "is gone for good (410) and is watched no more"
        if reason != source.said:
            self.journal.warn(f"{source.address}: {reason}; again from {source.held} on")
        source.said = reason

    def _answered(self, source: Source, found: Found) -> None:
        if source.failures:
            self.journal.tell(f"{source.address}: answers again")
        source.failures, source.said, source.held = 0, "", ""
        source.good = self._moment()
        source.due = stamp(self.manners.next_poll(found.minutes))

    def _say_of(self, source: Source, found: Found) -> None:
        if found.said:
            self.journal.note(f"{source.address}: {found.said}")
        if found.left:
            self.journal.tell(f"{source.address}: {len(found.left):,} older items are left unread")
        if found.gap is not None:
            gap = found.gap
            self.journal.warn(
                f"{source.address}: {gap.kind} between {gap.first} and {gap.last}: {gap.note}"
            )
        known = self.watching.seen(source.id, found.withdrawn) if found.withdrawn else {}
        for key, seen in known.items():
            if seen.report:
                self._withdraw(seen.report, f"{source.address} took {key} back")

    # --- items

    def _take_next(self) -> float | None:
        """Read the first item whose host is free: 0. Else the seconds until one is, None where no
        item waits."""
        waiting = self.watching.waiting(self._moment(), stamp(self._now() + AHEAD))
        pauses = []
        for item in waiting:
            free = self.manners.free(item.url) if item.url and "://" in item.url else None
            if free is None:
                self._take(item)
                return 0.0
            pauses.append(max(0.05, (free - self._now()).total_seconds()))
        return min(pauses, default=None)

    def _take(self, item: Waiting) -> None:
        kinds = {source.id: source.kind for source in self.watching.sources()}
        try:
            taken = self._taken(item, kinds.get(item.source, "feed"))
        except LaterError as error:
            self.watching.put_off(item, stamp(error.until), error.reason, counts=not error.pause)
            self.journal.note(
                f"{item.url or item.key}: {error.reason}; again from {stamp(error.until)}"
            )
            return
        except ReportError as error:
            taken = Taken(said=error.reason)
        except DeskError:
            raise
        except Exception as error:
            # nor must one item, again and again
            taken = Taken(said=_ours(error))
        self.watching.read(item, taken.kept, taken.said)
        self._say_taken(item, taken)

    def _taken(self, item: Waiting, kind: str) -> Taken:
        if kind == "gdelt":
            room = self.desk.path / "stream" / "incoming"
            room.mkdir(parents=True, exist_ok=True)
            imported = self._gdelt.take(item, self.desk.import_events, room)
            try:
                join_imports(self.desk.stream, "gdelt")
            except StreamError as error:
                self._complain(str(error))
            return Taken("events", said=f"{imported.rows:,} events")
        if kind == "folder":
            return self._taking.file(item)
        since = stamp(self._now() - timedelta(days=1))
        if item.url and item.report is None:
            known = self.watching.report_at(item.url, since)
            if known is not None:
                return Taken(known, said="read from another source")
        return self._taking.page(item)

    def _say_taken(self, item: Waiting, taken: Taken) -> None:
        report, where = taken.report, item.url or item.key
        if report is None:
            refused = "" if taken.kept else "not read: "
            self.journal.note(f"{where}: {refused}{taken.said}")
            if taken.gone and item.report:
                self._withdraw(item.report, f"{where} is gone for good (410)")
            return
        if not taken.new:
            self.journal.note(f"{where}: known before")
            return
        if item.report:
            self._supersede(item, report.id)
        day = report.published.value if report.published else "no day"
        verb = "edited" if item.report and item.report != report.id else "new"
        said = f" ({taken.said})" if taken.said else ""
        self.journal.tell(f"{verb}: {report.title or where} ({day}) {where}{said}")
        self._new.append(report)
        self._since_look += 1
        self._read += 1

    def _supersede(self, item: Waiting, new: str) -> None:
        """The report that an item was before it was edited gives way to the new one, unless the
        desk has seen that by itself."""
        gone = {card.id for card, _ in self.desk.superseded()}
        if item.report and item.report != new and not gone & {item.report, new}:
            self.desk.correct(item.report, new, "its source edited it")

    def _withdraw(self, report: str, reason: str) -> None:
        """The report stops counting from today on."""
        try:
            self.desk.withdraw(report, reason)
        except DeskError as error:
            self.journal.warn(f"{reason}: {error}")
            return
        self.journal.tell(f"withdrawn: {reason}")
        self._since_look += 1

    # --- odds

    def _look(self) -> bool:
        """Look at the odds where something is new or a day has begun; False where neither is."""
        today = self._moment()[:10]
        if not self._since_look and self._looked_on == today:
            return False
        self._since_look, self._looked_on = 0, today
        self._keep_questions(today)
        new, made = list(self._new), []
        self._new.clear()
        stood = self.watching.levels()
        levels = []
        for rule in self.settings.alert:
            for forecast in self._forecasts(rule, today):
                now, crossed = crossings(rule, forecast, stood)
                levels += now
                for one in crossed:
                    alert = self._alert(one, new)
                    made.append((alert, receivers(rule, self.settings)))
        self.watching.stand(
            levels, [(alert.id, msgspec.json.encode(alert), whom) for alert, whom in made]
        )
        for alert, _ in made:
            self.journal.warn(alert.line)
        return True

    def _keep_questions(self, today: str) -> None:
        """Append today's odds to the questions that the desk keeps; where that is wanted, resolve
        those that their rules decide."""
        try:
            self.desk.questions.update(as_of=today)
            if self.settings.resolve:
                self._resolve(today)
        except (DeskError, QuestionError) as error:
            self._complain(str(error))

    def _resolve(self, today: str) -> None:
        """Resolve what rules decide. Where a no has deeds against it that lack something, a second
        origin or a day say, a person has to look."""
        for standing in self.desk.questions.standing():
            number = standing.asked.id
            if standing.outcome is not None:
                continue
            proposals = self.desk.questions.propose(number, as_of=today)
            if any(one.verdict in ("open", "unknown") for one in proposals):
                continue
            if any(_is_doubtful(one) for one in proposals):
                self._complain(f"question {number}: its rule is met in part: resolve it by hand")
                continue
            outcome = self.desk.questions.resolve(number, as_of=today)
            true = ", ".join(f"{option} on {day}" for option, day in outcome.true.items())
            self.journal.tell(f"question {number} resolved: {true or 'no'}")

    def _alert(self, crossing: Crossing, new: list[Card]) -> Alert:
        forecast = crossing.forecast
        question = asked(forecast.question, forecast.as_of, Names(), forecast.given)
        told = (span for driver in forecast.drivers for span in driver.spans)
        reports = [*self.desk.cited(told).values()]
        return alert_of(crossing, question, str(self.desk.path), self._moment(), reports, new)

    def _forecasts(self, rule: Rule, today: str) -> list[Forecast]:
        """The odds that a rule is about; none where the desk cannot answer yet."""
        try:
            if rule.question is not None:
                return [self.desk.ask(rule.question, as_of=today)]
            return [one for one in self.desk.odds(as_of=today) if one.question.kind == rule.kind]
        except (DeskError, QuestionError) as error:
            self._complain(str(error))
            return []

    def _complain(self, reason: str) -> None:
        if reason not in self._complaints:
            self._complaints.append(reason)
            self.journal.tell(reason)

    def _deliver(self) -> bool:
        """Tell one receiver of one alert; False where nothing is to be told now."""
        for delivery in self.watching.deliveries(self._moment())[:1]:
            private = self.settings.private_addresses
            said = tell(delivery.receiver, delivery.body, self.desk.path, private_addresses=private)
            due = next_try(self._now(), delivery.tries) if said else None
            self.watching.delivered(delivery, said, stamp(due) if due else None)
            outcome = f"{said}; again from {stamp(due)}" if due else said and f"{said}; given up"
            if said:
                self.journal.warn(f"alert {delivery.alert} to {delivery.receiver}: {outcome}")
            else:
                self.journal.note(f"alert {delivery.alert} to {delivery.receiver}: told")
            return True
        return False


def _is_doubtful(proposal: Proposal) -> bool:
    """Whether more is missing than a deed that counts, which the first line says."""
    return proposal.verdict != "yes" and bool(proposal.deeds or proposal.missing[1:])


def _ours(error: Exception) -> str:
    return f"the watch failed on it, which is our mistake ({type(error).__name__}: {error})"


__all__ = ["Watch"]
