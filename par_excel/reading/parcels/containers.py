"""What opens each kind of archive and letter; loaded when the first of them comes."""

from collections.abc import Callable, Mapping

from par_excel.model import Limits
from par_excel.reading.kinds import FileKind
from par_excel.reading.parcels.mails import letter_container
from par_excel.reading.parcels.outlook import outlook_container
from par_excel.reading.parcels.pieces import Container
from par_excel.reading.parcels.signed_letters import signed_container
from par_excel.reading.parcels.tars import bzip2_container, gzip_container, tar_container, xz_container
from par_excel.reading.parcels.unpackers import rar_container, seven_zip_container
from par_excel.reading.parcels.winmail import winmail_container
from par_excel.reading.parcels.zips import zip_container

OPENERS: Mapping[FileKind, Callable[[bytes, Limits], Container]] = {
    FileKind.ZIP: zip_container,
    FileKind.LETTER: letter_container,
    FileKind.OUTLOOK: outlook_container,
    FileKind.SIGNED: signed_container,
    FileKind.WINMAIL: winmail_container,
    FileKind.TAR: tar_container,
    FileKind.GZIP: gzip_container,
    FileKind.BZIP2: bzip2_container,
    FileKind.XZ: xz_container,
    FileKind.RAR: rar_container,
    FileKind.SEVEN_ZIP: seven_zip_container,
}
