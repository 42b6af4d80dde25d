"""The basis goes to child processes while other threads use it."""

import pickle
from pathlib import Path
from threading import Event, Thread

from par_excel.config import load_basis
from par_excel.workflow.folder.folder import Folder, lay_out


def test_what_is_remembered_of_a_basis_is_not_pickled_with_it(tmp_path: Path) -> None:
    lay_out(Folder(tmp_path))
    basis = load_basis(tmp_path)
    fresh = pickle.dumps(basis)
    assert basis.units
    assert basis.appendices
    assert basis.catalogue.leaves
    assert pickle.dumps(basis) == fresh
    assert pickle.loads(fresh) == basis  # noqa: S301 - made a line above


def test_it_can_be_pickled_while_another_thread_uses_it(tmp_path: Path) -> None:
    lay_out(Folder(tmp_path))
    stop = Event()
    bases = [load_basis(tmp_path) for _ in range(20)]

    def use() -> None:
        for basis in bases:
            assert basis.units
            assert basis.catalogue.leaves
            assert basis.appendices
        stop.set()

    user = Thread(target=use)
    user.start()
    while not stop.is_set():
        for basis in bases:
            pickle.dumps(basis)
    user.join()
