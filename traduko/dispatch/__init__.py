"""Matching requests to translators: offers, answers, assignments, reminders."""
