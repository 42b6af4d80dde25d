"""What is written on Windows is byte for byte what is written on Linux."""

import sys
from collections.abc import Callable

import pytest

from par_excel.checks import RULES
from par_excel.form import form_for
from par_excel.writing.master.workbook import master_workbook
from par_excel.writing.report.document import report_document
from par_excel.writing.template.workbook import template_workbook
from tests import invented
from tests.writing import sample_result

BASIS = invented.basis()


def template() -> bytes:
    return template_workbook(form_for(BASIS, BASIS.period.units[0]), RULES)


def master() -> bytes:
    return master_workbook(BASIS, sample_result.complete(BASIS))


def report() -> bytes:
    return report_document(BASIS, sample_result.complete(BASIS))


@pytest.mark.parametrize("write", [template, master, report])
def test_the_same_bytes_on_every_system(write: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    written = {}
    for system in ("linux", "win32"):
        with monkeypatch.context() as patched:
            patched.setattr(sys, "platform", system)  # what zipfile asks
            written[system] = write()
    assert written["linux"] == written["win32"]
