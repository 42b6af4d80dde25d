"""The letter to an agency: one page, errors first, each with its cell, and nothing that could come to life."""

from collections.abc import Mapping
from decimal import Decimal
from textwrap import wrap

import pytest

from par_excel.checks import RULES
from par_excel.form import Column, Entries, form_for
from par_excel.model import Severity, Submission
from par_excel.writing.feedback.faults import Feedback
from par_excel.writing.feedback.letter import LIMIT_LINES, WIDTH, letter, unwrapped
from par_excel.writing.template.workbook import template_workbook
from tests.reading.workbooks import BASIS, answer, read
from tests.writing.feedback_parts import RECEIVED, feedback, finding
from tests.writing.test_feedback import CLOSING, GOOD, INITIATIVE
from tests.writing.test_feedback_roundtrip import HOSTILE

NAME = "phan_hoi_phuluc_1_lan_1.xlsx"


def sent(values: Mapping[tuple[str, Column], str | Decimal] | None = None) -> Submission:
    form = form_for(BASIS, BASIS.units["so-a"])
    entries = Entries({**GOOD, **(values or {})}, (INITIATIVE,), CLOSING)
    return read(template_workbook(form, RULES, entries))


def written(given: Feedback) -> str:
    return letter(given, NAME)


def lines(given: Feedback) -> list[str]:
    return written(given).splitlines()


def test_it_says_what_was_received_what_remains_and_until_when() -> None:
    submission = sent({("1.2", Column.SCORE): Decimal(7)})
    text = " ".join(written(feedback(submission)).split())
    form = form_for(BASIS, BASIS.units["so-a"])
    assert text.startswith(f"Kính gửi: {form.unit.name} {BASIS.period.sender.name} đã kiểm tra tệp ")
    assert "nhận lúc 16:00 ngày 17/02/2021" in text
    assert "Còn 1 lỗi phải sửa" in text
    assert f"“{NAME}”" in text
    assert f"Trân trọng. {BASIS.period.sender.name}" in text
    assert "Thời hạn" in text


def test_a_fault_has_cell_criterion_value_reason_and_advice() -> None:
    given = feedback(sent({("1.2", Column.SCORE): Decimal(7)}))
    cell = form_for(BASIS, BASIS.units["so-a"]).by_key["1.2"].cell(Column.SCORE)
    found = lines(given)
    at = next(index for index, line in enumerate(found) if line.startswith(f"1. Ô {cell}, tiêu chí 1.2"))
    assert found[at].endswith("đã ghi “7”.")
    assert found[at + 1] == "   Điểm ngoài khoảng cho phép: điểm của tiêu chí này từ 0 đến 1,5."
    assert found[at + 2] == "   Cách sửa: Nhập điểm từ 0 đến 1,5."


def test_errors_stand_before_warnings() -> None:
    submission = sent({("1.2", Column.SCORE): Decimal(7)})
    place = answer(submission, "1.1").evidence.place
    more = [finding("EV03", place, severity=Severity.WARNING, criterion="1.1")]
    text = written(feedback(submission, more=more))
    assert text.index("LỖI PHẢI SỬA") < text.index("CẢNH BÁO CẦN XEM LẠI")


def test_notes_are_left_out() -> None:
    submission = sent({("1.2", Column.SCORE): Decimal(7)})
    place = answer(submission, "1.1").evidence.place
    more = [finding("SC16", place, severity=Severity.NOTE, criterion="1.1", title="Chỉ là ghi chú")]
    assert "Chỉ là ghi chú" not in written(feedback(submission, more=more))


def test_alike_faults_are_told_twice_and_then_counted() -> None:
    submission = sent()
    places = [answer(submission, code).evidence.place for code in ("1.1", "1.2", "2.3")]
    more = [
        finding("EV03", place, severity=Severity.WARNING, criterion=code)
        for place, code in zip(places, ("1.1", "1.2", "2.3"), strict=True)
    ]
    text = written(feedback(submission, more=more))
    assert text.count("Cách sửa: Cách sửa.") == 2
    cell = form_for(BASIS, BASIS.units["so-a"]).by_key["2.3"].cell(Column.EVIDENCE)
    assert f"   … và 1 ô tương tự: {cell}.\n" in text


def test_it_stays_one_page_and_says_how_much_is_left_out() -> None:
    submission = sent()
    place = answer(submission, "1.1").evidence.place
    codes = [code for code in RULES if not code.startswith("ID")]
    more = [finding(code, place, criterion="1.1", value="x" * 200) for code in codes]
    found = lines(feedback(submission, more=more))
    assert len(found) <= LIMIT_LINES
    assert max(map(len, found)) <= WIDTH
    rest = next(line for line in found if line.startswith("Còn ") and line.endswith("tệp phản hồi."))
    told = sum(line.startswith(tuple(f"{number}. " for number in range(1, 99))) for line in found)
    assert f"Còn {len(codes) - told} lỗi nữa: " in rest


def test_with_warnings_only_nothing_has_to_be_sent_back() -> None:
    submission = sent()
    place = answer(submission, "1.1").evidence.place
    text = " ".join(
        written(
            feedback(submission, more=[finding("EV03", place, severity=Severity.WARNING, criterion="1.1")])
        ).split()
    )
    assert "Không còn lỗi; có 1 cảnh báo cần xem lại." in text
    assert "Nếu nội dung đã đúng thì không phải gửi lại" in text
    assert "Đề nghị quý cơ quan sửa ngay" not in text


def test_after_the_deadline_it_asks_for_haste() -> None:
    late = RECEIVED.replace(month=4)
    text = " ".join(written(feedback(sent({("1.2", Column.SCORE): Decimal(7)}), received=late)).split())
    assert "Thời hạn nộp 18/02/2021 đã qua: đề nghị gửi lại ngay trong ngày nhận được phản hồi này" in text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_plain_text(text: str) -> None:
    shown = written(feedback(sent({("1.2", Column.SCORE): text, ("1.1", Column.LEVEL): text})))
    assert not [letter for letter in shown if ord(letter) < 32 and letter != "\n"]
    assert not set(shown) & set("\x7f\x9b\u200b\u2028\u202e\u2066\ufeff")
    assert len(shown.splitlines()) <= LIMIT_LINES


def test_a_letter_without_its_line_breaks_says_the_same() -> None:
    parts = [
        "Kính gửi: Sở A",
        "",
        "1. " + "một hai ba bốn " * 30,
        "   Cách sửa: " + "năm sáu bảy " * 20,
        "",
        "Trân trọng.",
    ]
    wrapped = "\n".join(
        line for part in parts for line in (wrap(part, WIDTH, subsequent_indent="   ") or [""])
    )
    assert unwrapped(wrapped) == "\n".join(part.rstrip() for part in parts)
