"""The calibration plot: what was said against what came, plain geometry drawn by the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from crisisdesk.odds.scoring import Band

SIZE = 340  # of the square plot, in the picture's units
LEFT, TOP, RIGHT, BOTTOM = 62, 16, 20, 52  # room for the scales
LEAST, MOST = 4.0, 13.0  # radius of a dot
FULL = 30.0  # questions from which on a dot has its full size


@dataclass(frozen=True)
class Dot:
    """A band: its place, the ends of its interval, its size, and the words for it."""

    x: float
    y: float
    low: float
    high: float
    radius: float
    words: str


@dataclass(frozen=True)
class CalibrationPicture:
    """The plot of one forecaster. ``edges`` are the places of the likelihood words' edges."""

    width: int
    height: int
    left: int
    top: int
    size: int
    dots: tuple[Dot, ...]
    edges: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, float, str], ...]


def calibration_picture(bands: Sequence[Band]) -> CalibrationPicture:
    """Where the bands stand: to the right what was said, upwards what came true."""
    return CalibrationPicture(
        width=LEFT + SIZE + RIGHT,
        height=TOP + SIZE + BOTTOM,
        left=LEFT,
        top=TOP,
        size=SIZE,
        dots=tuple(_dot(band) for band in bands),
        edges=tuple((_across(e), f"{e * 100:.0f}") for e in (0.05, 0.2, 0.45, 0.55, 0.8, 0.95)),
        ticks=tuple((_across(s), _up(s), f"{s * 100:.0f}") for s in (0.0, 0.25, 0.5, 0.75, 1.0)),
    )


def _dot(band: Band) -> Dot:
    radius = LEAST + (MOST - LEAST) * sqrt(min(1.0, band.weight / FULL))
    words = (
        f"{band.word}: {band.said * 100:.0f} % said, {band.came * 100:.0f} % came true "
        f"({band.interval[0] * 100:.0f} to {band.interval[1] * 100:.0f})"
    )
    ends = (_up(band.interval[0]), _up(band.interval[1]))
    return Dot(_across(band.said), _up(band.came), *ends, round(radius, 1), words)


def _across(share: float) -> float:
    return round(LEFT + SIZE * share, 1)


def _up(share: float) -> float:
    return round(TOP + SIZE * (1.0 - share), 1)
