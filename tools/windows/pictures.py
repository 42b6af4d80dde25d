"""Pictures for the page on installing, drawn by ourselves: the unpacked folder, and what Windows may ask.

They are no photographs of a screen, and say so: what Windows shows looks otherwise from one version to the next.
"""

import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.panel_pictures import write_shown

_DRAWN = "Hình vẽ minh họa; màn hình Windows trên máy có thể khác đôi chút."
_STYLE = """<!doctype html><meta charset="utf-8"><style>
body{margin:0;padding:22px;font:16px/1.4 "DejaVu Sans",sans-serif;background:#eef1f4;color:#1b1b1b}
.window{background:#fff;border:1px solid #9aa4ae;border-radius:8px;overflow:hidden;box-shadow:0 3px 12px #0003}
.bar{background:#e3e8ed;padding:9px 14px;font-weight:bold}.path{padding:8px 14px;border-bottom:1px solid #d5dade;color:#445}
.row{display:grid;grid-template-columns:38px 330px 1fr;padding:7px 14px}.row.here{background:#d9ebff;outline:2px solid #1c62b0}
.folder,.text,.command{width:20px;height:16px;margin-top:3px;border-radius:2px}.folder{background:#f2c14e;border-top:4px solid #d9a42c;height:12px}
.text{background:#fff;border:1px solid #667;width:13px;height:17px}.command{background:#445;border-top:5px solid #1c62b0;height:12px}
.note{color:#445}.tag{background:#1c62b0;color:#fff;border-radius:12px;padding:2px 12px}
.blue{background:#0b4f9c;color:#fff;padding:26px 34px;height:315px;position:relative}.blue h1{font-size:27px;font-weight:normal;margin:0 0 16px}
.press{background:#fff;color:#0b4f9c;padding:8px 26px;border:2px solid #fff;position:absolute;bottom:26px}
.link{text-decoration:underline}.mark{display:inline-block;background:#ffd24a;color:#222;border-radius:50%;width:27px;line-height:27px;text-align:center;font-weight:bold;margin-left:8px}
p.small{margin:12px 2px 0;color:#556;font-size:14px}.two{display:grid;grid-template-columns:1fr 1fr;gap:22px}</style>"""


def _row(sign: str, name: str, note: str, kind: str = "") -> str:
    return f'<div class="row {kind}"><span class="{sign}"></span><span>{name}</span><span class="note">{note}</span></div>'


_FOLDER = f"""{_STYLE}<div class="window"><div class="bar">par-excel-windows</div>
<div class="path">Máy tính này › Ổ D › par_excel</div>
{_row("folder", "chuong_trinh", "chương trình; không cần mở")}{_row("folder", "huong-dan", "hướng dẫn, đọc trong trình duyệt")}
{_row("text", "ĐỌC TRƯỚC", "một trang: bắt đầu, gỡ bỏ")}{_row("text", "GIẤY PHÉP", "giấy phép của từng phần mềm")}
{_row("command", "<b>Mở par_excel</b>", '<span class="tag">nhấp đúp vào đây</span>', "here")}
{_row("command", "par-excel", "cho người dùng cửa sổ lệnh")}</div><p class="small">{_DRAWN}</p>"""
_QUESTION = f"""{_STYLE}<div class="two"><div class="blue"><h1>Windows đã bảo vệ máy tính của bạn</h1>
Microsoft Defender SmartScreen đã ngăn một ứng dụng không nhận ra khởi động…<br><br>
<span class="link">Thông tin thêm</span><span class="mark">1</span><br><small>(More info)</small>
<div class="press">Không chạy</div></div>
<div class="blue"><h1>Windows đã bảo vệ máy tính của bạn</h1>Ứng dụng: Mở par_excel.cmd<br>Nhà phát hành: Không xác định
<div class="press">Vẫn chạy <small>(Run anyway)</small></div><span class="mark" style="position:absolute;bottom:32px;left:275px">2</span>
</div></div><p class="small">{_DRAWN}</p>"""
_DRAWINGS: Mapping[str, tuple[str, int]] = {
    "cai-dat-thu-muc": (_FOLDER, 395),
    "cai-dat-hoi": (_QUESTION, 455),
}
NAMES = tuple(_DRAWINGS)


def drawings(target: Path, wanted: Collection[str]) -> Iterator[str]:
    """Write the drawings that are wanted; yield their names."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for name, (drawing, high) in _DRAWINGS.items():
            if name in wanted:
                page.set_content(drawing)
                write_shown(page, target / f"{name}.png", high)
                yield name
        browser.close()
