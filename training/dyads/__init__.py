"""Fits the model of pairs of states from open extracts of coded events."""
