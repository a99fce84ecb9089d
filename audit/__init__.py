"""Statements in, findings out: what a lecture prints, judged."""
