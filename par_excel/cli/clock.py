"""The clock, read in one place."""

from datetime import UTC, datetime

_EARLIEST = datetime(1980, 1, 2, tzinfo=UTC)
"""The first moment at which a zip file can be written (APPNOTE.TXT 4.4.6), and with it a workbook; a day late for all zones."""

_LATEST = datetime(2107, 12, 30, tzinfo=UTC)
"""The last such moment."""


def now() -> datetime:
    """Return the time now, in UTC.

    Raises:
        ConfigError: the clock of the machine stands before 1980, which a flat battery does, or after 2107.
    """
    moment = datetime.now(tz=UTC)
    if not _EARLIEST <= moment <= _LATEST:
        from par_excel.model import ConfigError

        raise ConfigError(
            f"Đồng hồ của máy tính đang chỉ ngày {moment:%d/%m/%Y}.",
            "đặt lại ngày giờ của máy rồi chạy lại lệnh.",
        )
    return moment
