"""A parcel becomes items: itself, or the files packed in it, each read as a submission or refused."""

import re
from itertools import islice

from msgspec.structs import replace

from par_excel.model import DEFAULT_LIMITS, Basis, Item, Limits, Parcel, Refusal, RefusalReason, Submission
from par_excel.reading.form.submissions import read_submission
from par_excel.reading.kinds import DOCUMENTS, content_kind
from par_excel.reading.parcels.pieces import Piece
from par_excel.reading.parcels.unpacking import unpack

_PART = re.compile(r"\.(?:[0-9]{3}|[zr][0-9]{2}|part[0-9]{1,3}\.rar)$", re.IGNORECASE)
"""How WinRAR, 7-Zip and WinZip name the parts of an archive that was cut into several."""
_OF_PARTS = frozenset({RefusalReason.ARCHIVE, RefusalReason.DAMAGED, RefusalReason.NOT_A_WORKBOOK})


def read_parcel(parcel: Parcel, basis: Basis, limits: Limits = DEFAULT_LIMITS) -> tuple[Item, ...]:
    """Return every file of a parcel as read; there is at least one."""
    return tuple(
        _item(piece, _outcome(piece, parcel, basis, limits)) for piece in unpack(parcel.data, limits)
    )


def outline_parcel(parcel: Parcel, basis: Basis, limits: Limits = DEFAULT_LIMITS) -> tuple[Item, ...]:
    """Return every file of a parcel; one that may be a workbook is left, as not read yet."""
    return tuple(
        _item(piece, _left(piece, parcel) or _outcome(piece, parcel, basis, limits))
        for piece in unpack(parcel.data, limits)
    )


def read_file(parcel: Parcel, number: int, basis: Basis, limits: Limits = DEFAULT_LIMITS) -> Item:
    """Return one file of a parcel as read, by its number among them."""
    piece = next(islice(unpack(parcel.data, limits), number, None))
    return _item(piece, _outcome(piece, parcel, basis, limits))


def _item(piece: Piece, outcome: Submission | Refusal) -> Item:
    return Item(
        path=piece.path,
        sha256=piece.sha256,
        size_bytes=piece.size_bytes,
        mail=piece.mail,
        outcome=outcome,
    )


def _left(piece: Piece, parcel: Parcel) -> Refusal | None:
    if piece.data is None or content_kind(piece.data) in DOCUMENTS:
        return None
    return Refusal(
        sha256=piece.sha256, file=_file(piece, parcel), reason=RefusalReason.NOT_READ_YET, detail=""
    )


def _file(piece: Piece, parcel: Parcel) -> str:
    return f"{parcel.name}/{piece.path}" if piece.path else parcel.name


def _outcome(piece: Piece, parcel: Parcel, basis: Basis, limits: Limits) -> Submission | Refusal:
    file = _file(piece, parcel)
    if piece.breach is not None:
        reason, detail = piece.breach.reason, piece.breach.detail
        return _as_part(Refusal(sha256=piece.sha256, file=file, reason=reason, detail=detail))
    data = piece.data or b""
    inner = Parcel(name=file, data=data, sha256=piece.sha256, modified=parcel.modified)
    outcome = read_submission(inner, basis, limits)
    if isinstance(outcome, Refusal) and outcome.reason is RefusalReason.DOCUMENT:
        from par_excel.reading.tables.opening import opening_of  # noqa: PLC0415 - hardly a child meets one

        return replace(outcome, opening=opening_of(data, limits))
    return _as_part(outcome)


def _as_part(outcome: Submission | Refusal) -> Submission | Refusal:
    """Return the outcome; what cannot be read and is named as a part of an archive is said to be one."""
    part = _PART.search(outcome.file)
    if not isinstance(outcome, Refusal) or outcome.reason not in _OF_PARTS or part is None:
        return outcome
    told = (
        f"là một phần ({part[0]}) của tệp nén chia nhỏ; cần ghép đủ các phần thành một tệp rồi mới đọc được"
    )
    return replace(outcome, reason=RefusalReason.ARCHIVE, detail=told)
