"""The guide for officials as pages that a double-click opens."""

import re
from pathlib import Path

from markdown_it import MarkdownIt

_PAGE = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body{{font:17px/1.5 "Segoe UI",Arial,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}}
img{{max-width:100%;border:1px solid #ccc}}table{{border-collapse:collapse}}td,th{{border:1px solid #ccc;padding:.3em .6em}}
code{{background:#f2f2f2;padding:0 .2em}}</style>
{body}</html>
"""
_FOLDERS = {"huong-dan": "", "dong-lenh": "chi-tiet-"}
"""Folders of the docs, with what their pages' names begin with."""
_PICTURE = re.compile(r"\.\./pictures/([\w.-]+)")


def guide_pages(docs: Path) -> dict[str, bytes]:
    """Return the pages with the pictures that they show, by place."""
    found: dict[str, bytes] = {}
    for folder, prefix in _FOLDERS.items():
        for path in sorted((docs / folder).glob("*.md")):
            text = path.read_text("utf-8")
            for picture in _PICTURE.findall(text):
                found[f"hinh/{picture}"] = (docs / "pictures" / picture).read_bytes()
            text = _PICTURE.sub(r"hinh/\1", re.sub(r"\]\(([\w-]+)\.md", rf"]({prefix}\1.html", text))
            for other, its_prefix in _FOLDERS.items():
                text = re.sub(rf"\]\(\.\./{other}/([\w-]+)\.md", rf"]({its_prefix}\1.html", text)
            found[f"{prefix}{path.stem}.html"] = _page(text).encode()
    return found


def _page(text: str) -> str:
    title = text.partition("\n")[0].lstrip("# ")
    body = MarkdownIt().enable("table").render(text)
    return _PAGE.format(title=title, body=body)
