"""A small invented period and builders of values read, for tests that need no file."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from msgspec.structs import replace

from par_excel.model import (
    LOWER,
    UPPER,
    Amount,
    Answer,
    Assignment,
    AssignmentKind,
    Basis,
    Catalogue,
    Cell,
    Closing,
    Contribution,
    Criterion,
    Cumulative,
    Deadline,
    EvidenceEntry,
    Formula,
    Initiative,
    Judged,
    Level,
    Levels,
    Mail,
    Method,
    Period,
    Place,
    Provenance,
    Recognition,
    Remark,
    ReportHead,
    Scale,
    ScaleLine,
    ScoreOrigin,
    Sender,
    Share,
    Submission,
    Survey,
    Tick,
    Unit,
    WhenNotArisen,
    line_id,
    share_formula,
)
from par_excel.vietnamese import documents_in

PROVENANCE = Provenance("bịa ra cho kiểm thử", ("recalled",))
RECEIVED = datetime(2021, 2, 17, 8, 30, tzinfo=UTC)


def lines(code: str, *points: str) -> tuple[ScaleLine, ...]:
    """Return scale lines with these points."""
    return tuple(
        ScaleLine(line_id(code, index), f"Mức {index + 1}", Decimal(each))
        for index, each in enumerate(points)
    )


def criterion(
    code: str,
    maximum: str,
    *,
    scale: Scale | None = None,
    lead: str | None = None,
    method: Method = Method.SELF,
) -> Criterion:
    """Return a row of the catalogue; its level follows from its code."""
    depth = code.count(".")
    return Criterion(
        code=code,
        parent=code.rpartition(".")[0] or None,
        level=list(Level)[depth],
        name=f"Nội dung {code}",
        maximum=Decimal(maximum),
        method=method,
        scale=scale,
        lead=lead,
        evidence=("Kế hoạch", "Báo cáo"),
        provenance=PROVENANCE,
    )


def rate(
    *,
    threshold: Decimal | None,
    factor: Decimal | None,
    cap: Decimal,
    numerator: str,
    denominator: str,
    note: str,
) -> Formula:
    """Return a share of two figures as the catalogue's columns give it."""
    share = Share(threshold=threshold, factor=factor, numerator=numerator, denominator=denominator)
    return share_formula(share, cap=cap, note=note)


def with_share(formula: Formula, **changes: object) -> Formula:
    """Return a share with some of what the catalogue's columns say changed."""
    assert formula.share is not None
    share = replace(formula.share, **changes)
    return share_formula(share, cap=formula.cap, note=formula.note)


def catalogue() -> Catalogue:
    """Return two fields with every kind of scale; 10 points, of them 2 by survey and 2 by the office."""
    nothing = ScaleLine("1.2-0", "Không đạt nội dung nào", Decimal(0))
    known = rate(
        threshold=Decimal(95),
        factor=Decimal(1),
        cap=Decimal(1),
        numerator="Số đúng hạn",
        denominator="Tổng số",
        note="điểm = tỷ lệ × 1 / 100",
    )
    unknown = rate(threshold=None, factor=None, cap=Decimal(1), numerator="", denominator="", note="chưa rõ")
    return Catalogue(
        2020,
        "Quyết định số 1149/QĐ-BNV",
        (
            criterion("1", "6", method=Method.MIXED),
            criterion("1.1", "1.5", scale=Levels(lines("1.1", "1.5", "0.5", "0")), lead="1"),
            criterion("1.2", "1.5", scale=Cumulative(lines("1.2", "0.5", "1"), nothing), lead="1"),
            criterion("1.3", "3", method=Method.MIXED),
            criterion("1.3.1", "1", scale=known, lead="2"),
            criterion("1.3.2", "2", scale=Survey("phiếu điều tra", Decimal(2)), method=Method.SURVEY),
            criterion("2", "4"),
            criterion("2.1", "1", scale=Levels(lines("2.1", "1", "0")), lead="2"),
            criterion("2.2", "2", scale=Levels(lines("2.2", "2", "1", "0")), method=Method.OFFICE),
            criterion("2.3", "1", scale=unknown, lead="1", method=Method.FIGURES),
        ),
    )


def assignment(
    id_: str, appendix: str, code: str, kind: AssignmentKind = AssignmentKind.CONTRIBUTION
) -> Assignment:
    """Return a contribution of an appendix to a criterion."""
    return Assignment(
        id=id_, appendix=appendix, criterion=code, kind=kind, content=f"Đóng góp {id_}", provenance=PROVENANCE
    )


def period() -> Period:
    """Return a period of three units, of which the third only contributes."""
    return Period(
        id="thu-2020",
        year=2020,
        province="tỉnh Thử",
        title="Tự đánh giá Chỉ số CCHC năm 2020",
        catalogue_name="Bộ tiêu chí thử",
        legal_bases=("Quyết định số 320/QĐ-UBND ngày 05/02/2021",),
        deadlines=(
            Deadline("nop", date(2021, 2, 18), "Các cơ quan nộp"),
            Deadline("trinh", date(2021, 2, 23), "Trình UBND tỉnh"),
            Deadline("nhap", date(2021, 2, 26), "Gửi Bộ Nội vụ"),
        ),
        sender=Sender(name="Sở Nội vụ", email="snv@example.vn", phone="0233", contact="Phòng CCHC"),
        report=ReportHead(
            superior="ỦY BAN NHÂN DÂN",
            issuer="TỈNH THỬ",
            symbol="BC-UBND",
            place="Thử",
            signed_for="TM. ỦY BAN NHÂN DÂN",
            signer_title="CHỦ TỊCH",
            signer="",
            recipients=("Bộ Nội vụ", "Lưu: VT"),
        ),
        units=tuple(
            Unit(id=f"so-{letter}", name=f"Sở {letter.upper()}", appendix=str(number), email="", contact="")
            for number, letter in enumerate("abc", start=1)
        ),
        places=2,
        minimum_initiatives=1,
        minimum_explanation=0,
        sources={},
    )


def basis() -> Basis:
    """Return the invented period with its catalogue and assignments."""
    return Basis(
        period(),
        catalogue(),
        (
            assignment("2.1/X", "1", "2.1"),
            assignment("1.2/Y", "3", "1.2"),
            *(
                assignment(f"2.2/SK{number}", str(number), "2.2", AssignmentKind.INITIATIVE)
                for number in (1, 2, 3)
            ),
        ),
    )


def basis_with_rules() -> Basis:
    """Return the invented period with bonus points and rules for what does not arise.

    1.1 (1,5) and 1.3.1 (1) are left out then, 1.2 has all its points; 2.4 (0,5) and the whole of 3 (2) are bonus points.
    """
    plain = basis()
    rules = {
        "1.1": WhenNotArisen.LEFT_OUT,
        "1.3.1": WhenNotArisen.LEFT_OUT,
        "1.2": WhenNotArisen.FULL,
    }
    rows = [
        replace(row, when_not_arisen=rules.get(row.code, WhenNotArisen.TYPED))
        for row in plain.catalogue.criteria
    ]
    bonus = (
        criterion("2.4", "0.5", scale=Levels(lines("2.4", "0.5", "0")), lead="1"),
        criterion("3", "2"),
        criterion("3.1", "2", scale=Levels(lines("3.1", "2", "0")), lead="1"),
    )
    rows += [replace(row, is_bonus=True) for row in bonus]
    return replace(plain, catalogue=Catalogue(2020, plain.catalogue.legal_basis, tuple(rows)))


def place(cell: str = "E5", sheet: str = "Chấm điểm") -> Place:
    """Return a place as a submission knows it."""
    return Place("", sheet, cell)


def text(value: str = "", cell: str = "G5", *, sheet: str = "Chấm điểm") -> Cell[str]:
    """Return a text cell; blank where no text is given."""
    return Cell(value or None, value, place(cell, sheet), frozenset() if value else frozenset({Remark.BLANK}))


def number(value: str = "", cell: str = "E5", *remarks: Remark) -> Cell[Decimal]:
    """Return a number cell; blank where none is given."""
    return Cell(
        Decimal(value) if value else None,
        value,
        place(cell),
        frozenset(remarks or (() if value else (Remark.BLANK,))),
    )


def _report_of(code: str) -> str:
    return f"Báo cáo số {code.replace('.', '')}/BC-SA ngày 10/12/2020"


def answer(
    code: str,
    score: str = "",
    *,
    ticked: Sequence[str] = (),
    scale_lines: Sequence[str] = (),
    derived: str = "",
    evidence: str | None = None,
    explanation: str = "",
    figures: str = "",
    not_arisen: bool = False,
    rate: tuple[str, str] | None = None,
    origin: ScoreOrigin | None = None,
) -> Answer:
    """Return an answer as read; the origin of its score follows from what is given unless it is named."""
    given = (
        ScoreOrigin.TICKS
        if ticked
        else ScoreOrigin.RATE
        if rate
        else ScoreOrigin.TYPED
        if score
        else ScoreOrigin.NONE
    )
    return Answer(
        criterion=code,
        place=place("A5"),
        score=number(score),
        origin=origin or given,
        derived=Decimal(derived) if derived else None,
        ticks=tuple(
            Tick(line, Cell(True if line in ticked else None, "x" if line in ticked else "", place("D6")))
            for line in (scale_lines or ticked)
        ),
        not_arisen=Cell(True if not_arisen else None, "KPS" if not_arisen else "", place("D5")),
        amounts=(Amount(UPPER, number(rate[0], "F6")), Amount(LOWER, number(rate[1], "F7"))) if rate else (),
        figures=text(figures, "F5"),
        evidence=text(_report_of(code) if evidence is None else evidence, "G5"),
        explanation=text(explanation, "H5"),
    )


def contribution(
    id_: str, code: str, *, proposed: str = "", evidence: str = "Báo cáo số 9/BC-SC ngày 10/12/2020"
) -> Contribution:
    """Return a contribution as read."""
    return Contribution(
        id=id_,
        criterion=code,
        place=place("A40"),
        proposed=number(proposed, "E40"),
        figures=text("", "F40"),
        evidence=text(evidence, "G40"),
        explanation=text("", "H40"),
    )


def initiative(**given: str) -> Initiative:
    """Return a complete initiative; `given` overrides or empties single columns."""
    values = {
        "title": "Trả kết quả qua Zalo",
        "content": "Thông báo kết quả",
        "reach": "Toàn tỉnh",
        "cost": "Không phát sinh",
        "duration": "Giảm 2 ngày",
        "effect": "",
        "evidence": "Quyết định số 7/QĐ-SA",
    } | given
    return Initiative(
        place=place("A5", "Sáng kiến"),
        **{name: text(value, "B5", sheet="Sáng kiến") for name, value in values.items()},
    )


def _initiative_of(unit: str) -> Initiative:
    return initiative() if unit == "so-a" else initiative(title=f"Họp không giấy ở {unit}")


def evidence_entry(unit: Unit, criterion: str, cell: str, which: int = 0) -> EvidenceEntry:
    """Return a document that a unit names in a cell of its return."""
    given = answer(criterion, "1", evidence=cell)
    made = submission(answers=[given], changes={"unit": unit.id, "file": f"{unit.id}.xlsx"})
    document = documents_in(cell)[which]
    return EvidenceEntry(
        unit=unit, submission=made, row=given, text=document.text, reference=document.reference
    )


def submission(
    unit: str = "so-a",
    *,
    answers: Sequence[Answer] = (),
    contributions: Sequence[Contribution] = (),
    initiatives: Sequence[Initiative] | None = None,
    changes: Mapping[str, object] | None = None,
) -> Submission:
    """Return a submission as read, complete but for its answers; `changes` replace whole attributes."""
    closing = Closing(
        **{
            name: text("có", "B5", sheet="Khó khăn, vướng mắc")
            for name in (
                [
                    "difficulties",
                    "proposals",
                    "author",
                    "author_title",
                    "phone",
                    "head",
                    "head_title",
                    "signed_on",
                    "report_number",
                ]
            )
        }
    )
    appendix = str("abc".index(unit[-1]) + 1)
    values: dict[str, object] = {
        "sha256": f"{unit:0<64}",
        "file": f"phuluc_{appendix}.xlsx",
        "unit": unit,
        "appendix": appendix,
        "stamp": None,
        "votes": (),
        "recognised_by": Recognition.STAMP,
        "is_current_form": True,
        "program": "Microsoft Excel",
        "saved_by": "",
        "saved_at": None,
        "answers": tuple(answers),
        "contributions": tuple(contributions),
        "initiatives": (_initiative_of(unit),) if initiatives is None else tuple(initiatives),
        "closing": closing,
        "differences": (),
    }
    return Submission(**(values | dict(changes or {})))  # type: ignore[arg-type]


def judged(submission: Submission, *, received: datetime = RECEIVED, sender: str = "") -> Judged:
    """Return a submission in which nothing was found; with a sender it came in a letter."""
    mail = Mail(sender=sender, sent_at=received, subject="") if sender else None
    return Judged(submission=submission, findings=(), received=received, order=1, mail=mail)
