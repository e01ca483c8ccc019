"""What a forecast stands on, in words: reasons and their size, precedents, what would change it."""

from __future__ import annotations

from math import exp

from crisisdesk.briefing.plain import capital, percent, plain
from crisisdesk.terms.records import Forecast, PastCase, Swing

LEAST = 0.05  # log-odds below which a reason hardly moves anything


def effect_words(effect: float) -> str:
    """Direction and size of an effect in log-odds: ``likelier by this, odds × 1.6``."""
    if not effect:
        return ""
    if abs(effect) < LEAST:
        return "hardly moves it"
    factor = exp(effect)
    size = f"{factor:.1f}" if factor >= 0.95 else f"{factor:.2f}"
    return f"{'likelier' if effect > 0 else 'less likely'} by this, odds × {size}"


def precedent_words(case: PastCase) -> str:
    """A precedent with its outcome: ``2019: what happened; how it ended [ICB: Crisis]``."""
    return plain(case.line)


def near_words(case: PastCase) -> str:
    """Why a precedent is near: ``Near: the same target, Iran; a major power took part.``"""
    return f"Near: {plain('; '.join(case.why))}." if case.why else "Near: the time alone."


def swing_words(swing: Swing) -> str:
    """What would change a forecast, and to what: ``with a defense pact: 14 %``."""
    return f"{plain(swing.name)}: {percent(swing.probability)}"


def change_words(forecast: Forecast) -> str:
    """All that would change a forecast in one sentence; empty where nothing is known to."""
    if not forecast.swings:
        return ""
    return f"What would change it: {'; '.join(map(swing_words, forecast.swings))}."


def model_words(forecast: Forecast) -> str:
    """Which model made a forecast, from which data: ``Model: classes 1; data: MIE 1.0.``"""
    parts = [f"model: {plain(forecast.model)}" if forecast.model else ""]
    parts.append(f"data: {plain(forecast.data or forecast.reference.source)}")
    return f"{capital('; '.join(part for part in parts if part)).rstrip('.')}."
