"""The control sheet: what the leader who signs must know, on one page where all is well."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

from docx import Document
from msgspec.structs import replace

from par_excel.model import Basis, Result
from par_excel.writing.control.lost_points import lost_points
from par_excel.writing.control.ranked import shared_lines
from par_excel.writing.control.returns import outstanding
from par_excel.writing.control.sheet import ResultStanding, control_sheet
from par_excel.writing.report.sentences import first_sentence
from tests import invented
from tests.programs import needs_validator, validate_office_file
from tests.writing import sample_result
from tests.writing.test_report import HOSTILE

BASIS = invented.basis()


def lines(basis: Basis, result: Result, known: ResultStanding | None = None) -> list[str]:
    word = Document(BytesIO(control_sheet(basis, result, known or ResultStanding())))
    return [paragraph.text for paragraph in word.paragraphs if paragraph.text]


def well() -> Result:
    """Return a result in which nothing is missing, late, lost or open."""
    complete = sample_result.complete(BASIS)
    full = tuple(
        leaf if leaf.score is None else replace(leaf, score=leaf.criterion.maximum)
        for leaf in complete.leaves
    )
    units = tuple(
        replace(unit, judged=replace(unit.judged, received=invented.RECEIVED)) if unit.judged else unit
        for unit in complete.units
    )
    return replace(complete, leaves=full, units=units)


def test_what_is_said_of_several_units_is_said_once() -> None:
    names = [unit.name for unit in BASIS.period.units]
    alike = [f"{name}: chưa có bản nộp." for name in names]
    assert shared_lines(BASIS, (*alike, f"{names[0]}, tiêu chí 1.1: chưa chấm.", "Bộ tiêu chí: ví dụ.")) == (
        f"{len(names):02d} đơn vị: chưa có bản nộp: {', '.join(names[:-1])} và {names[-1]}.",
        f"{names[0]}, tiêu chí 1.1: chưa chấm.",
        "Bộ tiêu chí: ví dụ.",
    )
    assert shared_lines(BASIS, alike[:2]) == tuple(alike[:2])


def test_where_all_is_well_one_sentence_says_so() -> None:
    found = lines(BASIS, well())
    assert len(found) < 10
    [none] = [
        line for line in found if line.startswith("Không có: việc còn phải quyết định, nội dung chấp nhận")
    ]
    assert none.endswith("tiêu chí chưa đạt điểm tối đa và kiến nghị trong tỉnh.")


def test_what_is_open_and_what_was_accepted_is_listed() -> None:
    known = ResultStanding(
        ("Tiêu chí 2.2: chưa chấm.",), ("Sở B: chưa có bản nộp. Đã chấp nhận: bận (Lê Văn B).",)
    )
    found = lines(BASIS, sample_result.draft(BASIS), known)
    assert found[found.index("Còn phải quyết định") + 1] == "- Tiêu chí 2.2: chưa chấm."
    assert found[found.index("Đã chấp nhận") + 1].endswith("bận (Lê Văn B).")


def test_missing_late_and_faulty_agencies_are_named() -> None:
    assert tuple(outstanding(BASIS.period, sample_result.draft(BASIS))) == (
        "Chưa nộp: Sở B.",
        "Nộp sau thời hạn: Sở C (muộn 02 ngày).",
        "Bản nộp còn lỗi: Sở A (01 lỗi).",
    )
    assert tuple(outstanding(BASIS.period, sample_result.complete(BASIS))) == ()


def test_the_last_day_counts_to_its_end_in_vietnam() -> None:
    made = sample_result.complete(BASIS)
    first = made.units[0]
    assert first.judged is not None
    last = invented.RECEIVED.replace(day=18, hour=16, minute=59)
    for received, late in ((last, 0), (last + timedelta(minutes=1), 1)):
        unit = replace(first, judged=replace(first.judged, received=received))
        assert len(tuple(outstanding(BASIS.period, replace(made, units=(unit,))))) == late


def test_lost_points_become_tasks_with_their_cause() -> None:
    found = lines(BASIS, sample_result.complete(BASIS))
    assert (
        "- Giao Sở A chủ trì khắc phục hạn chế ở tiêu chí 1.2 (chưa đạt 0,5 điểm): "
        "Có 02 hồ sơ trễ hạn do hệ thống dừng kỹ thuật."
    ) in found


def test_lost_points_stand_agency_by_agency_the_most_first() -> None:
    found = lost_points(BASIS, sample_result.complete(BASIS))
    assert [(each.leader, each.leaf.criterion.code) for each in found] == [("Sở A", "1.2"), ("Sở B", "1.3.1")]


def test_of_a_long_cause_the_first_sentence_is_told() -> None:
    assert first_sentence("Còn 02 nhiệm vụ. Vì vậy chấm 1 điểm.") == "Còn 02 nhiệm vụ."
    assert first_sentence("từ " * 100).endswith("từ …")


def test_a_basis_that_is_not_confirmed_is_named() -> None:
    bases = ("Công văn số 383/BNV-CCVC (số, ký hiệu cần đối chiếu)",)
    unsure = replace(BASIS, period=replace(BASIS.period, legal_bases=bases))
    found = lines(unsure, sample_result.complete(unsure))
    assert found[found.index("Căn cứ cần đối chiếu số, ký hiệu") + 1] == "- Công văn số 383/BNV-CCVC"


@needs_validator
def test_word_finds_no_fault_in_hostile_texts(tmp_path: Path) -> None:
    path = tmp_path / "phieu_trinh.docx"
    for text in HOSTILE:
        path.write_bytes(
            control_sheet(BASIS, sample_result.draft(BASIS, explanation=text), ResultStanding((text,)))
        )
        assert validate_office_file(path) == []
        assert text in "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_the_same_result_gives_the_same_bytes() -> None:
    result = sample_result.draft(BASIS)
    assert control_sheet(BASIS, result, ResultStanding()) == control_sheet(BASIS, result, ResultStanding())
