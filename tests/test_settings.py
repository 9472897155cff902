"""Settings: the order of the layers, what a folder may not set, and the key kept out of sight."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from llmx import settings as settings_module
from llmx.errors import ConfigurationError, CredentialsError, UsageError
from llmx.settings import OPENAI_URL, Settings, cache_folder, load, setting_names

KEY = "sk-not-a-real-key-0123456789"


class Place:
    """A folder to be in and a folder of user settings, both empty at first."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "here"
        self.folder.mkdir()
        self.user = root / "config" / "llmx" / "llmx.toml"
        self.user.parent.mkdir(parents=True)

    def here(self, text: str) -> None:
        (self.folder / "llmx.toml").write_text(text, encoding="utf-8")

    def load(self, *, environ: dict[str, str] | None = None, **flags: Any) -> Settings:
        return load(flags, environ=environ or {}, folder=self.folder)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Place(tmp_path)


def test_defaults(place: Place) -> None:
    settings = place.load()
    assert settings == Settings(cache_dir=cache_folder())
    assert (settings.model, settings.base_url, settings.jobs) == (None, OPENAI_URL, 8)
    assert settings.cache_dir is not None
    assert not settings.cache_dir.exists()


def test_without_a_home_a_store_is_named_or_done_without(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless(*_: object, **__: object) -> str:
        raise RuntimeError("could not determine the home directory")

    for kind in ("config", "cache"):
        monkeypatch.setattr(f"platformdirs.user_{kind}_dir", homeless)
    assert place.load(no_cache=True).cache_dir is None
    assert place.load(cache_dir=place.folder).cache_dir == place.folder
    with pytest.raises(UsageError, match=r"home directory.*--cache-dir DIR.*--no-cache"):
        place.load()


def test_the_order_of_the_layers(place: Place) -> None:
    seen = []
    place.user.write_text('model = "user"\n', encoding="utf-8")
    seen.append(place.load().model)
    place.here('model = "folder"\n')
    seen.append(place.load().model)
    environ = {"LLMX_MODEL": "environment"}
    seen.append(place.load(environ=environ).model)
    seen.append(place.load(environ=environ, model="flag").model)
    assert seen == ["user", "folder", "environment", "flag"]


def test_layers_are_merged_name_by_name(place: Place) -> None:
    place.user.write_text('base_url = "http://user:1/v1"\njobs = 2\ntimeout = 5', encoding="utf-8")
    place.here("jobs = 3")
    settings = place.load(environ={"LLMX_OFFLINE": "1"}, model="m")
    assert settings.base_url == "http://user:1/v1"
    assert (settings.jobs, settings.timeout) == (3, 5.0)
    assert (settings.offline, settings.model) == (True, "m")


def test_what_is_not_given_hides_nothing(place: Place) -> None:
    environ = {"LLMX_MODEL": "m", "LLMX_PROMPTS": "p", "LLMX_JOBS": ""}
    settings = place.load(environ=environ, model=None, prompts=[], schemas=())
    assert (settings.model, settings.prompts, settings.jobs) == ("m", (Path("p"),), 8)


def test_folders_in_the_environment_are_a_path_list(place: Place) -> None:
    settings = place.load(environ={"LLMX_SCHEMAS": f"a{os.pathsep}b"}, prompts=["c"])
    assert settings.schemas == (Path("a"), Path("b"))
    assert settings.prompts == (Path("c"),)


def test_openais_own_variables(place: Place) -> None:
    environ = {"OPENAI_BASE_URL": "http://openai:1/v1", "OPENAI_API_KEY": KEY}
    settings = place.load(environ=environ)
    assert settings.base_url == "http://openai:1/v1"
    assert settings.key() == KEY
    both = environ | {"LLMX_BASE_URL": "http://llmx:1/v1"}
    assert place.load(environ=both).base_url == "http://llmx:1/v1"
    assert place.load(environ=both, base_url="http://flag:1/v1").base_url == "http://flag:1/v1"
    place.user.write_text('base_url = "http://user:1/v1"', encoding="utf-8")
    assert place.load(environ=environ).base_url == "http://user:1/v1"


@pytest.mark.parametrize(
    "name", ["base_url", "schemas", "prompts", "answers", "cache_dir", "price"]
)
def test_a_downloaded_folder_cannot_send_a_key_elsewhere(place: Place, name: str) -> None:
    value = '["x"]' if name in ("schemas", "prompts") else '"http://x/v1"'
    place.here(f"{name} = {value}")
    with pytest.raises(UsageError, match=rf"llmx\.toml in the current folder cannot set '{name}'"):
        place.load()
    (place.folder / "llmx.toml").unlink()
    place.user.write_text(f"{name} = {value}", encoding="utf-8")
    place.load()


@pytest.mark.parametrize("name", ["glossary", "gazetteer", "places"])
def test_a_downloaded_folder_names_its_own_files_alone(place: Place, name: str) -> None:
    (place.folder / "link.csv").symlink_to(place.user)
    (place.folder / "loop.csv").symlink_to("loop.csv")
    outside = ["../x.csv", "/dev/zero", "/etc/passwd", "a/../../x.csv", "link.csv", "loop.csv"]
    for value in [*outside, "a\\u0000b"]:
        place.here(f'{name} = "{value}"')
        with pytest.raises(UsageError, match=rf"names a file outside of it: {name} = "):
            place.load()
    place.here(f'{name} = "sub/x.csv"')
    assert getattr(place.load(), name) == Path("sub/x.csv")
    place.user.write_text(f'{name} = "/elsewhere/x.csv"', encoding="utf-8")
    (place.folder / "llmx.toml").unlink()
    assert getattr(place.load(), name) == Path("/elsewhere/x.csv")


@pytest.mark.parametrize(
    ("user", "folder", "flag", "most"),
    [
        (1.0, 500.0, None, 1.0),
        (5.0, 2.0, None, 2.0),
        (None, 2.0, None, 2.0),
        (1.0, None, None, 1.0),
        (1.0, 500.0, 20.0, 20.0),
    ],
)
def test_a_downloaded_folder_does_not_raise_what_a_run_may_cost(
    place: Place, user: float | None, folder: float | None, flag: float | None, most: float
) -> None:
    if user:
        place.user.write_text(f"max_cost = {user}", encoding="utf-8")
    if folder:
        place.here(f"max_cost = {folder}")
    assert place.load(max_cost=flag).max_cost == most


def test_every_setting_is_known_to_be_harmless_from_a_folder_or_refused() -> None:
    harmless = {
        *("model", "offline", "local_only", "no_cache", "jobs", "rpm", "tpm", "timeout"),
        *("geo", "repair", "strict"),
    }
    held = {"max_cost", "glossary", "gazetteer", "places"}
    assert set(setting_names()) == harmless | held | set(settings_module._NOT_FROM_FOLDER)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/v1", "http://127.9.9.9/v1", "https://[::1]:1/v1", "http://localhost:1/v1"],
)
def test_local_only_takes_an_endpoint_on_this_machine(place: Place, url: str) -> None:
    assert place.load(base_url=url, local_only=True).local_only


@pytest.mark.parametrize(
    "url",
    [
        OPENAI_URL,
        "http://10.0.0.1:1/v1",
        "http://0.0.0.0:1/v1",
        "http://127.0.0.1.example.com/v1",
        "http://localhost.example.com/v1",
        "http://127.0.0.1@example.com/v1",
        "http://[::ffff:10.0.0.1]/v1",
    ],
)
def test_local_only_refuses_any_other(place: Place, url: str) -> None:
    with pytest.raises(ConfigurationError, match="not known to be this machine") as caught:
        place.load(base_url=url, local_only=True)
    assert caught.value.exit_code == 3
    assert place.load(base_url=url, local_only=True, offline=True).offline


def test_no_layer_takes_local_only_back(place: Place) -> None:
    place.user.write_text("local_only = true", encoding="utf-8")
    place.here("local_only = false")
    with pytest.raises(ConfigurationError, match="local_only is set"):
        place.load(environ={"LLMX_LOCAL_ONLY": "0"})


@pytest.mark.parametrize("text", ['modle = "x"', 'api_key = "sk-1"', "[llmx]\njobs = 1"])
def test_a_typo_is_an_error(place: Place, text: str) -> None:
    name = text.split(" ")[0].strip("[]\n").split("]")[0]
    place.here(text)
    with pytest.raises(UsageError, match=f"llmx.toml: there is no setting {name!r}"):
        place.load()


def test_a_typo_in_a_flag_of_the_python_face_is_an_error(place: Place) -> None:
    with pytest.raises(UsageError, match="options: there is no setting 'modle'"):
        place.load(modle="x")


@pytest.mark.parametrize(
    ("name", "value"),
    [("jobs", "0"), ("jobs", "1001"), ("jobs", "many"), ("timeout", "0"), ("timeout", "nan")],
)
def test_a_value_out_of_range_is_named_with_its_layer(place: Place, name: str, value: str) -> None:
    with pytest.raises(
        UsageError, match=f"^LLMX_{name.upper()}={value}: expected a (whole )?number"
    ):
        place.load(environ={f"LLMX_{name.upper()}": value})


@pytest.mark.parametrize("text", ["model = ", "\x00", "model = 1 2"])
def test_a_settings_file_that_cannot_be_read(place: Place, text: str) -> None:
    place.here(text)
    with pytest.raises(UsageError, match=r"cannot read the settings 'llmx\.toml'"):
        place.load()


def test_a_settings_file_that_is_no_utf_8_or_a_folder(place: Place) -> None:
    file = place.folder / "llmx.toml"
    file.write_bytes(b'model = "\xff"')
    with pytest.raises(UsageError, match="cannot read"):
        place.load()
    file.unlink()
    file.mkdir()
    with pytest.raises(UsageError, match="cannot read"):
        place.load()


@pytest.mark.parametrize(
    "url", ["localhost:8000", "file:///etc/passwd", "x", "http://", "http://["]
)
def test_what_is_no_address(place: Place, url: str) -> None:
    with pytest.raises(UsageError, match="is no address"):
        place.load(base_url=url)


def test_the_answer_store(place: Place, tmp_path: Path) -> None:
    assert place.load(no_cache=True).cache_dir is None
    assert place.load(no_cache=True, cache_dir="x").cache_dir is None
    assert place.load(environ={"LLMX_NO_CACHE": "1"}).cache_dir is None
    assert place.load(cache_dir=tmp_path).cache_dir == tmp_path
    assert cache_folder().parts[-2:] == ("llmx", "answers")


def test_the_key_is_never_shown(place: Place) -> None:
    settings = place.load(environ={"OPENAI_API_KEY": KEY}, model="m")
    assert KEY not in repr(settings)
    assert KEY not in str(settings)
    assert KEY not in f"{settings!s} {settings.__dict__}"


def test_a_key_is_required_for_openais_own_address_only(place: Place) -> None:
    with pytest.raises(CredentialsError, match=r"no key for api\.openai\.com"):
        place.load().key()
    with pytest.raises(CredentialsError):
        place.load(environ={"OPENAI_API_KEY": ""}).key()
    assert place.load(base_url="http://localhost:8000/v1").key() == "none"
    assert Settings(api_key=SecretStr(KEY)).key() == KEY


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.openai.com/v1", "api.openai.com"),
        ("http://localhost:8000/v1", "localhost:8000"),
        ("http://me:secret@host:8000/v1", "host:8000"),
        ("http://[::1]:8000/v1", "[::1]:8000"),
    ],
)
def test_the_host_in_messages_holds_no_password(url: str, host: str) -> None:
    assert Settings(base_url=url).host == host


@pytest.mark.parametrize("name", ["rpm", "tpm"])
def test_a_stated_rate_comes_from_every_layer(place: Place, name: str) -> None:
    assert getattr(place.load(), name) is None
    place.here(f"{name} = 3000")
    assert getattr(place.load(), name) == 3000
    environ = {f"LLMX_{name.upper()}": "500"}
    assert getattr(place.load(environ=environ), name) == 500
    given: dict[str, Any] = {name: 7}
    assert getattr(place.load(environ=environ, **given), name) == 7
    with pytest.raises(UsageError, match=name):
        place.load(**(given | {name: 0}))
