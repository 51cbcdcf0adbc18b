"""Traduko: the portal of a social interpreting and translation service."""

__version__ = "0.1.0"
