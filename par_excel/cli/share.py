"""The command `share`."""

from pathlib import Path

import click


@click.command(
    options_metavar="[TÙY CHỌN]", short_help="Chuyển sổ theo dõi lên máy chủ để nhiều người cùng dùng."
)
@click.pass_obj
def share(directory: Path) -> int:
    """Chép toàn bộ sổ theo dõi của thư mục này lên máy chủ ghi ở [so_chung] của par.toml, rồi soát lại bản trên máy chủ.

    Tệp cũ không bị xóa, chỉ đổi tên. Từ đó mọi lệnh ghi vào sổ theo dõi chung.
    """
    from par_excel.cli.records import show_verification
    from par_excel.cli.words import say
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.sharing import share as hand_over

    shared = hand_over(Folder(directory))
    say(f"Đã chuyển sổ theo dõi sang {shared.server}; sổ riêng được giữ tại {shared.kept.name}.", bold=True)
    show_verification(shared.verification)
    return 1 if shared.verification.problems else 0
