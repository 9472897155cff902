"""The review page: an export as one file that a person checks, item by item, in a browser."""
