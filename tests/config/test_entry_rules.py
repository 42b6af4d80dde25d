"""`[nhap_lieu]` and `[doi_chieu]` of par.toml."""

from pathlib import Path

from par_excel.config import load_basis
from par_excel.model import DEFAULT_ENTRY_RULES, EntryRules
from tests.config import small


def test_nothing_is_taken_for_granted(tmp_path: Path) -> None:
    assert load_basis(small.folder(tmp_path)).period.entry == DEFAULT_ENTRY_RULES
    assert DEFAULT_ENTRY_RULES.limit_characters == 0
    assert not DEFAULT_ENTRY_RULES.forbidden


def test_what_is_set(tmp_path: Path) -> None:
    more = '[nhap_lieu]\ngiai_trinh_toi_da = 100\nky_tu_cam = "<>"\nky_tu_thay = "-"\n[doi_chieu]\nma = "Chỉ mục"\n'
    folder = small.folder(tmp_path, settings=f"{small.SETTINGS}\n{more}")
    expected = EntryRules(limit_characters=100, forbidden="<>", replacement="-", headers={"ma": "Chỉ mục"})
    assert load_basis(folder).period.entry == expected


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    more = '[nhap_lieu]\nky_tu_cam = "<>"\nky_tu_thay = "<"\ngiai_trinh = 3\n[doi_chieu]\nma = ""\n'
    told = small.problems(small.folder(tmp_path, settings=f"{small.SETTINGS}\n{more}"))
    assert sorted(problem.partition(" ")[2] for problem in told) == [
        "Bảng [nhap_lieu] có khóa lạ “giai_trinh”.",
        "Khóa ma để trống.",
        "Ký tự thay cũng là ký tự bị cấm.",
    ]
