"""Results made by hand on the invented basis: a draft that shows every state of a leaf, a complete and an empty one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from par_excel.merge import merge
from par_excel.model import (
    Answer,
    Basis,
    Catalogue,
    Closing,
    Contribution,
    Criterion,
    Finding,
    Initiative,
    Judged,
    LeafResult,
    LeafState,
    Method,
    Received,
    Result,
    ReturnState,
    Severity,
    SharedCriterion,
    Submission,
    Survey,
    Total,
    Unit,
    UnitResult,
    UnitState,
)
from tests import invented
from tests.merge import returns

LETTERS = (
    "Ắ Ằ Ẳ Ẵ Ặ Ấ Ầ Ẩ Ẫ Ậ Ế Ề Ể Ễ Ệ Ố Ồ Ổ Ỗ Ộ Ớ Ờ Ở Ỡ Ợ Ứ Ừ Ử Ữ Ự Ỳ Ỷ Ỹ Ỵ Đ "
    "ắ ằ ẳ ẵ ặ ấ ầ ẩ ẫ ậ ế ề ể ễ ệ ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ứ ừ ử ữ ự ỳ ỷ ỹ ỵ đ ĩ ũ ơ ư"
)
LONG = (
    "Trong năm, việc triển khai gặp khó khăn do mưa lũ kéo dài; một số nhiệm vụ phải lùi thời hạn sang quý I "
    "năm sau theo ý kiến chỉ đạo tại Công văn số 3861/UBND-NC ngày 14/12/2020. "
) * 6


def finding(code: str = "SC02", title: str = "Điểm vượt điểm tối đa", criterion: str = "2.3") -> Finding:
    """Return an error in a cell of a criterion."""
    return Finding(
        code=code,
        severity=Severity.ERROR,
        unit="so-a",
        place=invented.place(),
        criterion=criterion,
        value="7",
        title=title,
        why="điểm tối đa của tiêu chí này là 1",
        mend="nhập điểm từ 0 đến 1",
    )


def closing(difficulties: str = "", proposals: str = "") -> Closing:
    """Return a closing sheet with these notes."""
    given = invented.submission().closing
    return replace(given, difficulties=invented.text(difficulties), proposals=invented.text(proposals))


def leaf(
    basis: Basis,
    code: str,
    state: LeafState,
    score: str = "",
    *,
    answer: Answer | None = None,
    faulty: Sequence[Finding] = (),
) -> LeafResult:
    """Return a scored row in this state."""
    criterion = basis.catalogue[code]
    unit = None if criterion.lead is None else basis.unit_of(criterion.lead)
    return LeafResult(
        criterion=criterion,
        unit=unit,
        state=state,
        score=Decimal(score) if score else None,
        submission=None if answer is None else invented.submission(answers=[answer]),
        received=invented.RECEIVED if answer else None,
        findings=tuple(faulty),
    )


def total(key: str, name: str, leaves: Iterable[LeafResult]) -> Total:
    """Return the sums over some leaves."""
    every = tuple(leaves)
    by_survey = [each for each in every if isinstance(each.criterion.scale, Survey)]
    by_office = [each for each in every if each.criterion.method is Method.OFFICE]
    own = [each for each in every if each.criterion.method.is_self_assessed]
    counted = [each.score for each in own if each.score is not None]
    return Total(
        key=key,
        name=name,
        maximum=_maximum(every),
        survey_maximum=_maximum(by_survey),
        office_maximum=_maximum(by_office),
        self_maximum=_maximum(own),
        score=sum(counted, Decimal(0)),
        leaves=len(own),
        counted=len(counted),
    )


def _maximum(leaves: Iterable[LeafResult]) -> Decimal:
    return sum((each.criterion.maximum for each in leaves), Decimal(0))


def headings(catalogue: Catalogue, leaves: Sequence[LeafResult]) -> Mapping[str, Total]:
    """Return the totals of every heading."""
    return {row.code: _under(catalogue, row, leaves) for row in catalogue.criteria if not row.is_leaf}


def _under(catalogue: Catalogue, heading: Criterion, leaves: Sequence[LeafResult]) -> Total:
    codes = {each.code for each in catalogue.leaves_under(heading.code)}
    return total(heading.code, heading.name, [each for each in leaves if each.criterion.code in codes])


def unit_result(
    unit: Unit,
    state: UnitState,
    leaves: Sequence[LeafResult],
    *,
    given: Submission | None = None,
    received: datetime = invented.RECEIVED,
    errors: int = 0,
) -> UnitResult:
    """Return a unit in this state with its sums."""
    judged = None if given is None else Judged(submission=given, findings=(), received=received, order=1)
    return UnitResult(
        unit=unit,
        state=state,
        total=total(unit.id, unit.name, [each for each in leaves if each.unit == unit]),
        judged=judged,
        has_earlier_valid=bool(errors),
        errors=errors,
        warnings=errors * 2,
        notes=0,
    )


def received_line(
    file: str, state: ReturnState, *, unit: str = "so-a", detail: str = "dấu nhận dạng"
) -> Received:
    """Return one line of the list of returns."""
    return Received(
        file=file,
        sha256="0" * 64,
        size_bytes=1000,
        unit=unit,
        state=state,
        received=invented.RECEIVED,
        program="Microsoft Excel",
        saved_by="",
        saved_at=None,
        revision=0,
        errors=0,
        warnings=0,
        notes=0,
        detail=detail,
        in_inbox=True,
    )


def merged(
    basis: Basis,
    leaves: Sequence[LeafResult],
    units: Sequence[UnitResult],
    *,
    shared: Sequence[SharedCriterion] = (),
    initiatives: Sequence[tuple[Unit, Initiative]] = (),
    received: Sequence[Received] = (),
    draft_reasons: Sequence[str] = (),
) -> Result:
    """Return a result with the sums that follow from its leaves."""
    by_code = headings(basis.catalogue, leaves)
    return Result(
        leaves=tuple(leaves),
        fields=tuple(by_code[field.code] for field in basis.catalogue.fields),
        headings=by_code,
        total=total("", "Tổng cộng", leaves),
        units=tuple(units),
        shared=tuple(shared),
        initiatives=tuple(initiatives),
        findings=(),
        received=tuple(received),
        draft_reasons=tuple(draft_reasons),
    )


def shared_criterion(
    basis: Basis, lead: LeafResult, row: str, unit: str, given: Contribution | None
) -> SharedCriterion:
    """Return a leaf with one contribution to it."""
    assignment = next(each for each in basis.assignments if each.id == row)
    return SharedCriterion(
        criterion=lead.criterion,
        lead=lead,
        score=lead.score,
        contributions=((assignment, basis.units[unit], given),),
    )


def draft(basis: Basis, *, explanation: str = LONG, difficulties: str = LONG) -> Result:
    """Return a result in which every state of a leaf occurs: unit b has sent nothing, unit a has an error."""
    answered = invented.answer("1.1", "0.5", ticked=("1.1-b",), evidence="", explanation=explanation)
    leaves = (
        leaf(basis, "1.1", LeafState.COUNTED, "0.5", answer=answered),
        leaf(basis, "1.2", LeafState.UNANSWERED, answer=invented.answer("1.2")),
        leaf(basis, "1.3.1", LeafState.NO_RETURN),
        leaf(basis, "1.3.2", LeafState.SURVEY),
        leaf(basis, "2.1", LeafState.NO_RETURN),
        leaf(basis, "2.2", LeafState.OFFICE),
        leaf(basis, "2.3", LeafState.FAULTY, answer=invented.answer("2.3", "7"), faulty=(finding(),)),
    )
    first, second, third = basis.period.units
    given = invented.submission("so-a", changes={"closing": closing(difficulties, "Không")})
    late = invented.RECEIVED + timedelta(days=3)
    units = (
        unit_result(first, UnitState.FAULTY, leaves, given=given, errors=1),
        unit_result(second, UnitState.MISSING, leaves),
        unit_result(third, UnitState.VALID, leaves, given=invented.submission("so-c"), received=late),
    )
    proposal = invented.contribution("1.2/Y", "1.2", proposed="1")
    return merged(
        basis,
        leaves,
        units,
        shared=(
            shared_criterion(basis, leaves[1], "1.2/Y", "so-c", proposal),
            shared_criterion(basis, leaves[4], "2.1/X", "so-a", None),
        ),
        initiatives=((first, invented.initiative(content=LETTERS)), (third, invented.initiative(cost=""))),
        received=(
            received_line("phuluc_1.xlsx", ReturnState.CURRENT),
            received_line("phuluc_1_cu.xlsx", ReturnState.SUPERSEDED),
            received_line("phuluc_3.xlsx", ReturnState.CURRENT, unit="so-c"),
            received_line(
                "bao_cao.pdf",
                ReturnState.REFUSED,
                unit="",
                detail="Tệp là văn bản, bản quét hoặc tài liệu khác.",
            ),
        ),
        draft_reasons=("Sở B chưa nộp", "bản nộp của Sở A còn 1 lỗi"),
    )


def complete(basis: Basis) -> Result:
    """Return a result in which everything counts and nothing is missing."""
    explained = "Có 02 hồ sơ trễ hạn do hệ thống dừng kỹ thuật"
    partial = invented.answer("1.2", "1", ticked=("1.2-b",), explanation=explained)
    rate = invented.answer("1.3.1", "0.97", rate=("97", "100"))
    leaves = (
        leaf(basis, "1.1", LeafState.COUNTED, "1.5", answer=invented.answer("1.1", "1.5", ticked=("1.1-a",))),
        leaf(basis, "1.2", LeafState.COUNTED, "1", answer=partial),
        leaf(basis, "1.3.1", LeafState.COUNTED, "0.97", answer=rate),
        leaf(basis, "1.3.2", LeafState.SURVEY),
        leaf(basis, "2.1", LeafState.COUNTED, "1", answer=invented.answer("2.1", "1", ticked=("2.1-a",))),
        leaf(basis, "2.2", LeafState.OFFICE),
        leaf(basis, "2.3", LeafState.COUNTED, "1", answer=invented.answer("2.3", "1")),
    )
    units = [
        unit_result(unit, UnitState.VALID, leaves, given=invented.submission(unit.id))
        for unit in basis.period.units
    ]
    return merged(
        basis,
        leaves,
        units,
        shared=(
            shared_criterion(
                basis, leaves[1], "1.2/Y", "so-c", invented.contribution("1.2/Y", "1.2", proposed="1.5")
            ),
            shared_criterion(
                basis, leaves[4], "2.1/X", "so-a", invented.contribution("2.1/X", "2.1", proposed="1")
            ),
        ),
        initiatives=[(unit, invented.initiative()) for unit in basis.period.units],
        received=[
            received_line(f"phuluc_{unit.appendix}.xlsx", ReturnState.CURRENT) for unit in basis.period.units
        ],
    )


def beside_the_total(basis: Basis) -> Result:
    """Return what `invented.basis_with_rules` comes to where rows did not arise and bonus points were reached."""
    first = returns.judged(
        "so-a",
        answers=[
            invented.answer("1.1", not_arisen=True, explanation="Trong năm không phát sinh", evidence=""),
            invented.answer("1.2", "1.5", not_arisen=True, explanation="Không phát sinh", evidence=""),
            invented.answer("2.3", "0.33"),
            invented.answer("2.4", "0.5", ticked=("2.4-a",)),
            invented.answer("3.1", "2", ticked=("3.1-a",)),
        ],
    )
    second = returns.judged(
        "so-b",
        order=2,
        answers=[invented.answer("1.3.1", "0.97", rate=("97", "100")), invented.answer("2.1", "0")],
    )
    return merge(basis, returns.collected(first, second, returns.judged("so-c", order=3)))


def empty(basis: Basis) -> Result:
    """Return a result before anything has come in."""
    states = {Method.SURVEY: LeafState.SURVEY, Method.OFFICE: LeafState.OFFICE}
    leaves = [
        leaf(basis, row.code, states.get(row.method, LeafState.NO_RETURN)) for row in basis.catalogue.leaves
    ]
    units = [unit_result(unit, UnitState.MISSING, leaves) for unit in basis.period.units]
    return merged(basis, leaves, units, draft_reasons=("chưa có cơ quan nào nộp",))


def large(basis: Basis, count: int) -> tuple[Basis, Result]:
    """Return a catalogue of so many scored rows, each answered."""
    field = invented.criterion("1", str(count))
    rows = [replace(basis.catalogue["2.1"], code=f"1.{number}", parent="1") for number in range(1, count + 1)]
    made = replace(basis, catalogue=replace(basis.catalogue, criteria=(field, *rows)))
    text = "Đã thực hiện theo Kế hoạch số 12/KH-UBND ngày 05/02/2020 của UBND tỉnh. " * 2
    answer = invented.answer("2.1", "1", ticked=("2.1-a",), explanation=text, figures="97/100 hồ sơ")
    leaves = [
        LeafResult(
            criterion=row,
            unit=made.period.units[1],
            state=LeafState.COUNTED,
            score=Decimal(1),
            submission=invented.submission(answers=[replace(answer, criterion=row.code)]),
            received=invented.RECEIVED,
            findings=(),
        )
        for row in rows
    ]
    return made, merged(made, leaves, ())
