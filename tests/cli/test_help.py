"""Help and mistakes are told in Vietnamese, at once and without any of the heavy libraries."""

import gettext
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from unicodedata import is_normalized

import click
import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

from par_excel import __version__, cli
from tests.cli.running import run

LOCALE = Path(cli.__file__).parent / "locale" / "vi" / "LC_MESSAGES"
HEAVY = {
    "pandas",
    "numpy",
    "openpyxl",
    "xlsxwriter",
    "docx",
    "docxtpl",
    "lxml",
    "holidays",
    "jinja2",
    "msgspec",
    "sqlite3",
}
LIGHT = {"par_excel", "par_excel.__main__", "par_excel.cli"}
"""Of the project, all that `--help` loads: the modules of the command line."""
ENGLISH = re.compile(
    r"\b(usage|options?|commands?|arguments?|positional|error|try|missing|for help|show|exit|version|default|"
    r"required|no such|did you mean|one of|got|unexpected|extra|requires|invalid|value|valid|integer|int|float|"
    r"does not|take|is a|is not|exist|file|directory|path|choose|aborted|text|number|range)\b",
    re.IGNORECASE,
)


def commands(
    command: click.Command = cli.group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Return every command with the words that it is called by."""
    yield path, command
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from commands(each, (*path, name))


EVERY = list(commands())
NAMES = [" ".join(path) or "par-excel" for path, _ in EVERY]


def english(text: str) -> list[str]:
    """Return the English words of a text, other than the names of files, folders, commands and options."""
    named = [rf"[\w/.-]+\.(xlsx|docx|toml|csv|xls)\b|--?[\w-]+|par[-_]excel|python -m|{'|'.join(_names())}"]
    return ENGLISH.findall(re.sub("|".join(named), " ", text))


def _names() -> list[str]:
    return sorted({rf"\b{name}\b" for path, _ in EVERY for name in path} | {r"\binbox\b", r"\boutbox\b"})


def help_of(*path: str) -> str:
    done = CliRunner().invoke(cli.group, [*path, "--help"], prog_name="par-excel")
    assert done.exit_code == 0
    return done.output


@pytest.mark.parametrize("path", [path for path, _ in EVERY], ids=NAMES)
def test_help_is_vietnamese_only(path: tuple[str, ...]) -> None:
    text = help_of(*path)
    assert english(text) == []
    assert text.startswith("Cách dùng: par-excel")
    assert "Tùy chọn:" in text
    assert is_normalized("NFC", text)
    assert not [line for line in text.splitlines() if len(line) > 100]


@pytest.mark.parametrize("command", [command for _, command in EVERY], ids=NAMES)
def test_every_command_and_option_is_explained(command: click.Command) -> None:
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert command.help
    assert command.get_short_help_str()
    assert all(option.help and option.help.endswith((".", ")")) for option in options)
    metavars = [each.make_metavar(click.Context(command)) for each in command.params if each.metavar]
    assert all(metavar.isupper() for metavar in metavars)


def test_help_loads_no_heavy_library() -> None:
    done = run("--help", python=("-X", "importtime"))
    loaded = {
        line.rpartition("|")[2].strip() for line in done.err.splitlines() if line.startswith("import time:")
    }
    assert done.status == 0
    assert "click" in loaded
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()
    ours = {name for name in loaded if name.startswith("par_excel")}
    assert LIGHT - {"par_excel.__main__"} <= ours
    assert not {name for name in ours if not name.startswith("par_excel.cli")} - LIGHT


def test_loading_the_package_loads_no_heavy_library() -> None:
    code = "import sys, par_excel; print(*sorted(name.partition('.')[0] for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert set(done.stdout.split()) & (HEAVY | {"click"}) == set()


MISTAKES = [
    (["chek"], "Không có lệnh 'chek'. Có phải ý bạn là: 'check'?"),
    (["catalogue", "xem"], "Không có lệnh 'xem'."),
    (["--yaer"], "Không có tùy chọn '--yaer'."),
    (["init", "--yaer", "2020", "x"], "Không có tùy chọn '--yaer'. Có phải ý bạn là: '--year'?"),
    (["init", "--year"], "Tùy chọn '--year' cần có giá trị."),
    (["init", "x", "--year", "nay"], "Giá trị của '--year' không hợp lệ: 'nay' không phải là số hợp lệ."),
    (["init"], "Thiếu đối số 'THƯ_MỤC'."),
    (["init", __file__], "là tệp, không phải thư mục."),
    (["-C", __file__, "check"], "là tệp, không phải thư mục."),
    (["check", "a", "b"], "Thừa đối số: a b."),
    (["check", "--json=có"], "Tùy chọn '--json' không nhận giá trị."),
    (["init", "x\x1b[31m\n\u202ey", "z"], "Thừa đối số: z."),
    (["check", "\x1b[2J\n\u202ex"], "Thừa đối số: ‹U+001B›[2J ⏎ ‹U+202E›x."),
]


@pytest.mark.parametrize(
    ("arguments", "sentence"), MISTAKES, ids=[f"{number}" for number, _ in enumerate(MISTAKES)]
)
def test_a_mistake_is_told_in_one_vietnamese_line(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["par-excel", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    [line] = said.err.splitlines()
    assert (ended.value.code, said.out) == (2, "")
    assert line.startswith("Lỗi: ")
    assert sentence in line
    quoted = re.compile(r"'[^']*'")
    assert english(quoted.sub("", line)) == []


def test_without_a_command_the_help_is_shown() -> None:
    done = run()
    assert (done.status, done.out) == (2, "")
    assert "Lệnh:" in done.err
    assert english(done.err) == []


def test_version() -> None:
    assert run("--version").out == f"par-excel {__version__}\n"


def test_compiled_words_are_fresh() -> None:
    with (LOCALE / "messages.po").open("rb") as file:
        written = read_po(file, locale="vi")
    with (LOCALE / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    assert not [message.id for message in written if message.fuzzy]
    asked, told = (
        {_both(message.id): _both(message.string) for message in messages if message.id}
        for messages in (written, compiled)
    )
    assert told == asked, "run `pybabel compile -d par_excel/cli/locale -l vi`"
    assert all(all(words) for words in asked.values())


def _both(words: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the words for one and for many; the same where there is one form."""
    return (words,) if isinstance(words, str) else tuple(words or ())


def test_every_word_given_is_one_that_click_asks_for() -> None:
    source = "\n".join(path.read_text("utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    with (LOCALE / "messages.po").open("rb") as file:
        asked = [message.id for message in read_po(file) if message.id]
    assert [each for words in asked for each in _both(words) if f'"{each}"' not in source] == []


def test_placeholders_are_those_of_the_original() -> None:
    with (LOCALE / "messages.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    for message in messages:
        originals, given = " ".join(_both(message.id)), " ".join(_both(message.string))
        assert set(re.findall(r"{\w+", given)) <= set(re.findall(r"{\w+", originals)), message.id


def test_click_speaks_vietnamese_whatever_the_machine_speaks() -> None:
    assert gettext.gettext("Usage:") == "Cách dùng:"
    for language in ("C", "en_US.UTF-8", "de_DE.UTF-8"):
        done = run("--help", environment={"LANG": language, "LC_ALL": language, "LANGUAGE": "de:en"})
        assert done.out.startswith("Cách dùng:")
