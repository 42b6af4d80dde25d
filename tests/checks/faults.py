"""Returns full of faults: together they give every code, so that every sentence can be read and is rendered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from par_excel.checks import Delivered, judge, judge_collection, judge_refusal
from par_excel.model import (
    Answer,
    Basis,
    Cell,
    Closing,
    Difference,
    DifferenceKind,
    Doubt,
    FileFormat,
    Finding,
    Initiative,
    LegacyText,
    Recognition,
    Refusal,
    RefusalReason,
    Remark,
    Risk,
    Stamp,
    StampPlace,
    StampVote,
    Submission,
)
from tests import invented
from tests.checks.tables import Row, basis_of, rows_of, submission_of

ANSWERS = """
| mã  | thang                | tối đa | điểm  | mức   | tử số | mẫu số | tài liệu | giải trình            | phát hiện |
| 1.1 | một mức: 1,5; 0,5; 0 |        |       |       |       |        |          |                       | SC01      |
| 1.2 | chưa rõ              | 1,5    | 1,75  |       |       |        | Sổ 12    |                       | SC02      |
| 1.3 | chưa rõ              | 1,5    | 1.234 |       |       |        | Sổ 12    |                       | SC03      |
| 1.4 | một mức: 1,5; 0,5; 0 |        |       | a b   |       |        | Sổ 12    |                       | SC04      |
| 1.5 | cộng dồn: 0,5; 1     |        |       | a 0   |       |        | Sổ 12    |                       | SC05      |
| 1.6 | một mức: 1,5; 0,5; 0 |        | 1,5   | b     |       |        | Sổ 12    |                       | SC06      |
| 1.7 | một mức: 1,5; 0,5; 0 |        | 0,7   |       |       |        | Sổ 12    |                       | SC07      |
| 1.8 | một mức: 1,5; 0,5; 0 |        | 0,5   |       |       |        | Sổ 12    |                       | SC08      |
| 1.9 | tỷ lệ                | 1      |       |       | 97    |        | Sổ 12    |                       | SC09      |
| 2.1 | một mức: 1; 0        |        | 1     | KPS   |       |        | Sổ 12    |                       | SC10      |
| 2.2 | tỷ lệ                | 1      |       |       | 120   | 100    | Sổ 12    |                       | SC11      |
| 2.3 | một mức: 1; 0        |        |       | ?a    |       |        | Sổ 12    |                       | SC12      |
| 2.4 | chưa rõ              | 1      | 0,971 |       |       |        | Sổ 12    |                       | SC13      |
| 2.5 | một mức: 1; 0        |        | 1     | KPS a |       |        | Sổ 12    | Không có vụ           | SC15      |
| 2.6 | chưa rõ              | 1      | 0.5   |       |       |        | Sổ 12    |                       | SC16      |
| 2.7 | một mức: 1; 0        |        |       | ✓a    |       |        | Sổ 12    |                       | SC17      |
| 2.8 | một mức: 1; 0        |        |       | a     |       |        |          |                       | EV01      |
| 2.9 | một mức: 1; 0        |        |       | a     |       |        |          | Tính theo sổ theo dõi | EV02      |
| 3.1 | một mức: 1; 0        |        |       | a     |       |        | như trên | Tính theo sổ theo dõi | EV03      |
| 3.2 | một mức: 1; 0        |        |       | a     |       |        | #REF!    |                       | EV05      |
| 3.3 | một mức: 1; 0        |        |       | a     |       |        | Sổ 12    |                       | SC18      |
| 3.4 | một mức: 1; 0        |        |       | a     |       |        | Sổ 12    |                       | ID23      |
| 3.5 | một mức: 1; 0        |        |       | a     |       |        | BC số 1/BC-A                 |   | EV06 EV11 |
| 5.2 | một mức: 1; 0        |        |       | TRUEa |       |        | hình ảnh | Tính theo sổ theo dõi | SC30 EV20 |
| 5.3 | chưa rõ              | 1      | :0,5  |       |       |        | Sổ 12    |                       | SC31      |
| 5.4 | chưa rõ              | 1      | ~0,5  |       |       |        | Sổ 12    |                       | SC32      |
| 5.1 | một mức: 1; 0        |        |       | b     |       |        | BC số 1/BC-A 2020-2-3 http//snv.vn |   | EV12 EV13 EV21 |
"""
STAMP = Stamp(period="thu-2020", appendix="1", unit="so-a", fingerprint="0" * 12, form_version=1, revision=0)
DIFFERENCES = (
    (DifferenceKind.TEXT, "1.1", "tên tiêu chí", "Kế hoạch năm", "Kế hoạch quý"),
    (DifferenceKind.POINTS, "1.2", "Điểm tối đa", "1,5", "3"),
    (DifferenceKind.FORMULA_LOST, "", "Tổng điểm", "=SUM(E10:E90)", "12"),
    (DifferenceKind.ROW_MISSING, "3.4", "3.4", "", ""),
    (DifferenceKind.ROW_MISSING, "1.4", "1.4-c", "", ""),
    (DifferenceKind.ROW_DOUBLED, "1.5", "1.5", "", ""),
    (DifferenceKind.ROW_UNKNOWN, "", "9.9", "", "9.9"),
    (DifferenceKind.COLUMN_MISSING, "", "Số liệu dẫn chứng", "Số liệu dẫn chứng", ""),
    (DifferenceKind.SHEET_MISSING, "", "Hướng dẫn", "Hướng dẫn", ""),
    (DifferenceKind.STRAY, "", "", "", "gọi lại cho chị Thử\nsáng mai"),
    (DifferenceKind.UNPROTECTED, "", "Chấm điểm", "", ""),
    (DifferenceKind.HIDDEN, "", "dòng 8–10", "", ""),
    (DifferenceKind.ROW_UNKNOWN, "", "4.1", "", "4.1"),
    (DifferenceKind.FORMULA_LOST, "", "Điểm tự đánh giá dòng 3", "=SUM(E10:E90)", "99"),
    (DifferenceKind.CHANGED_POINTS, "3.3", "3.3-a", "1", "0,5"),
    (DifferenceKind.DEAD_NAMES, "", "12 tên vùng", "", ""),
    (DifferenceKind.CODES_AS_NUMBERS, "", "12 mã", "1.1", "1.1"),
)


def _rows() -> list[Row]:
    """Return the answers; of one the set says that it is left out where nothing arose."""
    return [row | {"quy tắc": "không tính"} if row["mã"] == "2.5" else row for row in rows_of(ANSWERS)]


def faulty_basis() -> Basis:
    """Return the criteria of the table, two contributions of appendix 1, and initiatives asked of it."""
    plain = basis_of(_rows())
    others = (invented.criterion("4.1", "1", scale=plain.catalogue["2.1"].scale, lead="2"),)
    catalogue = replace(plain.catalogue, criteria=(*plain.catalogue.criteria, *others))
    initiatives = tuple(each for each in invented.basis().assignments if each.kind.value == "sáng kiến")
    given = (invented.assignment("4.1/X", "1", "4.1"), invented.assignment("4.1/Y", "1", "4.1"))
    period = replace(plain.period, minimum_initiatives=5, minimum_explanation=20)
    return Basis(period, catalogue, (*given, *initiatives))


def faulty_submission(basis: Basis) -> Submission:
    """Return one submission in which nearly everything is wrong."""
    rows = [row for row in _rows() if row["mã"] != "3.4"]
    plain = submission_of(rows, basis)
    *answers, last = (_with_figures(answer) for answer in plain.answers)
    stale = replace(last.score, raw="0", remarks=frozenset({Remark.STALE}))
    proposed = Cell(Decimal(3), "3", invented.place("E300"))
    contributions = (
        replace(invented.contribution("4.1/X", "4.1", evidence=""), proposed=proposed),
        invented.contribution("4.1/Y", "4.1", evidence="Sổ 7"),
    )
    merged = replace(contributions[1].evidence, remarks=frozenset({Remark.MERGED}))
    return replace(
        plain,
        answers=(*answers, replace(last, score=stale)),
        contributions=(contributions[0], replace(contributions[1], evidence=merged)),
        initiatives=(invented.initiative(), _second_initiative()),
        closing=_unsigned(plain.closing),
        differences=tuple(_differences()),
        stamp=STAMP,
        votes=_votes(),
        is_current_form=False,
        program="SheetJS",
        risks=tuple(Risk),
        legacy_texts=(_legacy_text(),),
    )


def _with_figures(answer: Answer) -> Answer:
    """Return the answer; two of them give one figure two values."""
    given = {"1.1": "Số hồ sơ tiếp nhận: 12", "1.2": "Số hồ sơ tiếp nhận: 13"}.get(answer.criterion)
    return answer if given is None else replace(answer, figures=invented.text(given, "F5"))


def _legacy_text() -> LegacyText:
    return LegacyText(
        place=invented.place("H28"),
        criterion="2.8",
        font=".VnTime",
        encoding="TCVN3",
        raw="B¸o c¸o",
        reading="Báo cáo",
    )


def _second_initiative() -> Initiative:
    plain = invented.initiative(duration="…")
    return replace(
        plain,
        title=invented.text("TRẢ KẾT QUẢ QUA ZALO", "B6", sheet="Sáng kiến"),
        cost=invented.text("", "E6", sheet="Sáng kiến"),
    )


def _unsigned(closing: Closing) -> Closing:
    return replace(closing, signed_on=invented.text("", "B12", sheet="Khó khăn, vướng mắc"))


def _votes() -> tuple[StampVote, ...]:
    other = replace(STAMP, appendix="2", unit="so-b")
    return (StampVote(StampPlace.HIDDEN_SHEET, STAMP), StampVote(StampPlace.VISIBLE_CELL, other))


def _differences() -> Iterator[Difference]:
    for row, (kind, criterion, label, expected, found) in enumerate(DIFFERENCES, start=400):
        yield Difference(
            kind=kind,
            place=invented.place(f"B{row}"),
            criterion=criterion,
            label=label,
            expected=expected,
            found=found,
        )


def _unknown_submissions() -> tuple[Submission, ...]:
    """Return what cannot be told in the same return: who sent it, whose form it is, how it was recognised."""
    given = [invented.contribution("1.2/Y", "1.2")]
    return (
        invented.submission(
            "so-c",
            contributions=given,
            changes={"unit": "so-z", "file": "la.xlsx", "recognised_by": Recognition.CODES},
        ),
        invented.submission(
            "so-c",
            contributions=given,
            changes={"unit": "so-b", "file": "nham.ods", "format": FileFormat.ODS},
        ),
    )


def _collected(basis: Basis) -> tuple[Finding, ...]:
    outside = "Báo cáo số 4/BC-SA ngày 1/2/2018; Báo cáo số 5/BC-SA ngày 1/2/2031"
    lead = invented.submission(
        "so-a",
        answers=[invented.answer("1.2", "1.5", evidence=outside, figures="Số hồ sơ tiếp nhận: 12")],
    )
    again = invented.submission(
        "so-b",
        answers=[invented.answer("1.2", "0.5", figures="Số hồ sơ tiếp nhận: 13")],
        initiatives=[invented.initiative()],
    )
    contributor = invented.submission(
        "so-c", contributions=[invented.contribution("1.2/Y", "1.2", proposed="1")]
    )
    received = datetime(2021, 2, 18, 17, 5, tzinfo=UTC) + timedelta(hours=8)
    rival = replace(contributor, sha256="9" * 64, file="phuluc_1 (bản cũ).xlsx")
    late = invented.judged(
        replace(contributor, file="phuluc_1.xlsx"), received=received, sender="so-b@thu.vn"
    )
    units = tuple(replace(unit, email=f"{unit.id}@thu.vn") for unit in basis.period.units)
    return judge_collection(
        (invented.judged(lead), invented.judged(again), replace(late, also_named=("phuluc_1 (1).xlsx",))),
        replace(basis, period=replace(basis.period, units=units)),
        rivals={contributor.sha256: [rival]},
        sent_again={contributor.sha256: [rival]},
        doubts={"so-c": Doubt.NEVER_ISSUED},
        delivered={"so-a": [Delivered("so-a/scan.pdf", is_report=False)]},
    )


def all_findings() -> Mapping[str, Sequence[Finding]]:
    """Return the findings of every kind of fault, by what is judged."""
    basis, plain = faulty_basis(), invented.basis()
    refusals = [
        Refusal(sha256="0" * 64, file="thu/tep.xlsx", reason=reason, detail="chi tiết đã gặp")
        for reason in RefusalReason
    ]
    return {
        "Một bản nộp đầy lỗi": judge(faulty_submission(basis), basis),
        "Bản nộp không rõ của ai": [
            finding for submission in _unknown_submissions() for finding in judge(submission, plain)
        ],
        "Giữa các bản nộp": _collected(plain),
        "Tệp không nhận được": [judge_refusal(refusal, plain) for refusal in refusals],
    }
