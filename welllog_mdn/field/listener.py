"""Who hears what a job is doing: the jobs speak to a listener and never print."""

from __future__ import annotations

from pathlib import Path

from welllog_mdn.errors import Notice, WelllogError


class Listener:
    """Hears everything and says nothing; the command line has one that prints."""

    verbose = False
    """Whether notes are told as well as warnings."""

    def info(self, text: str) -> None:
        """Hear a choice or a result that changes nothing by itself."""

    def notice(self, file: Path | None, notice: Notice) -> None:
        """Hear what was found or done in a file."""

    def passed_over(self, path: Path) -> None:
        """Hear of what is hidden in a folder, or a path to what is read by another, as a link or a loop of links."""
        said = "hidden" if path.name.startswith(".") else "leads to what is read already"
        self.notice(path, Notice("", f"{said}, passed over", "info"))

    def refused(self, error: WelllogError) -> None:
        """Hear that a well is refused."""

    def unforeseen(self, trace: str) -> None:
        """Hear where a fault of the program itself was, before it is reported as a refusal."""

    def progress(self, stage: str, share: float, text: str) -> None:
        """Hear how much of a stage is done, 0 to 1."""
