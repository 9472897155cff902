"""How a command ends: one line on stderr for a failure, and the exit code that belongs to it."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from llmx.errors import Interrupted, LlmxError
from llmx.text.cleaning import without_controls

if TYPE_CHECKING:
    from llmx.article import Rejection

OK, SOME_FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def guarded(app: Callable[..., Any], arguments: Sequence[str]) -> int:
    """Run a typer app and give its exit code; an unexpected error shows one line, too."""
    import typer

    # typer carries click inside it; its exceptions are reached through the one that it exports
    problem: Any = next(c for c in typer.BadParameter.mro() if c.__name__ == "ClickException")
    arguments, debug = without_debug(arguments)
    try:
        result = app(arguments, prog_name="llmx", standalone_mode=False)
        sys.stdout.flush()
        if result == INTERRUPTED:  # typer's own word for a KeyboardInterrupt
            raise KeyboardInterrupt
        return result if isinstance(result, int) else OK
    except typer.Abort:
        return INTERRUPTED
    except problem as error:
        return _misused(error)
    except (KeyboardInterrupt, Interrupted):
        say(str(Interrupted()), kind="stopped")
        return INTERRUPTED
    except LlmxError as error:
        return _failed(error, error.exit_code, debug)
    except BrokenPipeError:
        return _closed_pipe()
    except SystemExit as exit_:
        if isinstance(exit_.__context__, BrokenPipeError):  # what typer makes of it
            return _closed_pipe()
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence, told as a bug
        return _failed(error, SOME_FAILED, debug)
    finally:
        turn_log_off()


def without_debug(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """The arguments without --debug, which every command knows, and whether it stood there."""
    options = list(arguments)
    end = options.index("--") if "--" in options else len(options)
    rest = [argument for argument in options[:end] if argument != "--debug"]
    return rest + options[end:], len(rest) < end


def turn_log_off() -> None:
    """Close what the log goes to."""
    log = logging.getLogger("llmx")
    for handler in log.handlers[:]:
        log.removeHandler(handler)
        handler.close()


def say(message: str, *, kind: str = "error") -> None:
    """One line on stderr, without what a terminal would obey; a reader that is gone misses it."""
    with suppress(OSError):
        print(f"llmx: {kind}: {' '.join(without_controls(message).split())}", file=sys.stderr)


def many(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def say_ignored(ignored: Mapping[str, int]) -> None:
    """What a folder or a glob held besides sources."""
    for suffix, number in sorted(ignored.items()):
        say(f"{many(number, suffix + ' file')} ignored", kind="note")


def say_rejected(row: Rejection) -> None:
    """An input that gave nothing."""
    say(told(row), kind=row.state)


def told(row: Rejection) -> str:
    """Where an input stands, and why it gave nothing."""
    where = row.source if row.line is None else f"{row.source}, line {row.line}"
    return f"{where}: {row.message}"


def _misused(error: Any) -> int:
    """A command line that typer refuses; one without a command is answered with the help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return USAGE
    command = error.ctx.command_path if error.ctx else "llmx"
    say(f"{error.format_message().rstrip('.')} ({command} -h shows the usage)")
    return USAGE


def _failed(error: Exception, code: int, debug: bool) -> int:
    if debug:
        import traceback

        print(_masked("".join(traceback.format_exception(error))), end="", file=sys.stderr)
    expected = isinstance(error, LlmxError)
    text = str(error) if expected else f"a bug in llmx: {type(error).__name__}: {error}"
    say(_masked(text if expected else f"{text} (--debug shows where)"))
    return code


def _masked(text: str) -> str:
    """What is said of an error that nobody foresaw may hold anything: not the key."""
    from llmx.model.secret import Secret

    secret = Secret.of(os.environ.get("OPENAI_API_KEY", ""))
    return secret.masked_text(text) if secret else text


def _closed_pipe() -> int:
    """The reader went away (`| head -1`): nothing to say, and nothing more to flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + signal.SIGPIPE
