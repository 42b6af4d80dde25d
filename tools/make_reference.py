"""Write the generated pages of docs/reference: checks from their declarations, commands from their own help."""

import os
from collections.abc import Iterator
from pathlib import Path

import click

from par_excel.checks import render_reference
from par_excel.cli import group

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
_HEAD = """\
# Các lệnh

Trang này được tạo từ chính phần trợ giúp của các lệnh; không sửa bằng tay.
"""


def main() -> None:
    """Write both pages."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def pages() -> dict[str, str]:
    """Return the generated pages by file name."""
    return {"checks.md": render_reference(), "commands.md": render_commands()}


def render_commands() -> str:
    """Return the page of all commands, each with its help as it is shown."""
    os.environ["LANGUAGE"] = "vi"
    sections = [f"## {name}\n\n```\n{text}\n```\n" for name, text in _helps(group, "par-excel")]
    return "\n".join([_HEAD, *sections])


def _helps(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    context = click.Context(command, info_name=name, terminal_width=100, help_option_names=["-h", "--help"])
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            if inner is not None:
                yield from _helps(inner, f"{name} {each}")


if __name__ == "__main__":
    main()
