"""The fields of the Word template, declared once: what fills it, what checks it and what explains it read this.

A field stands in the text between double braces, a column between square brackets in a table that names itself in its
alternative text, and a chart names itself there too.
"""

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct


class FieldKind(Enum):
    """What a field holds, and so how a template may use it."""

    TEXT = "chữ"
    CONDITION = "đúng hoặc sai"
    LINES = "danh sách đoạn"
    ITEMS = "danh sách mục"


class Field(Struct, frozen=True):
    """A field; one that lists items has fields of its own."""

    name: str
    meaning: str
    kind: FieldKind = FieldKind.TEXT
    fields: tuple["Field", ...] = ()
    is_retired: bool = False
    """Whether only templates of offices that are older than this program name it; it is blank then."""


class TableField(Struct, frozen=True):
    """A table of data with its columns by key."""

    name: str
    meaning: str
    columns: Mapping[str, str]
    is_per_field: bool = False
    """Stands once in each item of `linh_vuc`: its name goes on with a colon and the code."""
    is_retired: bool = False
    """Whether only older templates name it; it is left out then, with its caption."""


def _lines(name: str, meaning: str) -> Field:
    return Field(name, meaning, FieldKind.LINES)


def _condition(name: str, meaning: str) -> Field:
    return Field(name, meaning, FieldKind.CONDITION)


def _retired(name: str, kind: FieldKind) -> Field:
    return Field(name, RETIRED, kind, is_retired=True)


RETIRED = "nay ở phiếu trình (outbox/phieu_trinh.docx), không còn trong báo cáo gửi đi"
HEAD = (
    Field("co_quan_chu_quan", "dòng thứ nhất của tên cơ quan ở góc trên bên trái"),
    Field("co_quan_ban_hanh", "dòng thứ hai của tên cơ quan ở góc trên bên trái"),
    _condition("la_mot_ten", "đúng khi hai dòng trên là tên của một cơ quan, nên đều in đậm"),
    Field("ky_hieu", "ký hiệu văn bản, đứng sau số"),
    Field("dia_danh", "địa danh, đứng trước ngày tháng"),
    Field("thay_mat", "quyền hạn của người ký; có thể trống"),
    Field("chuc_vu", "chức vụ của người ký"),
    Field("nguoi_ky", "họ tên người ký; có thể trống"),
    Field("ben_bao_cao", "tên bên báo cáo trong câu: “Ủy ban nhân dân …” hoặc cơ quan tổng hợp"),
    Field("kinh_gui", "nơi nhận báo cáo, sau chữ “Kính gửi:”"),
    _lines("noi_nhan", "các nơi nhận, mỗi nơi một dòng"),
)
PERIOD = (
    Field("nam", "năm đánh giá"),
    Field("tinh", "tên tỉnh, thành phố, kèm chữ “tỉnh” hoặc “thành phố”"),
    Field("tieu_de", "trích yếu của báo cáo"),
    Field("bo_tieu_chi", "tên bộ tiêu chí"),
    Field("co_quan_tong_hop", "cơ quan phát hành biểu mẫu và tổng hợp"),
    Field("so_co_quan", "số cơ quan, đơn vị tự đánh giá"),
    _lines("can_cu", "các căn cứ, mỗi văn bản một dòng"),
    _retired("thoi_han", FieldKind.LINES),
)
STATE = (
    _condition("la_du_thao", "đúng khi kết quả còn thiếu, báo cáo phải ghi DỰ THẢO"),
    _lines("ly_do_du_thao", "các lý do còn là dự thảo"),
    _condition("da_phe_duyet", "đúng khi đây là kết quả đã phê duyệt"),
    Field("phe_duyet", "câu về quyết định phê duyệt kết quả; trống khi chưa phê duyệt"),
    _retired("da_chap_nhan", FieldKind.LINES),
    _retired("chua_doi_chieu", FieldKind.TEXT),
)
RESULT = (
    _retired("qua_trinh", FieldKind.LINES),
    _lines("ket_qua_chung", "các câu về kết quả chung của tỉnh"),
    _condition(
        "co_ket_qua_chung",
        "đúng khi có điểm cộng chung của tỉnh; sai khi mọi biểu mẫu đều do nhiều đơn vị cùng điền",
    ),
    _condition("co_xep_hang", "đúng khi có biểu mẫu do nhiều đơn vị cùng điền"),
    _lines("xep_hang", "các câu về kết quả xếp hạng"),
    Field("mat_diem", "câu về các tiêu chí nhiều đơn vị cùng biểu mẫu chưa đạt; trống khi không có"),
    _condition("co_bieu_do", "đúng khi đã có điểm được tính để vẽ biểu đồ"),
    Field("ten_diem", "tên cột điểm: “Điểm tự đánh giá”"),
    _retired("ten_con_cham", FieldKind.TEXT),
    _retired("co_ra_soat", FieldKind.CONDITION),
    _retired("ra_soat", FieldKind.LINES),
    _condition("co_so_sanh", "đúng khi có kết quả năm trước để so sánh"),
    Field("nam_truoc", "năm được so sánh; trống khi không so sánh"),
    _lines("so_sanh", "các câu so sánh với năm trước"),
    Field("ghi_chu_so_sanh", "câu về tiêu chí không so sánh được vì khác nội dung; có thể trống"),
)
FIELDS_OF_FIELD = (
    Field("ma", "số thứ tự của lĩnh vực"),
    Field("ten", "tên lĩnh vực"),
    Field("nhan_xet", "đoạn tóm tắt kết quả của lĩnh vực"),
    _condition("co_bang", "đúng khi lĩnh vực có tiêu chí không thuộc điều tra xã hội học"),
    Field("da_dat", "câu về những tiêu chí đạt điểm tối đa"),
    _lines("diem_tru", "từng tiêu chí chưa đạt điểm tối đa, với nguyên nhân"),
    _retired("de_xuat", FieldKind.LINES),
)
FIELDS_OF_SUBJECT = (
    Field("chu_de", "tên chủ đề; trống khi cơ quan tổng hợp chưa tổng hợp theo chủ đề"),
    _lines("noi_dung", "nội dung, mỗi ý một đoạn"),
    _retired("co_quan", FieldKind.TEXT),
)
PARTS = (
    Field("linh_vuc", "các lĩnh vực của bộ tiêu chí", FieldKind.ITEMS, FIELDS_OF_FIELD),
    Field("so_giai_trinh", "số La Mã của phần giải trình; các số này theo những phần có trong báo cáo"),
    Field("so_sang_kien", "số La Mã của phần sáng kiến"),
    Field("so_kho_khan", "số La Mã của phần khó khăn, vướng mắc"),
    Field("so_kien_nghi", "số La Mã của phần kiến nghị, đề xuất"),
    Field("phu_luc_so_sanh", "số La Mã của phụ lục so sánh với năm trước"),
    Field("phu_luc_xep_hang", "số La Mã của phụ lục xếp hạng"),
    _condition("co_phan_giai_trinh", "sai khi chỉ có xếp hạng và không có gì phải giải trình"),
    _condition("co_phan_sang_kien", "sai khi chỉ có xếp hạng và không có sáng kiến"),
    _condition("co_phu_luc_tai_lieu", "sai khi chỉ có xếp hạng và không có tài liệu kiểm chứng"),
    Field("giai_trinh_thieu", "câu về các tiêu chí chưa có hoặc chưa đủ tài liệu kiểm chứng"),
    _condition("co_giai_trinh_thieu", "đúng khi có tiêu chí như vậy"),
    Field("sang_kien", "câu về các sáng kiến được công nhận; khi chưa rà soát là được đề xuất"),
    _condition("co_sang_kien", "đúng khi có sáng kiến"),
    _retired("phoi_hop", FieldKind.TEXT),
    _retired("co_phoi_hop", FieldKind.CONDITION),
    Field("kho_khan", "khó khăn, vướng mắc theo chủ đề", FieldKind.ITEMS, FIELDS_OF_SUBJECT),
    Field("kien_nghi", "kiến nghị, đề xuất theo chủ đề", FieldKind.ITEMS, FIELDS_OF_SUBJECT),
    Field("tai_lieu", "câu về số tài liệu kiểm chứng"),
    _condition("co_tai_lieu", "đúng khi có tài liệu kiểm chứng"),
    _retired("ton_tai", FieldKind.TEXT),
    _retired("co_ton_tai", FieldKind.CONDITION),
    _retired("tep_khong_nhan", FieldKind.LINES),
)
FIELDS = (*HEAD, *PERIOD, *STATE, *RESULT, *PARTS)
"""Every field that may stand in the text, in the order in which they are explained."""

GROUPS: Mapping[str, tuple[Field, ...]] = {
    "Phần đầu và phần ký": HEAD,
    "Kỳ đánh giá": PERIOD,
    "Tình trạng dự thảo": STATE,
    "Kết quả chung": RESULT,
    "Các phần của báo cáo": PARTS,
}

_CODE = {"ma": "mã"}
_SCORES = {"diem_toi_da": "điểm tối đa", "diem": "điểm tự đánh giá"}
_MEANS = {"diem_toi_da": "điểm tối đa", "trung_binh": "điểm trung bình", "ty_le": "tỷ lệ trung bình"}
TABLES = (
    TableField(
        "bang_co_quan",
        "tình hình nộp của các cơ quan",
        {
            "stt": "số thứ tự",
            "co_quan": "cơ quan, đơn vị",
            "phu_luc": "phụ lục",
            "ngay_nhan": "ngày nhận bản nộp",
            "tinh_trang": "tình trạng",
            **_SCORES,
        },
        is_retired=True,
    ),
    TableField(
        "bang_xep_hang",
        "xếp hạng các đơn vị cùng biểu mẫu",
        {
            "hang": "hạng",
            "don_vi": "đơn vị",
            "nhom": "nhóm",
            "diem": "điểm",
            "ty_le": "chỉ số",
            "tinh_trang": "tình trạng",
        },
    ),
    TableField(
        "bang_don_vi_linh_vuc",
        "các đơn vị cùng biểu mẫu theo lĩnh vực và nhóm",
        {
            **_CODE,
            "ten": "lĩnh vực hoặc nhóm",
            **_MEANS,
            "cao_nhat": "điểm cao nhất và đơn vị",
            "thap_nhat": "điểm thấp nhất và đơn vị",
        },
    ),
    TableField(
        "bang_don_vi_tieu_chi",
        "tiêu chí nhiều đơn vị cùng biểu mẫu chưa đạt",
        {
            **_CODE,
            "ten": "tên tiêu chí",
            "chua_dat": "số đơn vị chưa đạt",
            "ty_le": "tỷ lệ đơn vị chưa đạt",
            "bi_tru": "điểm chưa đạt trung bình",
            "nguyen_nhan": "nguyên nhân các đơn vị nêu nhiều nhất",
        },
    ),
    TableField(
        "bang_don_vi_phu_luc",
        "mọi tiêu chí của các đơn vị cùng biểu mẫu",
        {
            **_CODE,
            "ten": "tên lĩnh vực, tiêu chí",
            **_MEANS,
            "dat_toi_da": "tỷ lệ đơn vị đạt điểm tối đa",
            "khong_diem": "tỷ lệ đơn vị 0 điểm",
        },
    ),
    TableField(
        "bang_linh_vuc",
        "kết quả theo lĩnh vực",
        {
            "ma": "số thứ tự",
            "ten": "tên lĩnh vực",
            "diem_toi_da": "điểm tối đa của bộ tiêu chí",
            "dieu_tra": "điểm điều tra xã hội học",
            "noi_khac_cham": "điểm chưa tự đánh giá",
            "tu_danh_gia": "điểm tối đa tự đánh giá",
            "diem": "điểm tự đánh giá",
            "ty_le": "tỷ lệ đạt được",
        },
    ),
    TableField(
        "bang_ra_soat",
        "kết quả rà soát: điểm trước và sau, lý do",
        {
            **_CODE,
            "ten": "tên tiêu chí",
            "co_quan": "cơ quan chấm điểm",
            "diem_toi_da": "điểm tối đa",
            "tu_cham": "điểm cơ quan tự đánh giá",
            "diem": "điểm sau rà soát",
            "thay_doi": "thay đổi",
            "ly_do": "ý kiến, lý do",
        },
        is_retired=True,
    ),
    TableField(
        "bang_so_sanh",
        "so sánh với năm trước theo lĩnh vực",
        {
            "ma": "số thứ tự",
            "ten": "tên lĩnh vực",
            "diem_truoc": "điểm năm trước",
            "ty_le_truoc": "tỷ lệ năm trước",
            "diem": "điểm năm nay",
            "ty_le": "tỷ lệ năm nay",
            "thay_doi": "thay đổi về điểm",
            "thay_doi_ty_le": "thay đổi về tỷ lệ",
        },
    ),
    TableField(
        "bang_tieu_chi",
        "các tiêu chí của một lĩnh vực",
        {**_CODE, "ten": "tên tiêu chí", **_SCORES, "bi_tru": "điểm chưa đạt", "ghi_chu": "lý do, ghi chú"},
        is_per_field=True,
    ),
    TableField(
        "bang_giai_trinh",
        "tiêu chí chưa có hoặc chưa đủ tài liệu kiểm chứng",
        {
            **_CODE,
            "ten": "tên tiêu chí",
            **_SCORES,
            "con_thieu": "tài liệu, nội dung còn thiếu",
            "giai_trinh": "giải trình",
        },
    ),
    TableField(
        "bang_sang_kien",
        "sáng kiến, giải pháp mới",
        {
            "stt": "số thứ tự",
            "co_quan": "cơ quan, đơn vị",
            "sang_kien": "tên và nội dung",
            "quy_mo": "quy mô áp dụng",
            "kinh_phi": "kinh phí",
            "thoi_gian": "thời gian",
        },
    ),
    TableField(
        "bang_phoi_hop",
        "nội dung phối hợp",
        {
            "tieu_chi": "mã và tên tiêu chí",
            "chu_tri": "cơ quan chủ trì",
            "diem": "điểm của cơ quan chủ trì",
            "phoi_hop": "cơ quan phối hợp và nội dung",
            "de_xuat": "điểm đề xuất",
            "ghi_chu": "ghi chú",
        },
        is_retired=True,
    ),
    TableField(
        "bang_phu_luc",
        "toàn bộ bộ tiêu chí",
        {
            **_CODE,
            "ten": "tên lĩnh vực, tiêu chí, tiêu chí thành phần",
            **_SCORES,
            "bi_tru": "điểm chưa đạt",
            "co_quan": "cơ quan chấm điểm",
            "tai_lieu": "tài liệu kiểm chứng như cơ quan ghi",
            "giai_trinh": "giải trình, kèm ghi chú",
            "ghi_chu": "ghi chú, không kèm giải trình",
        },
    ),
    TableField(
        "bang_tai_lieu",
        "danh mục tài liệu kiểm chứng",
        {
            "stt": "số thứ tự",
            "tai_lieu": "tài liệu",
            "tieu_chi": "mã các tiêu chí mà tài liệu chứng minh",
            "co_quan": "cơ quan cung cấp",
        },
    ),
    TableField(
        "bang_ton_tai",
        "cơ quan chưa nộp, nộp muộn, bản nộp còn lỗi",
        {
            "stt": "số thứ tự",
            "co_quan": "cơ quan, đơn vị",
            "phu_luc": "phụ lục",
            "tinh_trang": "tình trạng",
            "ngay_nhan": "ngày nhận bản nộp",
            "ghi_chu": "số ngày muộn, số lỗi",
        },
        is_retired=True,
    ),
    TableField(
        "bang_so_sanh_tieu_chi",
        "so sánh với năm trước theo tiêu chí",
        {
            **_CODE,
            "ten": "tên tiêu chí",
            "diem_toi_da_truoc": "điểm tối đa năm trước",
            "diem_truoc": "điểm năm trước",
            **_SCORES,
            "thay_doi": "thay đổi về điểm",
            "ghi_chu": "ghi chú",
        },
    ),
)
"""Every table of data, by the name in its alternative text."""

RETIRED_TABLES = frozenset(table.name for table in TABLES if table.is_retired)

CHARTS: Mapping[str, str] = {
    "bieu_do_diem": "biểu đồ cột: điểm tối đa tự đánh giá và điểm tự đánh giá của từng lĩnh vực",
    "bieu_do_ty_le": "biểu đồ thanh: tỷ lệ điểm đạt được của từng lĩnh vực",
    "bieu_do_don_vi": "biểu đồ cột: tỷ lệ trung bình, cao nhất, thấp nhất của các đơn vị cùng biểu mẫu",
}
"""Every chart, by the name in its alternative text."""
