"""Laying out a period and its templates: nothing of an official's is overwritten, the same inputs give the same bytes."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from par_excel.config import load_basis, packaged_files
from par_excel.model import ConfigError, OutputError
from par_excel.workflow.demo.demo import run_demo
from par_excel.workflow.folder.catalogue import make_templates, write_catalogue
from par_excel.workflow.folder.folder import Folder, lay_out
from tests.config import small
from tests.workflow.periods import ASSIGNMENTS, CATALOGUE, period

NO_ASSIGNMENTS = ASSIGNMENTS.splitlines()[0]
ROOT = Path(__file__).parents[2]


def files(folder: Folder) -> Mapping[str, bytes]:
    return {
        str(path.relative_to(folder.root)): path.read_bytes()
        for path in folder.root.rglob("*")
        if path.is_file()
    }


def test_new_period_has_settings_and_folders(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "thư mục" / "2020")
    written = lay_out(folder, year=2020)
    assert [path.name for path in written] == ["par.toml", "tieu_chi.csv", "phan_cong.csv"]
    assert files(folder) == packaged_files(2020)
    assert sorted(path.name for path in folder.root.iterdir() if path.is_dir()) == [
        "inbox",
        "outbox",
        "templates",
    ]


@pytest.mark.parametrize("name", ["par.toml", "tieu_chi.csv", "phan_cong.csv"])
def test_laying_out_never_overwrites(tmp_path: Path, name: str) -> None:
    folder = Folder(tmp_path)
    (tmp_path / name).write_bytes(b"my own")
    with pytest.raises(ConfigError, match=rf"{name}.*init không ghi đè"):
        lay_out(folder, year=2020)
    assert files(folder) == {name: b"my own"}


def test_file_in_the_place_of_a_folder_stops_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_bytes(b"a file")
    with pytest.raises(OutputError, match="inbox: ở vị trí của thư mục đã có một tệp"):
        lay_out(Folder(tmp_path), year=2020)
    assert files(Folder(tmp_path)) == {"inbox": b"a file"}


def test_demo_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "my.txt").write_bytes(b"my own")
    with pytest.raises(ConfigError, match="không trống"):
        run_demo(Folder(tmp_path))
    assert files(Folder(tmp_path)) == {"my.txt": b"my own"}


def test_committed_templates_are_those_of_the_code(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "ky")
    lay_out(folder, year=2020)
    made = make_templates(folder)
    assert [path.name for path in made] == [f"phuluc_{number}.xlsx" for number in range(1, 9)]
    committed = {path.name: path.read_bytes() for path in (ROOT / "templates").glob("*.xlsx")}
    stale = [path.name for path in made if committed.get(path.name) != path.read_bytes()]
    assert (stale, len(committed)) == ([], 8), "run `make templates`"


def test_units_that_share_an_appendix_have_a_template_each(tmp_path: Path) -> None:
    folder = period(tmp_path / "ky")
    shared = small.SETTINGS.replace("phu_luc = 2", 'phu_luc = "1"')
    own = CATALOGUE.replace("| 2       | verified", "| 1       | verified")
    small.folder(folder.root, settings=shared, catalogue=own, assignments=NO_ASSIGNMENTS)
    made = [path.relative_to(folder.templates).as_posix() for path in make_templates(folder)]
    assert made == ["phuluc_1/so-a.xlsx", "phuluc_1/so-b.xlsx"]


def test_catalogue_is_exported_to_the_outbox_or_where_told(tmp_path: Path) -> None:
    folder = period(tmp_path / "ky")
    basis = load_basis(folder.root)
    for target, place in ((None, folder.outbox), (tmp_path / "khac", tmp_path / "khac")):
        paths = write_catalogue(folder, target)
        assert [path.relative_to(place).as_posix() for path in paths] == ["tieu_chi.xlsx", "phan_cong.xlsx"]
        shutil.copy(folder.settings, place)
        assert load_basis(place).fingerprint == basis.fingerprint
