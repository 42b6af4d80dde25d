"""The command `restore`: what only the log tells is taken over into the ledger, because a person says so.

A lost ledger is made anew from the log, and the bytes come from the inbox at the next `check`; a ledger that is older than
its log catches up. The log is a file that anybody can add to: so this is a decision with a reason, and itself an entry.
"""

from msgspec import Struct

from par_excel.ledger import Approval, Entry
from par_excel.model import ConfigError, Decision, DecisionKind
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import ledger_of
from par_excel.workflow.records.decisions import Decider


class Restored(Struct, frozen=True):
    """What was taken over from the log."""

    entries: tuple[Entry, ...]
    notice: str

    @property
    def decided(self) -> tuple[Decision | Approval, ...]:
        """What of it people decided."""
        return tuple(each for each in self.entries if isinstance(each, Decision | Approval))


def restore(folder: Folder, decider: Decider) -> Restored:
    """Take over all that only the log tells, as far as its chain goes on from the ledger's.

    Raises:
        ConfigError: the log tells nothing that the ledger does not know.
        ParExcelError: ledger or log cannot be used.
    """
    with ledger_of(folder, adopts=True) as ledger:
        adopted = tuple(line.entry for line in ledger.log.adopted)
        if not adopted:
            raise ConfigError(
                f"Nhật ký {folder.log.name} không có dòng nào mà sổ theo dõi chưa có.",
                "không cần làm gì.",
                file=folder.log,
            )
        ledger.decide(
            DecisionKind.ADOPT,
            by=decider.by,
            at=decider.at,
            reason=f"{len(adopted)} dòng, từ số {adopted[0].number} đến số {adopted[-1].number}: {decider.reason}",
            account=decider.account,
        )
        return Restored(adopted, ledger.log_notice)
