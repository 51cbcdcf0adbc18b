"""Data files of core."""
