"""Parts of an archive that was cut, and workbooks that need a licence: each named as what it is."""

import pytest

from par_excel.model import Refusal, RefusalReason
from par_excel.reading.kinds import FileKind, content_kind
from par_excel.reading.parcel import read_parcel
from tests.reading.ole_files import Folder, ole_file
from tests.reading.test_unpacking import GOOD, plain_zip
from tests.reading.workbooks import BASIS, parcel

WHOLE = plain_zip([("phuluc_1.xlsx", GOOD)])


def refused(name: str, data: bytes) -> Refusal:
    outcomes = [item.outcome for item in read_parcel(parcel(data, name), BASIS)]
    found = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("nop.zip.001", WHOLE[:2000]),
        ("nop.zip.002", WHOLE[2000:4000]),
        ("nop.z01", WHOLE[:2000]),
        ("nop.7z.003", bytes(range(1, 200))),
        ("nop.part1.rar", b"Rar!\x1a\x07\x01\x00" + bytes(60)),
        ("nop.r00", bytes(range(1, 200))),
    ],
)
def test_a_part_of_an_archive_is_named_so(name: str, data: bytes) -> None:
    found = refused(name, data)
    assert found.reason is RefusalReason.ARCHIVE
    assert found.detail.startswith("là một phần (.")


def test_a_whole_file_with_such_an_ending_is_read() -> None:
    (item,) = read_parcel(parcel(WHOLE, "nop.001"), BASIS)
    assert not isinstance(item.outcome, Refusal)


def test_protection_by_a_label_is_named_so() -> None:
    streams: dict[str, bytes | Folder] = {"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"x"}
    labelled: Folder = {**streams, "\x06DataSpaces": {"DataSpaceInfo": {"DRMEncryptedDataSpace": b"x"}}}
    assert content_kind(ole_file(streams)) is FileKind.ENCRYPTED
    assert content_kind(ole_file(labelled)) is FileKind.LABELLED
    found = refused("phuluc_1.xlsx", ole_file(labelled))
    assert found.reason is RefusalReason.PASSWORD
    assert "Sensitivity Label" in found.detail
