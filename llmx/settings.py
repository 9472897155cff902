"""Settings: one frozen value, read from flags, environment, files and defaults, in that order."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from llmx.errors import ConfigurationError, CredentialsError, UsageError

DEFAULT_MODEL = "gpt-6-luna"
OPENAI_URL = "https://api.openai.com/v1"

_NOT_FROM_FOLDER = ("base_url", "schemas", "prompts", "answers", "cache_dir", "price")
_FILES = ("glossary", "gazetteer", "places")


class _Values(BaseModel):
    """What may stand in a settings file, in the environment (LLMX_…) or in a flag."""

    model_config = ConfigDict(extra="forbid")

    model: str | None = Field(default=None, min_length=1)
    base_url: str | None = None
    prompts: list[Path] | None = None
    schemas: list[Path] | None = None
    answers: Path | None = None
    cache_dir: Path | None = None
    no_cache: bool | None = None
    offline: bool | None = None
    local_only: bool | None = None
    jobs: int | None = Field(default=None, ge=1, le=1000)
    max_cost: float | None = Field(default=None, gt=0)
    price: str | None = None
    rpm: int | None = Field(default=None, ge=1)
    tpm: int | None = Field(default=None, ge=1)
    timeout: float | None = Field(default=None, gt=0)
    glossary: Path | None = None
    geo: bool | None = None
    gazetteer: Path | None = None
    places: Path | None = None
    repair: bool | None = None
    strict: bool | None = None


@dataclass(frozen=True)
class Settings:
    """What a run is made with. Times in seconds; `model` None: the default, or the recorded one.

    `jobs` is how many articles are worked on at once; how many requests are on the wire is up to
    `llmx.model.limits`, which keeps `rpm` requests and `tpm` tokens a minute where they are given.
    `max_cost` is the most that a run may cost, in US dollars; `price` is what a million tokens
    cost, "IN/OUT", where it is not the list price. Under `local_only` nothing leaves this machine.
    """

    model: str | None = None
    base_url: str = OPENAI_URL
    api_key: SecretStr | None = None
    prompts: tuple[Path, ...] = ()
    schemas: tuple[Path, ...] = ()
    answers: Path | None = None
    cache_dir: Path | None = field(default=None)
    offline: bool = False
    local_only: bool = False
    jobs: int = 8
    max_cost: float | None = None
    price: str | None = None
    rpm: int | None = None
    tpm: int | None = None
    timeout: float = 300.0
    glossary: Path | None = None
    geo: bool = False
    gazetteer: Path | None = None
    places: Path | None = None
    repair: bool = True
    strict: bool = False

    @property
    def host(self) -> str:
        """The endpoint's host and port, for messages."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2] or self.base_url

    @property
    def on_this_machine(self) -> bool:
        """Whether the endpoint is known to be: an address of the loopback, or `localhost`."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    def check_local(self) -> None:
        """Hold the endpoint against `local_only`. Raises ConfigurationError.

        What another name than `localhost` stands for is up to whoever answers for it.
        """
        if self.local_only and not self.on_this_machine:
            raise ConfigurationError(
                f"local_only is set, and {self.host} is not known to be this machine",
                hint="--base-url http://127.0.0.1:PORT/v1 names a server here",
            )

    def key(self) -> str:
        """The key to send. Raises CredentialsError where OpenAI's own address is asked without,
        and for one that cannot be sent."""
        if self.api_key:
            key = self.api_key.get_secret_value()
            if not key.isascii() or not key.isprintable() or " " in key:
                raise CredentialsError(
                    "OPENAI_API_KEY holds white space or a character that no key has",
                    hint="export it again, the key alone",
                )
            return key
        if self.host == urlsplit(OPENAI_URL).netloc:
            raise CredentialsError(
                "no key for api.openai.com",
                hint="export OPENAI_API_KEY=…, or --base-url URL for a server of your own",
            )
        return "none"


def load(flags: Mapping[str, Any], *, environ: Mapping[str, str], folder: Path) -> Settings:
    """The settings of a command: flags, `LLMX_*`, `llmx.toml` in `folder`, user file, defaults.

    A `llmx.toml` in the folder cannot name an endpoint, code or answers, nor a file outside of
    the folder, and cannot raise what the user's settings let a run cost: a downloaded folder must
    not be able to send a key elsewhere, to run something or to spend. Raises UsageError.
    """
    layers = [
        own := _of_user(),
        _check(_from_folder(folder, most=own.max_cost), "llmx.toml"),
        _check(_from_environment(environ), "environment"),
        _check({k: v for k, v in flags.items() if v not in (None, [], ())}, "options"),
    ]
    merged: dict[str, Any] = {}
    for layer in layers:
        merged |= layer.model_dump(exclude_none=True)
    if any(layer.local_only for layer in layers):  # what one forbids, no other allows
        merged["local_only"] = True
    if not merged.get("base_url") and environ.get("OPENAI_BASE_URL"):
        merged["base_url"] = environ["OPENAI_BASE_URL"]
    return _settings(merged, environ)


def setting_names() -> list[str]:
    """The names of all settings, as files have them."""
    return list(_Values.model_fields)


def cache_folder() -> Path:
    """Where the answer store lies when nothing else is said. Raises UsageError without a home."""
    import platformdirs

    try:
        return Path(platformdirs.user_cache_dir("llmx", appauthor=False)) / "answers"
    except RuntimeError:
        raise UsageError(
            "there is no home directory to keep the answers in",
            hint="--cache-dir DIR names a folder, --no-cache does without, HOME=DIR sets one",
        ) from None


def _settings(values: dict[str, Any], environ: Mapping[str, str]) -> Settings:
    no_cache = values.pop("no_cache", False)
    for name in ("prompts", "schemas"):
        values[name] = tuple(values.get(name) or ())
    url = values.get("base_url", OPENAI_URL)
    if not _is_address(url):
        raise UsageError(f"--base-url {url!r} is no address", hint="http://HOST:PORT/v1")
    cache = None if no_cache else values.get("cache_dir") or cache_folder()
    key = environ.get("OPENAI_API_KEY")
    values |= {"cache_dir": cache, "api_key": SecretStr(key) if key else None}
    settings = Settings(**values)
    if not settings.offline:
        settings.check_local()
        if "@" in urlsplit(url).netloc:  # which nobody sends, and a ledger would keep
            raise UsageError(
                "--base-url holds a user or a password",
                hint="the address alone; what the endpoint asks for goes into OPENAI_API_KEY",
            )
    return settings


def _is_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
    except ValueError:  # http://[
        return False


def _of_user() -> _Values:
    """What the user's own file says; nothing where there is no home that it could lie in."""
    import platformdirs

    try:
        file = Path(platformdirs.user_config_dir("llmx", appauthor=False)) / "llmx.toml"
    except RuntimeError:
        return _Values()
    return _check(_read_toml(file), str(file))


def _from_folder(folder: Path, *, most: float | None) -> dict[str, Any]:
    """What a `llmx.toml` in a folder may say; `most` is what the user's settings let a run cost."""
    values = _read_toml(folder / "llmx.toml")
    for name in _NOT_FROM_FOLDER:
        if name in values:
            raise UsageError(
                f"llmx.toml in the current folder cannot set {name!r}",
                hint=f"use {_elsewhere(name)}",
            )
    for name in _FILES:
        file = values.get(name)
        if isinstance(file, str) and not _is_inside(folder / file, folder):
            raise UsageError(
                f"llmx.toml in the current folder names a file outside of it: {name} = {file!r}",
                hint=f"put the file there, or use {_elsewhere(name)}",
            )
    cost = values.get("max_cost")
    if most is not None and isinstance(cost, int | float):
        values["max_cost"] = min(cost, most)
    return values


def _elsewhere(name: str) -> str:
    return f"--{name.replace('_', '-')}, LLMX_{name.upper()} or your user settings"


def _is_inside(file: Path, folder: Path) -> bool:
    try:
        target = file.resolve()
        in_a_loop = target.is_symlink()  # which is what Python 3.13 and later leave of it
        return not in_a_loop and target.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL
        return False


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read the settings {file.name!r}: {error}") from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in _Values.model_fields:
        given = environ.get(f"LLMX_{name.upper()}")
        if given:
            values[name] = given.split(os.pathsep) if name in ("prompts", "schemas") else given
    return values


def _check(values: dict[str, Any], where: str) -> _Values:
    try:
        return _Values.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name, given = str(first["loc"][0]), first["input"]
        if first["type"] == "extra_forbidden":
            raise UsageError(
                f"{where}: there is no setting {name!r}",
                hint=f"there are: {', '.join(setting_names())}",
            ) from error
        if where == "options":
            where = f"--{name.replace('_', '-')} {given}"
        elif where == "environment":
            where = f"LLMX_{name.upper()}={given}"
        else:
            where = f"{where}: {name} = {given!r}"
        raise UsageError(f"{where}: expected {_expected(name, first['msg'])}") from error


def _expected(name: str, said: str) -> str:
    """What a setting may be, in plain words; `said` is what pydantic says of the rest."""
    if name in ("jobs", "rpm", "tpm"):
        return "a whole number" + (", from 1 to 1000" if name == "jobs" else ", at least 1")
    if name in ("max_cost", "timeout"):
        return "a number above 0" + (", in seconds" if name == "timeout" else ", in US dollars")
    if name in ("no_cache", "offline", "local_only", "geo", "repair", "strict"):
        return "true or false"
    return said.removeprefix("Input should be ").removeprefix("String should have ")
