"""What commands share: the working folder that `-C` names."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

_R = TypeVar("_R")


def pass_folder(command: Callable[..., _R]) -> Callable[..., _R]:
    """Hand a command the working folder as its first argument."""

    @click.pass_obj
    @wraps(command)
    def with_folder(directory: Path, *arguments: Any, **options: Any) -> _R:  # noqa: ANN401 - the command's own
        from par_excel.workflow.folder.folder import Folder

        return command(Folder(directory), *arguments, **options)

    return with_folder
