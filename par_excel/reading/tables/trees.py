"""XML and HTML from outside as trees: nothing is fetched, no entity is followed, no document type is read."""

from collections.abc import Iterator

from lxml import etree, html

from par_excel.model import RefusalReason
from par_excel.reading.bounds.breach import Breach

Element = etree._Element  # noqa: SLF001 - the only name that lxml has for its elements


def xml_tree(data: bytes) -> Element:
    """Return the root of an XML part.

    Raises:
        Breach: it is damaged, or declares a document type.
    """
    # lxml would expand entities and fetch what a part names; both are switched off before a document type is refused
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Breach(RefusalReason.DAMAGED, "nội dung XML bên trong tệp bị hỏng") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Breach(RefusalReason.UNSAFE, "có khai báo kiểu tài liệu (DTD)")
    return root


def html_tree(text: str) -> Element | None:
    """Return the root of a page, however it is built; None where nothing stands in it."""
    # huge: else lxml drops in silence what stands behind a long text, a picture in an attribute, or 255 open elements
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    return html.document_fromstring(text, parser=parser) if text.strip() else None


def local(element: Element) -> str:
    """Return the name of an element without its namespace; empty for what is no element."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element | None, name: str, default: str = "") -> str:
    """Return an attribute whatever its namespace: the transitional and the strict form of the standard differ."""
    if element is None:
        return default
    found = (str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name)
    return next(found, default)


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first element down a path of names, None where there is none."""
    for name in path:
        element = None if element is None else next(children(element, name), None)
    return element


def children(element: Element, *names: str) -> Iterator[Element]:
    """Return the elements of these names right below another one."""
    return (each for each in element if local(each) in names)
