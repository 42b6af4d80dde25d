"""Numbers of tables and charts: the fields that Word itself inserts for a caption show their number at once."""

import re
from collections import Counter

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

_SEQUENCE = re.compile(r"\s*SEQ\s+(\S+)")


def number_captions(word: Document) -> None:
    """Give every caption of the document its number, in order and for each kind apart, as Word does on updating."""
    numbers: Counter[str] = Counter()
    for paragraph in word.element.body.iter(qn("w:p")):
        for simple in paragraph.iter(qn("w:fldSimple")):
            found = _SEQUENCE.match(str(simple.get(qn("w:instr"), "")))
            if found:
                numbers[found.group(1)] += 1
                _show(list(simple.iter(qn("w:t"))), numbers[found.group(1)])
        _number_runs(paragraph, numbers)


def _number_runs(paragraph: etree._Element, numbers: Counter[str]) -> None:
    """Number the fields of a paragraph that consist of runs: begin, instruction, separate, what is shown, end."""
    shown: list[etree._Element] = []
    instruction, is_result = "", False
    for node in paragraph.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if node.tag == qn("w:instrText"):
            instruction += node.text or ""
        elif node.tag == qn("w:t") and is_result:
            shown.append(node)
        elif node.tag == qn("w:fldChar"):
            kind = node.get(qn("w:fldCharType"))
            is_result = kind == "separate"
            found = _SEQUENCE.match(instruction) if kind == "end" else None
            if found:
                numbers[found.group(1)] += 1
                _show(shown, numbers[found.group(1)])
            if kind != "separate":
                instruction, shown = "", []


def _show(texts: list[etree._Element], number: int) -> None:
    for index, node in enumerate(texts):
        node.text = "" if index else str(number)
