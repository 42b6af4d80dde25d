"""The command `init`."""

from pathlib import Path

import click


@click.command(options_metavar="[TÙY CHỌN]", short_help="Tạo thư mục làm việc cho một kỳ đánh giá.")
@click.argument("folder", metavar="THƯ_MỤC", type=click.Path(path_type=Path, file_okay=False))
@click.option("--year", metavar="NĂM", type=int, help="Năm chỉ số (mặc định: bộ mới nhất có sẵn).")
def init(folder: Path, year: int | None) -> None:
    """Tạo thư mục làm việc cho một kỳ đánh giá: par.toml, bộ tiêu chí, phân công và các thư mục con."""
    from par_excel.cli.words import say
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.init import lay_out

    written = lay_out(Folder(folder), year=year)
    say(f"Đã tạo thư mục làm việc {folder} với: {', '.join(path.name for path in written)}.")
    say("Việc tiếp theo: mở par.toml sửa thông tin của tỉnh, rồi chạy “par-excel catalogue check”.")
