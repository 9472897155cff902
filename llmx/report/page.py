"""The page: its own files put together as one, under a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files

from llmx.text.cleaning import without_controls

SCRIPTS = (
    *("text", "fold", "data", "decisions", "filter", "search"),
    *("card", "correct", "article", "list", "timeline", "map", "overview", "print", "keys", "main"),
)
"""The page's scripts in the order in which they build on each other."""


def opening(title: str) -> str:
    """The page up to where its data stands."""
    named = escape(without_controls(title))
    return (
        "<!doctype html>\n"
        f'<html lang="en" data-theme="auto">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{named} · llmx review</title>\n<style>{style()}</style>\n</head>\n"
        f"{_file('page.html')}"
    )


def closing() -> str:
    """The page from where its data ends."""
    return f"<script>{program()}</script>\n</body>\n</html>\n"


def policy() -> str:
    """What a browser lets the page do: run its own script, show its own style, nothing else."""
    return (
        f"default-src 'none'; script-src {_hash(program())}; style-src {_hash(style())}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


@cache
def program() -> str:
    """The page's script."""
    parts = "\n".join(_file(f"{name}.js") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


@cache
def style() -> str:
    """The page's style."""
    return "\n" + _file("page.css")


def _file(name: str) -> str:
    return (files("llmx.report") / "page" / name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
