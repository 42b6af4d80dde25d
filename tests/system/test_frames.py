from io import BytesIO

import pytest

from par_excel.system.frames import Frame, FrameError, FrameKind, read_frame, write_frame

FRAMES = (
    Frame(FrameKind.TASK, b"abc"),
    Frame(FrameKind.MEMORY),
    Frame(FrameKind.TASK, bytes(100_000)),
    Frame(FrameKind.ANSWER, b"A"),
)


def written(*frames: Frame) -> bytes:
    stream = BytesIO()
    for frame in frames:
        write_frame(stream, frame)
    return stream.getvalue()


def test_what_is_written_is_read() -> None:
    stream = BytesIO(written(*FRAMES))
    assert tuple(read_frame(stream, most_bytes=100_000) for _ in FRAMES) == FRAMES
    assert read_frame(stream, most_bytes=100_000) is None


def test_cut_anywhere_it_is_no_frame() -> None:
    whole = written(FRAMES[0])
    for length in range(len(whole)):
        assert read_frame(BytesIO(whole[:length]), most_bytes=10) is None


def test_no_frame_is_longer_than_allowed() -> None:
    with pytest.raises(FrameError, match="3 bytes announced, 2 allowed"):
        read_frame(BytesIO(written(FRAMES[0])), most_bytes=2)


def test_what_is_no_frame() -> None:
    with pytest.raises(FrameError, match="no frame begins with b'H'"):
        read_frame(BytesIO(b"H" + bytes(8)), most_bytes=2)
