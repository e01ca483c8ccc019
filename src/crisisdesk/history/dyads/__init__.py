"""Pairs of states in streams of coded events: counts by day, what they tell of the next days, and
the fitted model that weighs it."""
