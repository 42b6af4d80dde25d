"""The small language of the Word template: fields, conditions and loops over the report's own lists, and nothing else.

A template cannot call, compute, define or import anything, and a loop within another one goes over what belongs to an
item of the outer one: whatever a template says, filling it in takes time in proportion to the data.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from par_excel.writing.report.fields import FIELDS, Field, FieldKind

FILTERS = {
    "upper": ("tinh", "chữ in hoa"),
    "lower": ("tinh", "chữ thường"),
    "length": ("linh_vuc", "số mục của danh sách"),
}
"""What may follow a field after a bar, each with an example of such a field and what it gives."""
LOOP = {"index": "số thứ tự của lượt, từ 1", "first": "lượt đầu", "last": "lượt cuối"}
_TOP = {field.name: field for field in FIELDS}
_LOOP_FIELD = Field(
    "loop", "lượt hiện tại của vòng lặp", FieldKind.ITEMS, tuple(Field(name, LOOP[name]) for name in LOOP)
)
_LITERAL = Field("", "chữ hoặc số viết sẵn")
_CONDITIONS = (nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand)
_LIMIT_SOURCE_DEPTH = 6
"""Loops within one another."""

Scope = Mapping[str, Field]


class TemplateFaultError(TemplateSyntaxError):
    """Something that a template says and may not, or that does not exist; `mend` says what to write instead."""

    def __init__(self, what: str, mend: str, line: int) -> None:
        super().__init__(what, line)
        self.what, self.mend = what, mend


class TemplateEnvironment(SandboxedEnvironment):
    """A sandbox that knows no function, escapes every value and takes no template beyond the small language."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse, and hold every node against the language: also what a library makes of the text on its way."""
        tree = super()._parse(source, name, filename)
        _check_block(tree.body, _TOP, 0)
        return tree


def _check_block(body: Sequence[nodes.Node], scope: Scope, depth: int) -> None:
    for node in body:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                _check_output(part, scope)
        elif isinstance(node, nodes.If):
            _check_if(node, scope, depth)
        elif isinstance(node, nodes.For):
            _check_for(node, scope, depth)
        else:
            raise _forbidden(node)


def _check_output(node: nodes.Node, scope: Scope) -> None:
    if isinstance(node, nodes.TemplateData):
        return
    field = _field(node, scope)
    if field.kind is FieldKind.TEXT:
        return
    mend = (
        f"viết {{%p if {field.name} %}} … {{%p endif %}}."
        if field.kind is FieldKind.CONDITION
        else f"viết {{%p for dong in {field.name} %}}, một đoạn {{{{ dong }}}}, rồi {{%p endfor %}}."
    )
    raise TemplateFaultError(
        f"trường “{field.name}” là {field.kind.value}, không in ra được", mend, node.lineno
    )


def _check_if(node: nodes.If, scope: Scope, depth: int) -> None:
    _check_condition(node.test, scope)
    _check_block(node.body, scope, depth)
    for other in node.elif_:
        _check_if(other, scope, depth)
    _check_block(node.else_, scope, depth)


def _check_condition(node: nodes.Node, scope: Scope) -> None:
    if isinstance(node, _CONDITIONS):
        for child in node.iter_child_nodes():
            _check_condition(child, scope)
    else:
        _field(node, scope)


def _check_for(node: nodes.For, scope: Scope, depth: int) -> None:
    if node.recursive or not isinstance(node.target, nodes.Name) or depth >= _LIMIT_SOURCE_DEPTH:
        raise _forbidden(node)
    listed = _field(node.iter, scope)
    if listed.kind not in {FieldKind.LINES, FieldKind.ITEMS} or listed is _LOOP_FIELD:
        raise TemplateFaultError(
            f"“{listed.name}” không phải là danh sách nên không lặp được",
            "chỉ lặp qua trường là danh sách.",
            node.lineno,
        )
    if depth and isinstance(node.iter, nodes.Name):
        raise TemplateFaultError(
            f"vòng lặp qua “{listed.name}” nằm trong một vòng lặp khác",
            "vòng lặp bên trong chỉ đi qua danh sách của mục đang lặp, ví dụ muc.diem_tru.",
            node.lineno,
        )
    item = Field(
        node.target.name, listed.meaning, FieldKind.ITEMS if listed.fields else FieldKind.TEXT, listed.fields
    )
    inner = {**scope, node.target.name: item, "loop": _LOOP_FIELD}
    if node.test is not None:
        _check_condition(node.test, inner)
    _check_block(node.body, inner, depth + 1)
    _check_block(node.else_, scope, depth)


def _field(node: nodes.Node, scope: Scope) -> Field:
    """Return the field that an expression names."""
    if isinstance(node, nodes.Name):
        return _named(node.name, scope, node.lineno)
    if isinstance(node, nodes.Getattr):
        return _member(_field(node.node, scope), node)
    if isinstance(node, nodes.Const):
        return _LITERAL
    if isinstance(node, nodes.Filter) and node.name in FILTERS and node.node is not None and not node.args:
        inner = _field(node.node, scope)
        return Field(inner.name, inner.meaning) if node.name == "length" else inner
    raise _forbidden(node)


def _member(owner: Field, node: nodes.Getattr) -> Field:
    if owner is _LITERAL:
        raise _forbidden(node)
    members = {field.name: field for field in owner.fields}
    if not members:
        raise TemplateFaultError(
            f"trường “{node.attr}” không có trong “{owner.name}”",
            f"“{owner.name}” không có trường con, xóa phần từ dấu chấm.",
            node.lineno,
        )
    return _named(node.attr, members, node.lineno, owner=owner.name)


def _named(name: str, known: Mapping[str, Field], line: int, *, owner: str = "") -> Field:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    within = f" trong “{owner}”" if owner else ""
    raise TemplateFaultError(
        f"trường “{name}” không có{within}",
        (f"có phải là “{near[0]}” không? " if near else "")
        + "Xem danh sách trường trong tệp giải thích đi kèm mẫu.",
        line,
    )


def _forbidden(node: nodes.Node) -> TemplateFaultError:
    lines = (child.lineno for child in node.find_all(nodes.Node) if child.lineno)
    return TemplateFaultError(
        "có lệnh không được dùng trong mẫu",
        "chỉ dùng trường, if và for như trong mẫu đi kèm chương trình.",
        node.lineno or next(lines, 1),  # jinja gives some nodes no line
    )
