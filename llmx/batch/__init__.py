"""Requests through the Batch API: sent in files, answered within a day, at half the price."""
