"""Derivations against oracles: who agrees with whom, and by how much may they differ?"""
