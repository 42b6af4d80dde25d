"""The command `backup`."""

from pathlib import Path

import click


@click.command(options_metavar="[TÙY CHỌN]", short_help="Sao lưu sổ theo dõi, nhật ký và cấu hình.")
@click.argument(
    "place", metavar="[NƠI_LƯU]", required=False, type=click.Path(path_type=Path, file_okay=False)
)
@click.pass_obj
def backup(directory: Path, place: Path | None) -> int:
    """Sao lưu vào một thư mục mới mang ngày giờ, trong sao_luu hoặc NƠI_LƯU, rồi soát lại bản sao.

    Bản sao gồm sổ theo dõi (có mọi tệp đã nhận), nhật ký, par.toml, bộ tiêu chí và phân công. Muốn dùng lại, chép các tệp
    đó vào một thư mục trống cùng với thư mục inbox.
    """
    from par_excel.cli.clock import now
    from par_excel.cli.records import show_verification
    from par_excel.cli.words import say
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.saving import back_up

    saved = back_up(Folder(directory), place, now=now())
    say(f"Đã sao lưu vào {saved.place}: {', '.join(saved.files)}.", bold=True)
    show_verification(saved.verification)
    return 1 if saved.verification.problems else 0
