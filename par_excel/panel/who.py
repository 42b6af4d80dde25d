"""Who decides: the name that was typed on a page last, and the account of the computer."""

from flask import request, session

from par_excel.model import ConfigError
from par_excel.panel.running import this_panel
from par_excel.system.account import account_name
from par_excel.workflow.records.decisions import Decider

_NAME = "nguoi"


def name_here() -> str:
    """Return who works here, as far as it is known."""
    return str(session.get(_NAME, "")) or account_name()


def said_name() -> str:
    """Return the name in a form, and remember it for the next one.

    Raises:
        ConfigError: no name is given.
    """
    by = request.form.get("nguoi", "").strip()
    if not by:
        raise ConfigError("Chưa nêu người thực hiện.", "ghi họ tên vào ô “Người thực hiện”.")
    session[_NAME] = by
    return by


def decider() -> Decider:
    """Return who decides, why and when, from the fields of a form.

    Raises:
        ConfigError: no name is given.
        ReasonMissing: no reason is given.
    """
    reason = request.form.get("ly_do", "").strip()
    return Decider(by=said_name(), reason=reason, at=this_panel().clock(), account=account_name())
