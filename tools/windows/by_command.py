"""The folder by the command line: what it writes, and the status that it ends with, are those of this system."""

from pathlib import Path

from tools.windows.trial import HERE, ONE_TO_LOOK_AT, Fault, Trial, ensure_same

_ROUND = (
    ("check",),
    ("merge",),
    ("mail", "invite"),
    ("mail", "feedback"),
    ("verify",),
)


def try_forms(trial: Trial) -> None:
    """Lay out a period and write its forms, here and there; they are the same."""
    for system, command in (("windows", trial.command), ("here", list(HERE))):
        (trial.work / system).mkdir()
        for arguments in (["init", "ky"], ["-C", "ky", "templates"]):
            trial.run(command, *arguments, folder=trial.work / system)
    ensure_same(trial.work / "windows" / "ky", trial.work / "here" / "ky")


def try_period(trial: Trial) -> None:
    """Make the sample period of eight returns, check and merge anew, write letters, look all of it over."""
    there, here = trial.work / "kỳ-có-dấu", trial.work / "kỳ-ở-đây"
    trial.run(trial.command, "demo", there.name, statuses=ONE_TO_LOOK_AT)
    if trial.expected is not None:
        ensure_same(there, trial.expected)
    trial.run(HERE, "demo", here.name, statuses=ONE_TO_LOOK_AT)
    ensure_same(there, here)
    for arguments in _ROUND:
        ended = [
            _ended(trial, command, root, arguments)
            for command, root in ((trial.command, there), (HERE, here))
        ]
        if ended[0] != ended[1]:
            raise Fault(f"{arguments} ends otherwise than here: {ended}")
    ensure_same(there, here)


def _ended(
    trial: Trial, command: "list[str] | tuple[str, ...]", root: Path, arguments: tuple[str, ...]
) -> tuple[int, str]:
    """Return status and words of a command; folders, their separators and the time of day differ and are left out."""
    ended = trial.run(command, "-C", root.name, *arguments, statuses=ONE_TO_LOOK_AT)
    return ended.status, ended.said.replace("\r\n", "\n").replace("\\", "/").replace(root.name, "")
