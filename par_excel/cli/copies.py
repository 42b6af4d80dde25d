"""The commands `verify`, `backup` and `share`: is the ledger whole, and where are its copies?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from par_excel.cli import clock
from par_excel.cli.options import FOLDER, JSON, command, pass_folder, tell
from par_excel.cli.terminal import say

if TYPE_CHECKING:
    from par_excel.workflow.folder.folder import Folder


@command("Soát lại sổ theo dõi, nhật ký và các tệp đã lập.")
@click.option(
    "--code",
    metavar="MÃ",
    default="",
    help="Mã đối chiếu in trên phiếu trình, bản phê duyệt: việc ghi mã đó phải còn.",
)
@JSON
@pass_folder
def verify(folder: "Folder", *, code: str, as_json: bool) -> int:
    """Soát lại từng byte đã nhận, từng kết quả đọc, từng dòng nhật ký và các tệp đã lập, so với mã đã ghi.

    Lập lại tổng hợp và báo cáo từ sổ theo dõi, so với tệp đang có từng ô, từng đoạn, từng bảng; nêu mỗi chỗ khác. So
    sổ theo dõi với mã đối chiếu trên phiếu trình, bản phê duyệt, trang tình hình, thư và bản sao lưu đang có.
    """
    from par_excel.cli.records import show_verification
    from par_excel.workflow.results.verify import verify_all

    found = verify_all(folder, code=code)
    tell(lambda: found, lambda: show_verification(found), as_json=as_json)
    return 1 if found.problems else 0


@command("Sao lưu sổ theo dõi, nhật ký và cấu hình.")
@click.argument("place", metavar="[NƠI_LƯU]", required=False, type=FOLDER)
@pass_folder
def backup(folder: "Folder", place: Path | None) -> int:
    """Sao lưu vào một thư mục mới mang ngày giờ, trong sao_luu hoặc NƠI_LƯU, rồi soát lại bản sao.

    Bản sao gồm sổ theo dõi (có mọi tệp đã nhận), nhật ký, par.toml, bộ tiêu chí và phân công. Muốn dùng lại, chép các tệp
    đó vào một thư mục trống cùng với thư mục inbox.
    """
    from par_excel.cli.records import show_verification
    from par_excel.workflow.records.backup import back_up

    saved = back_up(folder, place, now=clock.now())
    say(f"Đã sao lưu vào {saved.place}: {', '.join(saved.files)}.", bold=True)
    show_verification(saved.verification)
    return 1 if saved.verification.problems else 0


@command("Chuyển sổ theo dõi lên máy chủ để nhiều người cùng dùng.")
@pass_folder
def share(folder: "Folder") -> int:
    """Chép toàn bộ sổ theo dõi của thư mục này lên máy chủ ghi ở [so_chung] của par.toml, rồi soát lại bản trên máy chủ.

    Tệp cũ không bị xóa, chỉ đổi tên. Từ đó mọi lệnh ghi vào sổ theo dõi chung.
    """
    from par_excel.cli.records import show_verification
    from par_excel.workflow.folder.ledgers import share as hand_over

    shared = hand_over(folder)
    say(f"Đã chuyển sổ theo dõi sang {shared.server}; sổ riêng được giữ tại {shared.kept.name}.", bold=True)
    show_verification(shared.verification)
    return 1 if shared.verification.problems else 0
