"""A parcel becomes items: itself, or the files packed in it, each read as a submission or refused."""

from itertools import islice

from par_excel.model import DEFAULT_LIMITS, Basis, Item, Limits, Parcel, Refusal, RefusalReason, Submission
from par_excel.reading.form.submissions import read_submission
from par_excel.reading.kinds import DOCUMENTS, content_kind
from par_excel.reading.parcels.pieces import Piece
from par_excel.reading.parcels.unpacking import unpack


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
        return Refusal(sha256=piece.sha256, file=file, reason=piece.breach.reason, detail=piece.breach.detail)
    data = piece.data or b""
    inner = Parcel(name=file, data=data, sha256=piece.sha256, modified=parcel.modified)
    return read_submission(inner, basis, limits)
