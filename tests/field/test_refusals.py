"""What went wrong with a well, as its refusal."""

from __future__ import annotations

import errno
import pickle
from pathlib import Path

import pytest
import torch

from welllog_mdn.errors import LasError
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.refusals import InternalError, refusal

WELL = Path("W.las")


def torch_error() -> Exception:
    """Return what torch raises where there is no memory."""
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**60, dtype=torch.uint8)
    return caught.value


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch_error(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
    ],
)
def test_want_of_memory_is_no_fault_of_the_program(error: Exception) -> None:
    """Whoever notices it: Python, torch on either device, the system."""
    said = refusal(error, WELL)
    assert str(said) == "W.las: out of memory; end other programs, or use fewer workers (-j) in a batch"


def test_too_many_open_files_are_no_fault_of_the_program() -> None:
    """Nor of the file at which it was noticed, such as a font."""
    for error in (OSError(errno.EMFILE, "Too many open files", "font.ttf"), OSError(errno.ENFILE, "Table overflow")):
        assert str(refusal(error, WELL)).startswith("W.las: too many open files; raise the limit (ulimit -n), or")


def test_what_the_system_says_of_a_path_is_said_of_it() -> None:
    """Such as that its name is longer than names may be."""
    error = OSError(errno.ENAMETOOLONG, "File name too long", "long.las")
    assert str(refusal(error, WELL)) == "long.las: File name too long"


def test_a_path_of_a_thousand_letters_leaves_room_for_the_cause_and_the_remedy() -> None:
    """Its end is shown, where the file's own name stands."""
    error = LasError("no ~A section", file="x" * 200 + "\n" * 800 + "/W.las", hint="export it again")
    assert str(error).startswith("…") and str(error).endswith("\\n\\n/W.las: no ~A section; export it again")
    assert len(str(error)) < 400


def test_a_refusal_keeps_its_words_and_gets_its_file() -> None:
    """One that names a file names its own."""
    assert str(refusal(LasError("odd", line=3), WELL)) == "W.las: line 3: odd"
    assert str(refusal(LasError("odd", file="other.las"), WELL)) == "other.las: odd"


def test_a_fault_that_met_no_file_gets_one_and_keeps_its_trace() -> None:
    """The fault itself stays as it was: another well may meet it."""
    fault = InternalError("boom", trace="where")
    named = refusal(fault, WELL)
    assert isinstance(named, InternalError) and (named.file, named.trace, fault.file) == (WELL, "where", None)
    assert str(named).startswith("W.las: boom")


def test_a_fault_of_the_program_shows_where_even_out_of_another_process() -> None:
    """Its trace is told at once, and survives pickling."""
    heard: list[str] = []
    listen = Listener()
    listen.unforeseen = heard.append  # type: ignore[method-assign]
    try:
        raise ZeroDivisionError("by zero")
    except ZeroDivisionError as error:
        said = refusal(error, WELL, listen)
    assert "test_refusals.py" in heard[0] and heard[0].endswith("ZeroDivisionError: by zero\n")
    again = pickle.loads(pickle.dumps(said))
    assert isinstance(again, InternalError) and again.trace == heard[0]
    assert str(again) == "W.las: internal error: ZeroDivisionError: by zero; --debug shows where; please report it"
