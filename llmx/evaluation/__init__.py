"""Evaluation: exports held against a key of what is right, measure by measure, system by system."""
