"""EV06-EV12, EV14, EV15: the documents that a return cites, and those that came with it.

Decision 320/QĐ-UBND I.2 and IV.1: evidence, figures and the signed report go to the office together with the workbook.
How documents are cited: Decree 30/2020/NĐ-CP. Where nothing but the workbook came, agencies keep their evidence
themselves and none of it is called missing.
"""
# ruff: noqa: ARG001, D103 - every check takes the basis; its declared title becomes its docstring

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from par_excel.checks.cells import proof_cells
from par_excel.checks.declaring import CollectedReturn, check, hit
from par_excel.form import REPORT_NAMING
from par_excel.model import Basis, Cell, DeadlineId, Hit, Place, Severity, Submission
from par_excel.vietnamese import Reference, is_named_after, local_day, slug

_LIMIT_NAMED = 5
"""Documents that one finding names."""
_LAWS = frozenset({"Nghị định", "Thông tư", "Thông tư liên tịch"})
"""Known to everybody by their number; they stand for the rule, not for what was done."""
_STANDING = _LAWS | {
    "Nghị quyết",
    "Quyết định",
    "Chỉ thị",
    "Quy chế",
    "Quy định",
    "Hướng dẫn",
    "Chương trình",
    "Kế hoạch",
    "Phương án",
    "Đề án",
    "Dự án",
    "Hợp đồng",
    "Bản ghi nhớ",
    "Bản thỏa thuận",
    "Giấy ủy quyền",
    "Kết luận",
}
"""They are in force until others replace them: one of 2011 may well govern the year that is assessed."""
_STANDING_YEARS = 40
"""Years for which such a document is taken to hold; of an older one the year is more likely mistyped."""
_PLANS_MONTH = 12
"""Month of the year before from which on documents are about the year: what is sent about its work begins there."""
_URL_LIKE = re.compile(
    r"(?:(?<![^\W_])(?:https?|htt?p?s?|htps?|htpp?s?)\s?[:/;]{1,3}|(?<![\w/.@])www[.,])\S*", re.IGNORECASE
)
_URL = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
_SCAN = re.compile(
    r"(?:scan(?:ned)?|quet|ban-quet|img|image|anh|doc|document|van-ban|vb|file|tep|camscanner|adobe-scan|page|trang|zalo)?"
    r"(?:-?\d+)*"
)
"""The name of a scan that nobody has named: `Scan_0001.pdf`, `IMG-20210210-0003.jpg`, `20210217093000.pdf`."""
_STEM_LETTERS = 8
"""Fewest letters of a file's name that is looked for in what the return says."""


def _may_hold_url(text: str) -> bool:
    """Say whether the expression could find anything: looking for two letters is far faster."""
    lowered = text.lower()
    return "ht" in lowered or "www" in lowered


class _Cited(Struct, frozen=True):
    reference: Reference
    cell: Cell[str]
    criterion: str


def _cited(submission: Submission) -> Iterator[_Cited]:
    """Yield every document that the evidence column cites."""
    for row in submission.rows:
        for document in submission.documents_of(row):
            for reference in document.references:
                yield _Cited(reference, row.evidence, row.criterion)


def _cited_of_days(submission: Submission, is_meant: Callable[[date], bool]) -> Iterator[tuple[_Cited, date]]:
    """Yield every document cited whose day is meant."""
    for each in _cited(submission):
        day = each.reference.day
        if day is not None and is_meant(day):
            yield each, day


def _attached(collected: CollectedReturn) -> list[str]:
    """Return the files that came with a unit's returns and are not its signed report."""
    return [each.name for each in collected.delivered or () if not each.is_report]


def _named(texts: Sequence[str]) -> str:
    """Return the first few texts, and how many more there are."""
    more = len(texts) - _LIMIT_NAMED
    return "; ".join(texts[:_LIMIT_NAMED]) + (f"; và {more} tài liệu khác" if more > 0 else "")


@check(
    "EV06",
    Severity.WARNING,
    title="Tài liệu kiểm chứng chưa ghi đủ số, ngày, cơ quan ban hành",
    why="“{document}” chưa có {missing} nên khó đối chiếu khi thẩm định",
    mend="ghi đủ theo dạng: Báo cáo số 12/BC-SNV ngày 10/12/2020",
    example="“Báo cáo 6 tháng” không ghi số, ngày",
)
def citation_incomplete(submission: Submission, basis: Basis) -> Iterator[Hit]:
    cells: dict[Place, list[_Cited]] = {}
    for each in _cited(submission):
        if each.reference.missing and each.reference.kind not in _LAWS:
            cells.setdefault(each.cell.place, []).append(each)
    for first, *others in cells.values():
        more = f" (và {len(others)} tài liệu khác trong ô)" if others else ""
        yield hit(
            first.cell,
            first.criterion,
            document=_shortened(first.reference.raw),
            missing=", ".join(first.reference.missing) + more,
        )


@check(
    "EV07",
    Severity.WARNING,
    title="Ngày của tài liệu kiểm chứng nằm ngoài thời gian đánh giá",
    why="“{document}” ngày {day}; kết quả được đánh giá là của năm {year}, tài liệu ban hành chậm nhất đến {deadline}",
    mend="kiểm tra lại ngày; nếu đúng, ghi thêm vào ô là tài liệu về việc của năm {year}, hoặc giải trình",
    example="kỳ đánh giá năm 2020 nhưng dẫn báo cáo của năm 2018; không kể kế hoạch, nghị quyết, quyết định và "
    "văn bản khác còn hiệu lực, văn bản năm trước ghi rõ là về năm 2020",
)
def document_outside_the_year(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    deadline = basis.period.deadline(DeadlineId.SUBMIT)
    first = date(basis.period.year - 1, _PLANS_MONTH, 1)
    last = date(basis.period.year + 1, 12, 31) if deadline is None else deadline.day
    received = local_day(collected.judged.received)

    def is_outside(day: date) -> bool:
        return day < first or last < day <= received

    for each, day in _cited_of_days(collected.submission, is_outside):
        if not (each.reference.kind in _LAWS or (day < first and _governs(each.reference, day, basis))):
            yield hit(
                each.cell,
                each.criterion,
                document=_shortened(each.reference.raw),
                day=day,
                year=basis.period.year,
                deadline=last,
            )


def _governs(reference: Reference, day: date, basis: Basis) -> bool:
    """Say whether a document from before the year may hold in it: by its kind, or because it names the year."""
    year = basis.period.year
    is_standing = reference.kind in _STANDING and day.year > year - _STANDING_YEARS
    return is_standing or (
        day.year == year - 1 and re.search(rf"(?<!\d){year}(?!\d)", reference.raw) is not None
    )


@check(
    "EV08",
    Severity.WARNING,
    title="Ngày của tài liệu kiểm chứng sau ngày gửi bản nộp",
    why="“{document}” ngày {day}, nhưng bản nộp được gửi ngày {received}",
    mend="kiểm tra lại ngày, tháng, năm của tài liệu",
    example="gõ nhầm năm 2012 thành 2021",
)
def document_from_the_future(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    received = local_day(collected.judged.received)
    for each, day in _cited_of_days(collected.submission, lambda day: day > received):
        yield hit(
            each.cell,
            each.criterion,
            document=_shortened(each.reference.raw),
            day=day,
            received=received,
        )


@check(
    "EV09",
    Severity.NOTE,
    title="Tài liệu được dẫn nhưng chưa thấy trong các tệp gửi kèm",
    why="có tệp gửi kèm, nhưng chưa thấy: {documents}",
    mend="gửi bổ sung các tệp còn thiếu; đặt tên tệp có số, ký hiệu của tài liệu, ví dụ 12-BC-SNV.pdf",
    example="dẫn Báo cáo số 12/BC-SNV, chỉ gửi kèm tệp của Quyết định số 5/QĐ-SNV",
)
def cited_not_delivered(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    names = _attached(collected)
    if not names:
        return
    absent: dict[tuple[str, str], str] = {}
    for each in _cited(collected.submission):
        identity = each.reference.identity
        if identity is not None and not any(is_named_after(name, each.reference) for name in names):
            absent.setdefault(identity, f"{each.reference.number}/{each.reference.symbol}")
    if absent:
        yield hit(Place(collected.submission.file), documents=_named(list(absent.values())))


@check(
    "EV10",
    Severity.NOTE,
    title="Tệp gửi kèm chưa được dẫn trong biểu mẫu",
    why="không ô tài liệu kiểm chứng nào nhắc đến: {documents}",
    mend="ghi tài liệu vào cột Tài liệu kiểm chứng của tiêu chí có liên quan, với số, ký hiệu như tên tệp",
    example="gửi kèm 45-QD-SNV.pdf, không tiêu chí nào dẫn Quyết định số 45/QĐ-SNV",
)
def delivered_not_cited(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    names = _attached(collected)
    if not names:
        return
    references = [each.reference for each in _cited(collected.submission)]
    said = [slug(cell.value or "") for cell, _ in proof_cells(collected.submission)]
    said += [slug(each.evidence.value or "") for each in collected.submission.initiatives]
    strays = [
        name
        for name in names
        if not any(is_named_after(name, reference) for reference in references) and not _is_said(name, said)
    ]
    if strays:
        yield hit(Place(collected.submission.file), documents=_named([_last(name) for name in strays]))


@check(
    "EV11",
    Severity.NOTE,
    title="Một tài liệu được dẫn cho các lĩnh vực khác nhau",
    why="“{document}” được dẫn cho các tiêu chí {criteria}",
    mend="không phải sửa nếu tài liệu có đủ các nội dung đó; nên ghi rõ trang, mục dùng cho từng tiêu chí",
    example="một quyết định được dẫn cho cả tiêu chí 1.1 và 5.2.1",
)
def document_for_unlike_criteria(submission: Submission, basis: Basis) -> Iterator[Hit]:
    uses: dict[tuple[str, str], list[_Cited]] = {}
    for each in _cited(submission):
        identity = each.reference.identity
        if identity is not None and each.reference.kind not in _LAWS:
            uses.setdefault(identity, []).append(each)
    for cited in uses.values():
        criteria = list(dict.fromkeys(each.criterion for each in cited))
        if len({code.partition(".")[0] for code in criteria}) > 1:
            first = cited[0]
            yield hit(
                first.cell,
                first.criterion,
                document=f"{first.reference.number}/{first.reference.symbol}",
                criteria=", ".join(criteria),
            )


@check(
    "EV12",
    Severity.WARNING,
    title="Địa chỉ trang web viết chưa đúng",
    why="“{address}” không phải là một địa chỉ mở được",
    mend="chép lại địa chỉ đầy đủ từ trình duyệt, ví dụ https://quangtri.gov.vn/cchc",
    example="“http//quangtri.gov.vn”, “https: //snv”",
)
def address_not_valid(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for cell, criterion in proof_cells(submission):
        if not _may_hold_url(cell.value or ""):
            continue
        for found in _URL_LIKE.findall(cell.value or ""):
            address = found.rstrip(".,;)”\"'")
            if _URL.fullmatch(address) is None:
                yield hit(cell, criterion, address=_shortened(address))
                break


@check(
    "EV14",
    Severity.WARNING,
    title="Chưa có thông tin về báo cáo bằng văn bản đã ký",
    why="biểu mẫu chưa ghi số báo cáo và trong các tệp gửi kèm không có tệp nào là báo cáo đã ký",
    mend="ghi số, ký hiệu báo cáo ở phần ký; gửi bản đã ký (PDF) cùng biểu mẫu, {naming}, "
    "hoặc gửi qua hệ thống quản lý văn bản, bản giấy",
    example="phần ký để trống, chỉ gửi tệp Excel",
)
def signed_report_unknown(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    if collected.delivered is None or collected.has_paper_report:
        return
    if _has_number(collected) or _has_report(collected) or _unnamed(collected):
        return
    yield hit(collected.submission.closing.report_number, naming=REPORT_NAMING)


@check(
    "EV15",
    Severity.NOTE,
    title="Chưa nhận ra tệp báo cáo đã ký",
    why="{reason}",
    mend="không phải gửi lại nếu báo cáo đã gửi qua hệ thống quản lý văn bản hoặc bản giấy; lần sau {naming}",
    example="gửi bản quét Scan_0001.pdf, hoặc gửi báo cáo ngoài thư điện tử",
)
def signed_report_not_recognised(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    if collected.delivered is None or collected.has_paper_report:
        return
    number, unnamed = collected.submission.closing.report_number, _unnamed(collected)
    reason = ""
    if _has_report(collected):
        if not _has_number(collected):
            reason = "đã nhận tệp báo cáo, biểu mẫu chưa ghi số báo cáo"
    elif unnamed:
        reason = f"báo cáo có thể là một trong các tệp không có tên gợi ý: {_named(unnamed)}"
    elif _has_number(collected):
        reason = (
            "biểu mẫu ghi số báo cáo, nhưng không tệp gửi kèm nào có số đó, có tên hoặc nội dung là báo cáo"
        )
    if reason:
        yield hit(number, reason=reason, naming=REPORT_NAMING)


def _has_number(collected: CollectedReturn) -> bool:
    return any(map(str.isdigit, collected.submission.closing.report_number.value or ""))


def _has_report(collected: CollectedReturn) -> bool:
    return any(each.is_report for each in collected.delivered or ())


def _unnamed(collected: CollectedReturn) -> list[str]:
    """Return the files whose names come from a scanner or a telephone and do not say what they are."""
    names = map(_last, _attached(collected))
    return [name for name in names if _SCAN.fullmatch(slug(name.rpartition(".")[0] or name))]


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _is_said(name: str, said: Iterable[str]) -> bool:
    stem = slug(_last(name).rpartition(".")[0] or _last(name))
    return len(stem) >= _STEM_LETTERS and any(stem in each for each in said)
