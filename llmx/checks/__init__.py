"""Checks: what an answer says held against the article it was made from."""
