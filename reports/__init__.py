"""Findings and agreements as terminal text, page, JSON and JUnit. Nothing is computed here."""
