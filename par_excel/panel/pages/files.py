"""Opening a file of the period, or its folder, with the programs of this computer."""

from flask import Blueprint, abort, redirect, request, send_file
from werkzeug.wrappers import Response

from par_excel.model import ConfigError
from par_excel.panel.files import Openable, find_file
from par_excel.panel.pages.period import period_of
from par_excel.panel.periods import KnownPeriod
from par_excel.system.desktop import open_with_system

files = Blueprint("files", __name__, url_prefix="/ky/<id_>/tep")


@files.post("/<key>/mo")
def open_file(id_: str, key: str) -> Response:
    """Open a file, as a double-click would."""
    known = period_of(id_)
    found = _found(known, key)
    if not open_with_system(found.path):
        raise ConfigError(
            "Máy này không có chương trình để mở tệp.",
            "mở tệp bằng tay tại chỗ ghi ở đầu câu này.",
            file=found.path,
        )
    return redirect(_back(id_), 303)


@files.post("/<key>/mo-thu-muc")
def open_folder_of(id_: str, key: str) -> Response:
    """Open the folder in which a file lies."""
    found = _found(period_of(id_), key)
    open_with_system(found.path.parent)
    return redirect(_back(id_), 303)


@files.get("/<key>")
def download(id_: str, key: str) -> Response:
    """Hand a file to the browser, to be kept, never to be shown: what agencies send is not run here."""
    found = _found(period_of(id_), key)
    return send_file(found.path, as_attachment=True, download_name=found.path.name)


def _found(known: KnownPeriod, key: str) -> Openable:
    found = find_file(known.folder, key)
    return abort(404) if found is None else found


def _back(id_: str) -> str:
    """Return the page that asked, where it is one of this period: an address from a form could lead anywhere."""
    said = request.form.get("ve", "")
    return said if said.startswith(f"/ky/{id_}/") else f"/ky/{id_}/tinh-hinh"
