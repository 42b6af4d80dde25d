"""Whether ledger and log of a working folder were lost: what they led to still lies in the outbox, they themselves do not.

A folder without both is not a new one where there are outputs or approvals of them. What is taken in then begins anew,
without any decision, letter or approval; so it is told before anything else.
"""

import re
from collections.abc import Iterator

from par_excel.ledger import Approval
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import has_ledger

COPIES = "sao_luu"
"""Where `backup` puts its copies."""
_VERSION = re.compile(r"phien_ban_(\d+)")
_GUIDE = "xem trang “Khôi phục từ bản sao lưu” của hướng dẫn"


def lost_records(folder: Folder) -> str:
    """Say in sentences that ledger and log are gone, what with them, and how to get it back; empty where all is well."""
    if has_ledger(folder) or folder.log.exists():
        return ""
    traces = list(_traces(folder))
    if not traces:
        return ""
    return (
        f"Sổ theo dõi {folder.ledger.name} và nhật ký {folder.log.name} không còn, nhưng outbox còn kết quả của chúng "
        f"({', '.join(traces)}): mọi quyết định, thư đã gửi và phê duyệt đã ghi đều mất. {_how_to_restore(folder)}"
    )


def lost_approvals(folder: Folder, approvals: tuple[Approval, ...]) -> str:
    """Say which approved versions lie in the outbox and are not in the ledger; empty where there are none."""
    known = {approval.version for approval in approvals}
    missing = [version for version in _versions(folder) if version not in known]
    if not missing:
        return ""
    named = ", ".join(map(str, missing))
    return f"Sổ theo dõi không có phê duyệt của phiên bản {named} nằm trong outbox/phe_duyet. {_how_to_restore(folder)}"


def _traces(folder: Folder) -> Iterator[str]:
    for path in (folder.master, folder.report, folder.entry, folder.review):
        if path.is_file():
            yield path.name
    if folder.feedback.is_dir() and any(folder.feedback.iterdir()):
        yield folder.feedback.name
    yield from (f"phien_ban_{version}" for version in _versions(folder))


def _versions(folder: Folder) -> list[int]:
    places = folder.approvals.glob("phien_ban_*") if folder.approvals.is_dir() else ()
    found = (_VERSION.fullmatch(path.name) for path in places)
    return sorted(int(version[1]) for version in found if version is not None)


def _how_to_restore(folder: Folder) -> str:
    copies = [path.parent for path in sorted((folder.root / COPIES).glob(f"*/{folder.ledger.name}"))]
    if not copies:
        return f"Không thấy bản sao lưu nào trong {COPIES}: tìm bản đã cất ở nơi khác; {_GUIDE}."
    newest = f"{COPIES}/{copies[-1].name}"
    return f"Cách khôi phục: chép mọi tệp trong {newest} vào thư mục này rồi chạy lại; {_GUIDE}."
