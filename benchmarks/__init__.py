"""Measurements by hand, as ratios to a one-row page on the same machine in the same run."""
