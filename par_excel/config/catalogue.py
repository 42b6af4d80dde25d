"""The rows of tieu_chi → Catalogue. Everything wrong in the file is told at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from par_excel.config.blocks import Block, gather_blocks
from par_excel.config.problems import Problems
from par_excel.config.scales import read_scale
from par_excel.config.table import Row, read_parts
from par_excel.config.tree import check_tree, children_of
from par_excel.config.words import (
    EXAMPLE_WORDS,
    METHODS,
    SCALE_KINDS,
    VERIFIED_WORDS,
    CatalogueColumn,
    ScaleKind,
    listed,
)
from par_excel.model import EXAMPLE, VERIFIED, Criterion, Method, Provenance, Scale
from par_excel.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Expected:
    """What par.toml says of a period; None where it could not be read, so that nothing is held against it."""

    year: int | None
    appendices: Collection[str] | None


def read_criteria(rows: Sequence[Row], expected: Expected, problems: Problems) -> tuple[Criterion, ...]:
    """Return the criteria in the order of the file; they are only whole where no problem was found."""
    if not rows:
        return ()
    if expected.year is not None:
        _check_year(rows, expected.year, problems)
    blocks, is_whole = gather_blocks(rows, problems)
    if is_whole:
        check_tree(blocks, problems)
    headings = children_of(blocks)
    criteria = (
        _criterion(
            block,
            expected,
            problems,
            is_heading=block.code in headings or _may_be_heading(block, is_whole=is_whole),
        )
        for block in blocks
    )
    return tuple(criterion for criterion in criteria if criterion is not None)


def read_provenance(row: Row, source: str, confidence: str) -> Provenance:
    """Return where a row comes from; Vietnamese words for verified and example are as good as the English ones."""
    parts = (_known(part) for part in read_parts(row[confidence]))
    return Provenance(row[source], tuple(dict.fromkeys(parts)))


def _known(part: str) -> str:
    if fold(part) in VERIFIED_WORDS:
        return VERIFIED
    return EXAMPLE if fold(part) in EXAMPLE_WORDS else part


def _may_be_heading(block: Block, *, is_whole: bool) -> bool:
    """Say whether the rows below may be among those that could not be placed: no second problem then."""
    return not is_whole and not block.head[CatalogueColumn.SCALE]


def _check_year(rows: Sequence[Row], year: int, problems: Problems) -> None:
    wrong = [row for row in rows if row[CatalogueColumn.YEAR] != str(year)]
    if wrong:
        more = f" (và {len(wrong) - 1} dòng khác)" if len(wrong) > 1 else ""
        problems.add(
            wrong[0].line,
            f"Cột “{CatalogueColumn.YEAR}” ghi “{wrong[0][CatalogueColumn.YEAR]}”{more}, trong khi kỳ đánh giá là năm {year}.",
            f"kiểm tra có đúng bộ tiêu chí của năm {year} không, rồi sửa cột năm; hoặc sửa khóa nam trong par.toml.",
        )


def _criterion(block: Block, expected: Expected, problems: Problems, *, is_heading: bool) -> Criterion | None:
    method = _method(block, problems)
    if is_heading:
        _refuse_scale(block, problems)
    scale = None if is_heading else _leaf_scale(block, method, problems)
    lead = _lead(block, method, expected.appendices, problems, is_heading=is_heading)
    if method is None or block.maximum is None:
        return None
    return Criterion(
        code=block.code,
        parent=block.parent,
        level=block.level,
        name=block.head[CatalogueColumn.TEXT],
        maximum=block.maximum,
        method=method,
        scale=scale,
        lead=lead,
        evidence=read_parts(block.head[CatalogueColumn.EVIDENCE]),
        provenance=read_provenance(block.head, CatalogueColumn.SOURCE, CatalogueColumn.CONFIDENCE),
    )


def _method(block: Block, problems: Problems) -> Method | None:
    word = block.head[CatalogueColumn.METHOD]
    method = METHODS.get(fold(word))
    if method is None:
        words = listed(each.value for each in Method)
        problems.add(
            block.head.line,
            f"Cột “{CatalogueColumn.METHOD}” ghi “{word}”.",
            f"chọn một trong các từ: {words}.",
        )
    return method


def _refuse_scale(block: Block, problems: Problems) -> None:
    """Report a scale on a heading: only what has nothing below it is scored."""
    if block.head[CatalogueColumn.SCALE]:
        problems.add(
            block.head.line,
            f"Mã {block.code} có thang điểm, nhưng bên dưới còn có tiêu chí được chấm điểm.",
            f"để trống cột “{CatalogueColumn.SCALE}” ở dòng này, hoặc sửa mã của các dòng dưới.",
        )
    for row in (*block.lines, *block.notes):
        problems.add(
            row.line,
            f"Dòng “{row[CatalogueColumn.LEVEL]}” đứng dưới đề mục {block.code}, là dòng không chấm điểm.",
            "chuyển dòng xuống dưới tiêu chí được chấm điểm, hoặc xóa dòng.",
        )


def _leaf_scale(block: Block, method: Method | None, problems: Problems) -> Scale | None:
    word = block.head[CatalogueColumn.SCALE]
    kind = SCALE_KINDS.get(fold(word))
    if kind is None:
        what = (
            f"Cột “{CatalogueColumn.SCALE}” ghi “{word}”." if word else f"Mã {block.code} chưa có thang điểm."
        )
        problems.add(
            block.head.line,
            what,
            f"chọn một trong các từ ở cột “{CatalogueColumn.SCALE}”: {listed(ScaleKind)}.",
        )
        return None
    if method is Method.MIXED:
        problems.add(
            block.head.line,
            f"Cách chấm “{method.value}” chỉ dùng cho đề mục, không dùng cho tiêu chí được chấm điểm.",
            "chọn cách chấm của chính tiêu chí này.",
        )
    elif method is not None and (method is Method.SURVEY) != (kind is ScaleKind.SURVEY):
        problems.add(
            block.head.line,
            f"Cách chấm “{method.value}” không đi với thang “{kind}”.",
            f"thang “{ScaleKind.SURVEY}” chỉ đi với cách chấm “{Method.SURVEY.value}”, và ngược lại.",
        )
    return read_scale(block, kind, problems)


def _lead(
    block: Block,
    method: Method | None,
    appendices: Collection[str] | None,
    problems: Problems,
    *,
    is_heading: bool,
) -> str | None:
    lead = block.head[CatalogueColumn.APPENDIX]
    fault = _lead_fault(lead, method, appendices, is_heading=is_heading)
    if fault is not None:
        problems.add(block.head.line, *fault)
    return lead or None


def _lead_fault(
    lead: str, method: Method | None, appendices: Collection[str] | None, *, is_heading: bool
) -> tuple[str, str] | None:
    column = CatalogueColumn.APPENDIX
    if is_heading:
        return ("Đề mục không có phụ lục chủ trì.", f"để trống cột “{column}” ở dòng này.") if lead else None
    if method in {Method.SURVEY, Method.OFFICE} and lead:
        return (
            f"Cách chấm “{method.value}” không có phụ lục chủ trì, nhưng cột “{column}” ghi “{lead}”.",
            f"để trống cột “{column}”, hoặc sửa cách chấm.",
        )
    if not lead:
        is_needed = method is not None and method.is_self_assessed
        return (
            ("Tiêu chí do cơ quan tự chấm chưa có phụ lục chủ trì.", f"ghi phụ lục chủ trì ở cột “{column}”.")
            if is_needed
            else None
        )
    if len(read_parts(lead)) != 1:
        return (
            f"Cột “{column}” ghi “{lead}”: một tiêu chí chỉ có một phụ lục chủ trì.",
            "chỉ ghi phụ lục chủ trì; các phụ lục phối hợp ghi ở phan_cong.",
        )
    if appendices is not None and lead not in appendices:
        return (
            f"Không có cơ quan nào phụ trách phụ lục {lead}.",
            f'thêm bảng [[don_vi]] có phu_luc = "{lead}" vào par.toml, hoặc sửa cột “{column}”.',
        )
    return None
