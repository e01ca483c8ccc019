"""A desk's stream: events that others coded, and the odds of pairs that are counted from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from crisisdesk.desk.at_hand import STREAM
from crisisdesk.desk.opened import Opened, checked_day

if TYPE_CHECKING:
    from crisisdesk.formats.streams.store import Imported, Limits, Store
    from crisisdesk.history.dyads.daily import Daily
    from crisisdesk.history.ranking.saved import Card as RankingCard
    from crisisdesk.odds.backtest import Backtest
    from crisisdesk.odds.pair_history import PairHistory
    from crisisdesk.odds.pairs import PairForecast, PairQuestion
    from crisisdesk.odds.refit import Refit


class Streams(Opened):
    """What a desk does with the events of other makers."""

    @property
    def stream(self) -> Store:
        """The desk's events of other makers, which `import_events` brings in."""
        from crisisdesk.formats.streams.store import Store

        return Store(self.path / STREAM)

    def import_events(
        self, source: str | Path, progress: Callable[[str, float], None] | None = None,
        limits: Limits | None = None,
    ) -> Imported:  # fmt: skip
        """Bring a file of coded events into the desk: ICEWS, GDELT, POLECAT, ACLED, UCDP GED or
        Phoenix; a path, or a URL in an object store. Each file and each event is taken once; rows
        that cannot be read are set aside with line and reason.

        ``progress`` is called with a step and its share in per cent; ``limits`` bound memory and
        threads. Raises StreamError where the
        file is no such file or cannot be read; what the desk held stays as it was.
        """
        from crisisdesk.formats.streams.importing import import_events

        return import_events(source, self.stream, progress, limits)

    def forecast(
        self,
        kind: str,
        source: str | None = None,
        target: str | None = None,
        days: int = 30,
        as_of: str | None = None,
        *,
        top: int = 10,
        moved: bool = False,
    ) -> list[PairForecast]:
        """Will ``source`` do this kind of thing (a PLOVER type, ``mediate`` or a quad) to
        ``target`` within ``days`` (1 to 180)? From the events that `import_events` brought in.

        Either party may be left open: the likeliest ``top`` pairs come back, or with ``moved``
        those whose odds moved most in a week. ``as_of`` is by default the last day that the
        stream knows. With one party open and a ranking that `refit` made, the ranking says who it
        is next. Raises StreamError where the desk holds no events, QuestionError where the
        question cannot be answered.
        """
        from crisisdesk.odds.pairs import pair_forecasts
        from crisisdesk.odds.ranking import ranked

        daily, question = self._asked(kind, source, target, days, as_of)
        found = None
        one, other = question.source, question.target
        if (one is None) != (other is None) and not moved:
            events = self.stream.relation(daily.connection)
            found = ranked(
                daily.connection, events, question.as_of, question.kind, one, other,
                self._ranking, top,
            )  # fmt: skip
        return pair_forecasts(
            daily,
            question,
            top=top,
            moved=moved,
            ranked=found or (),
            own=self._odds,
        )

    def odds_over_time(
        self, kind: str, source: str, target: str, days: int = 30, as_of: str | None = None,
        weeks: int = 26,
    ) -> PairHistory:  # fmt: skip
        """The odds of one pair as they would have been told at the end of each of the last
        ``weeks`` weeks, and the events of the weeks that moved them most. Raises as `forecast`."""
        from crisisdesk.odds.pair_history import pair_history

        daily, question = self._asked(kind, source, target, days, as_of)
        return pair_history(daily, question, weeks, self._odds)

    def _asked(
        self, kind: str, source: str | None, target: str | None, days: int, as_of: str | None
    ) -> tuple[Daily, PairQuestion]:
        from crisisdesk.formats.streams.store import known_until
        from crisisdesk.history.dyads.daily import counted
        from crisisdesk.odds.actors import code_of
        from crisisdesk.odds.pairs import PairQuestion, kind_named

        daily = counted(self.stream)
        events = self.stream.relation(daily.connection)
        day = date.fromisoformat(checked_day(as_of) or known_until(events))
        one, other = (
            code_of(party, day.isoformat()) if party else None for party in (source, target)
        )
        return daily, PairQuestion(kind_named(kind), days, day, one, other)

    def backtest(
        self, kinds: Sequence[str] = ("ASSAULT",), days: Sequence[int] = (30,),
        since: int | None = None, until: int | None = None, *,
        limits: Limits | None = None, engine: str | None = None, dyads: int = 1,
    ) -> Backtest:  # fmt: skip
        """How the odds of pairs would have fared on the desk's own events: each kind and horizon
        asked at the months' starts of the years ``since`` to ``until`` (by default all but the
        stream's first two), held against what came.

        ``limits`` bound memory and threads; ``engine`` is ``local``, ``ray`` or
        ``ray://HOST:PORT``; a year is cut into so many tasks by its ``dyads``. Raises as
        `forecast`, and DeskError where Ray is out of reach.
        """
        from crisisdesk.engines import engine_named
        from crisisdesk.odds.backtest import Asked, backtest
        from crisisdesk.odds.pairs import kind_named

        first, last = _years(self.stream)
        asked = Asked(
            tuple(kind_named(kind) for kind in kinds), tuple(days), since or first + 2,
            until or last,
        )  # fmt: skip
        return backtest(self.stream, asked, limits, engine_named(engine), dyads)

    def refit(
        self, as_of: str | None = None, limits: Limits | None = None, *, engine: str | None = None
    ) -> RankingCard:  # fmt: skip
        """Fit the ranking of who does what to whom next on the latest of the desk's own events, as
        they were known on a day (by default the last that the stream knows), and keep it in the
        desk. ``limits`` bound what DuckDB takes, ``engine`` counts the years, as for `backtest`.
        Raises StreamError where the desk holds too few events."""
        from crisisdesk.engines import engine_named
        from crisisdesk.odds.ranking import refit

        return refit(self.stream, self._until(as_of), self._ranking, limits, engine_named(engine))

    def refit_odds(
        self, kinds: Sequence[str] = ("ASSAULT",), as_of: str | None = None, *,
        limits: Limits | None = None, engine: str | None = None, dyads: int = 1,
    ) -> Refit:  # fmt: skip
        """Fit the odds of pairs, for some kinds, on the desk's own events as they were known on a
        day, and keep in the desk those that forecast its held-out months better than the shipped
        ones: from then on `forecast` asks them. Those of an earlier call go. ``limits``,
        ``engine`` and ``dyads`` as for `backtest`. Raises StreamError where the desk holds less
        than three years of events, and as `backtest`."""
        from crisisdesk.engines import engine_named
        from crisisdesk.odds.pairs import kind_named
        from crisisdesk.odds.refit import refit

        names = list(dict.fromkeys(kind_named(kind) for kind in kinds))
        return refit(
            self.stream, names, self._until(as_of), self._odds, limits, engine_named(engine), dyads
        )

    def _until(self, as_of: str | None) -> date:
        """A day, by default the last that the stream knows."""
        from crisisdesk.formats.streams.store import connect, known_until

        day = checked_day(as_of) or known_until(self.stream.relation(connect()))
        return date.fromisoformat(day)

    @property
    def _odds(self) -> Path:
        return self.stream.folder / "odds"

    @property
    def _ranking(self) -> Path:
        return self.stream.folder / "ranking"


def _years(store: Store) -> tuple[int, int]:
    """The first and last year of a store's events."""
    from crisisdesk.history.dyads.daily import years_of

    years = years_of(store)
    return years[0].year, years[-1].year
