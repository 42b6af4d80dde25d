"""Letters for the tests, and messages as another reader sees them."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from par_excel.post.message import Address, Attachment, Letter

SENDER = Address("Sở Nội vụ tỉnh Quảng Trị", "snv@quangtri.example.vn")
WORKBOOK = Attachment(
    name="Biểu mẫu Phụ lục 5 - Sở Thông tin và Truyền thông tỉnh Quảng Trị - 2020.xlsx",
    data=b"PK\x03\x04 a workbook",
    kind="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


def letter(
    *,
    subject: str = "Biểu mẫu Phụ lục 5 – Tự đánh giá Chỉ số cải cách hành chính năm 2020",
    text: str = "Kính gửi: Sở Thông tin và Truyền thông\n",
    html: str = "<p>Kính gửi</p>",
    recipient: Address | None = Address("Sở Thông tin và Truyền thông", "pl5@quangtri.example.vn"),  # noqa: B008 - a frozen value
    attachments: tuple[Attachment, ...] = (WORKBOOK,),
) -> Letter:
    return Letter(
        sender=SENDER,
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        attachments=attachments,
        identity="quang-tri-2020; so-tttt; moi; 0123456789ab",
    )


def opened(data: bytes) -> EmailMessage:
    """Return a message as the standard library's newer reader understands it."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message
