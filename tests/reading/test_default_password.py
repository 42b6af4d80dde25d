"""Workbooks encrypted with the password that Excel tries by itself are read; those with another one are refused by name."""

import re
from collections.abc import Callable

import pytest

from par_excel.form import Column
from par_excel.model import DEFAULT_LIMITS, Refusal, RefusalReason
from par_excel.reading.form.submissions import read_submission
from par_excel.reading.formats import pictures_in
from par_excel.reading.ole.compound_file import CompoundFile
from par_excel.reading.ole.default_password import PASSWORD, without_default_password
from tests.reading.encrypted import agile, rc4, rc4_cryptoapi, standard
from tests.reading.linked_parts import laid_over
from tests.reading.old_workbooks import as_xls, record, start
from tests.reading.ole_files import ole_file
from tests.reading.test_pictures import PNG
from tests.reading.workbooks import BASIS, SCORES, answer, form, parcel, part_of, read, workbook

Encrypt = Callable[[bytes, str], bytes]
WHOLE = workbook(form(), {("1.1", Column.EVIDENCE): "Báo cáo số 1/BC"})
both = pytest.mark.parametrize("encrypt", [agile, standard])


@both
def test_the_default_password_stands_in_nobodys_way(encrypt: Encrypt) -> None:
    found = read(encrypt(WHOLE, PASSWORD))
    assert answer(found, "1.1").evidence.value == "Báo cáo số 1/BC"
    assert found.answers == read(WHOLE).answers


@both
def test_pictures_are_found_in_it_too(encrypt: Encrypt) -> None:
    data = encrypt(laid_over(WHOLE, part_of(WHOLE, SCORES), {"G8": PNG}), PASSWORD)
    [picture] = answer(read(data), "1.1").pictures
    assert pictures_in(data, {picture.sha256}, DEFAULT_LIMITS) == ((picture.sha256, PNG),)


@both
def test_another_password_is_named(encrypt: Encrypt) -> None:
    assert _refused(encrypt(WHOLE, "mật khẩu")) is RefusalReason.PASSWORD


def _refused(data: bytes) -> RefusalReason:
    found = read_submission(parcel(data), BASIS)
    assert isinstance(found, Refusal)
    return found.reason


@pytest.mark.parametrize(
    "info",
    [
        b"",
        b"\4\0\4\0\0\0\0\0<broken",
        b"\4\0\4\0\0\0\0\0<encryption/>",
        b"\3\0\3\0\0\0\0\0",
        b"\3\0\2\0" + bytes(200),
        b'\4\0\4\0\0\0\0\0<!DOCTYPE a [<!ENTITY b "c">]><encryption>&b;</encryption>',
    ],
)
def test_what_cannot_be_understood_is_refused(info: bytes) -> None:
    data = ole_file({"EncryptionInfo": info, "EncryptedPackage": bytes(5000)})
    assert _refused(data) in {RefusalReason.PASSWORD, RefusalReason.UNSAFE}


def test_no_file_makes_the_password_be_hashed_for_ever() -> None:
    data = agile(WHOLE, PASSWORD)
    changed = re.sub(rb'spinCount="100000"', b'spinCount="900000"', data)
    assert changed != data
    assert without_default_password(changed) is None


def test_a_damaged_package_is_refused() -> None:
    data = agile(WHOLE, PASSWORD)
    third = len(data) // 3
    assert _refused(data[:third] + bytes(third) + data[2 * third :]) is RefusalReason.DAMAGED


@pytest.mark.parametrize("encrypt", [rc4, rc4_cryptoapi])
def test_old_workbooks_are_read_with_it_too(encrypt: Encrypt) -> None:
    old = as_xls(WHOLE)
    stream = CompoundFile(old).read(CompoundFile(old).root["Workbook"])
    found = read(ole_file({"Workbook": encrypt(stream, PASSWORD)}))
    assert found.answers == read(old).answers
    assert answer(found, "1.1").evidence.value == "Báo cáo số 1/BC"
    assert _refused(ole_file({"Workbook": encrypt(stream, "mật khẩu")})) is RefusalReason.PASSWORD


@pytest.mark.parametrize(
    "info", [b"", b"\1\0", b"\1\0\1\0\1\0", b"\1\0\2\0\2\0" + b"\xff" * 60, b"\0\0" + bytes(4)]
)
def test_an_old_workbook_whose_encryption_is_not_understood_is_refused(info: bytes) -> None:
    stream = start(5) + record(0x2F, info) + record(0x0A)
    assert _refused(ole_file({"Workbook": stream})) in {RefusalReason.PASSWORD, RefusalReason.DAMAGED}
