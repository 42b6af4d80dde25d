"""A parcel becomes items: itself, or the files packed in it, each read as a submission or refused."""

from par_excel.model import DEFAULT_LIMITS, Basis, Item, Limits, Parcel, Refusal, Submission
from par_excel.reading.form.submissions import read_submission
from par_excel.reading.parcels.pieces import Piece
from par_excel.reading.parcels.unpacking import unpack


def read_parcel(parcel: Parcel, basis: Basis, limits: Limits = DEFAULT_LIMITS) -> tuple[Item, ...]:
    """Return every file of a parcel as read; there is at least one."""
    return tuple(
        Item(
            path=piece.path,
            sha256=piece.sha256,
            size_bytes=piece.size_bytes,
            mail=piece.mail,
            outcome=_outcome(piece, parcel, basis, limits),
        )
        for piece in unpack(parcel.data, limits)
    )


def _outcome(piece: Piece, parcel: Parcel, basis: Basis, limits: Limits) -> Submission | Refusal:
    file = f"{parcel.name}/{piece.path}" if piece.path else parcel.name
    if piece.breach is not None:
        return Refusal(sha256=piece.sha256, file=file, reason=piece.breach.reason, detail=piece.breach.detail)
    data = piece.data or b""
    inner = Parcel(name=file, data=data, sha256=piece.sha256, modified=parcel.modified)
    return read_submission(inner, basis, limits)
