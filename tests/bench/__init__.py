"""Benchmarks: what accepting a comment costs, measured against a floor in the same run."""
