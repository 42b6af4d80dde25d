"""What the folder is made of: a bill of materials for machines (CycloneDX), the licences for people."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from msgspec import Struct, field
from packageurl import PackageURL

from tools.windows.libraries import normal_name

_LICENCE_NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


class Part(Struct, frozen=True):
    """Something in the folder that has a version and a licence of its own."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]
    """Places of the licence's texts, below the program's folder."""
    origin: PackageURL
    sha256: str = ""
    """Of the archive that it was taken from; empty where there is none."""
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of its programs, by place."""


def libraries(files: Mapping[str, bytes], below: str, wheels: Mapping[str, str]) -> tuple[Part, ...]:
    """Return what is installed, by name, as each says of itself; with the hash of its wheel."""
    found = (
        _part(message_from_bytes(data), place.removesuffix("METADATA"), files, below, wheels)
        for place, data in files.items()
        if place.endswith(".dist-info/METADATA")
    )
    return tuple(sorted(found, key=lambda part: part.name.lower()))


def _part(
    said: Message, folder: str, files: Mapping[str, bytes], below: str, wheels: Mapping[str, str]
) -> Part:
    name, version = str(said["Name"]), str(said["Version"])
    texts = tuple(
        f"{below}{place}"
        for place in files
        if place.startswith(folder) and any(word in place.upper() for word in _LICENCE_NAMES)
    )
    origin = PackageURL("pypi", None, name.lower(), version)
    return Part(name, version, _licence(said), texts, origin, wheels.get(normal_name(name), ""))


def _licence(said: Message) -> str:
    """Return the licence in one line: as an expression, of the classifiers, or what stands in the old field."""
    if expression := said["License-Expression"]:
        return str(expression)
    classifiers = (str(each) for each in said.get_all("Classifier", []))
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License :: ")]
    named = [each for each in named if each != "OSI Approved"]
    return "; ".join(named) or next(iter(str(said["License"] or "").splitlines()), "")


def bill_of_materials(program: Part, parts: Iterable[Part], made: datetime) -> bytes:
    """Return the bill in CycloneDX 1.6; the same parts give the same bytes."""
    factory = LicenseFactory()

    def component(part: Part, kind: ComponentType = ComponentType.LIBRARY) -> Component:
        licences = [factory.make_from_string(part.licence)] if part.licence else []
        return Component(
            name=part.name,
            version=part.version,
            type=kind,
            purl=part.origin,
            bom_ref=str(part.origin),
            licenses=licences,
            hashes=_hashes(part.sha256),
            components=[
                Component(
                    name=place,
                    type=ComponentType.FILE,
                    bom_ref=f"{part.origin}#{place}",
                    hashes=_hashes(digest),
                )
                for place, digest in part.files.items()
            ],
        )

    whole = component(program, ComponentType.APPLICATION)
    below = [component(part) for part in parts]
    bill = Bom(components=below, metadata=BomMetaData(component=whole, timestamp=made))
    bill.serial_number = uuid5(NAMESPACE_URL, "\n".join(str(each.purl) for each in (whole, *below)))
    bill.register_dependency(whole, below)
    return f"{JsonV1Dot6(bill).output_as_string(indent=1)}\n".encode()


def _hashes(sha256: str) -> list[HashType]:
    return [HashType(alg=HashAlgorithm.SHA_256, content=sha256)] if sha256 else []


def licences(parts: Iterable[Part]) -> str:
    """Return the page of licences."""
    return "\n".join(
        [
            "Thư mục này gồm chương trình par_excel và các phần mềm tự do sau đây.",
            "Toàn văn giấy phép của từng phần nằm ở tệp ghi bên dưới tên của phần đó.",
            "",
            *_lines(parts),
        ]
    )


def _lines(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        yield f"{part.name} {part.version}: {part.licence or 'xem tệp giấy phép'}"
        for text in part.texts:
            yield "    " + text.replace("/", "\\")
