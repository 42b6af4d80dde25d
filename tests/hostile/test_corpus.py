"""The list of public files: whole, without a failure, and what the page says; the tool sees a death and a hang."""

from pathlib import Path

from par_excel.system import ProcessLimits
from tests.hostile.cases import good
from tools.apart import ACCEPTED, read_apart
from tools.corpus import OUTCOMES, PAGE, Listed, differences, read_list, render_page, report, write_list

_ONE = Listed(sha256="a" * 64, size_bytes=1, repository="a/b", path="x, y.xlsx", outcome="FOREIGN")


def test_thousands_of_public_files_and_no_failure() -> None:
    listed = read_list()
    assert len({each.sha256 for each in listed}) > 5000
    assert len({each.repository for each in listed}) > 20
    assert [each for each in listed if not OUTCOMES.issuperset(each.outcome.split())] == []
    assert [each for each in listed if ACCEPTED in each.outcome.split()] == []
    assert all(len(each.sha256) == 64 and "/" in each.repository for each in listed)


def test_the_page_has_the_figures_of_the_list() -> None:
    assert PAGE.read_text("utf-8") == render_page(read_list())


def test_a_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "list.csv.gz"
    other = Listed(
        sha256="b" * 64, size_bytes=2, repository="A/b", path='"ệ"\n.eml', outcome="FOREIGN NO_FILE"
    )
    write_list([_ONE, other], path)
    first = path.read_bytes()
    assert read_list(path) == [other, _ONE]
    write_list([other, _ONE], path)
    assert path.read_bytes() == first
    assert read_list(tmp_path / "lost") == []


def test_differences_name_what_changed_and_what_is_new() -> None:
    changed = Listed(sha256="a" * 64, size_bytes=1, repository="a/b", path="x, y.xlsx", outcome="DAMAGED")
    assert list(differences([_ONE], [_ONE])) == []
    assert list(differences([], [_ONE])) == []
    assert list(differences([changed], [_ONE])) == ["FOREIGN → DAMAGED: a/b: x, y.xlsx"]
    assert list(differences([_ONE], [])) == ["not in the list: a/b: x, y.xlsx (FOREIGN)"]


def test_files_are_read_apart_and_measured(tmp_path: Path) -> None:
    (tmp_path / "good.xlsx").write_bytes(good())
    (tmp_path / "zeros.xlsx").write_bytes(bytes(500))
    files = [tmp_path / "good.xlsx", tmp_path / "zeros.xlsx"]
    first, second = read_apart(files, limits=ProcessLimits(), count=1)
    assert (first.outcome, first.items, first.size_bytes) == (ACCEPTED, 1, len(good()))
    assert (second.outcome, second.is_failure) == ("DAMAGED", False)
    assert 0 <= first.milliseconds < 30_000  # clocks of computing may tick in hundredths of a second
    text = report([first, second])
    assert "2 files, 2 different" in text
    assert "failures: 0" in text


def test_an_exception_a_death_and_a_hang_are_facts_of_the_file(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("raise", "abort", "sleep", "well")]
    for path in files:
        path.write_bytes(b"x")
    limits = ProcessLimits(wall_seconds=2)
    found = list(read_apart(files, limits=limits, target="tests.hostile.dying:reader", count=1))
    assert [fact.outcome for fact in found] == ["ERROR", "CRASH", "WALL_TIME", ACCEPTED]
    assert [fact.is_failure for fact in found] == [True, True, True, False]
    assert "failures: 3" in report(found)
