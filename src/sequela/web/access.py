"""Who may do what: the one place where it is decided.

Every route names its `Action`; a test walks all routes with all roles. A patient sees what was released of their own
record, a clinician the patients of their clinic, a maintainer the knowledge, an auditor the audit, an admin accounts
and settings. Nobody learns that a record exists which they may not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sequela.store.accounts import Account
from sequela.store.patients import PatientRow

Action = Literal[
    "read_public",
    "answer_intake",
    "sign_in",
    "change_own_password",
    "see_worklist",
    "see_patient",
    "change_patient",
    "make_patient",
    "invite",
    "give_account",
    "release",
    "see_own_release",
    "see_knowledge",
    "see_audit",
    "manage_accounts",
    "manage_clinic",
    "export_all",
    "read_health",
]

Role = Literal["nobody", "patient", "clinician", "maintainer", "auditor", "admin"]

MAY: Mapping[Action, frozenset[Role]] = {
    "read_public": frozenset({"nobody", "patient", "clinician", "maintainer", "auditor", "admin"}),
    "answer_intake": frozenset({"nobody", "patient", "clinician", "maintainer", "auditor", "admin"}),
    "sign_in": frozenset({"nobody", "patient", "clinician", "maintainer", "auditor", "admin"}),
    "change_own_password": frozenset({"patient", "clinician", "maintainer", "auditor", "admin"}),
    "read_health": frozenset({"nobody", "patient", "clinician", "maintainer", "auditor", "admin"}),
    "see_worklist": frozenset({"clinician"}),
    "see_patient": frozenset({"clinician"}),
    "change_patient": frozenset({"clinician"}),
    "make_patient": frozenset({"clinician"}),
    "invite": frozenset({"clinician"}),
    "give_account": frozenset({"clinician"}),
    "release": frozenset({"clinician"}),
    "see_own_release": frozenset({"patient"}),
    "see_knowledge": frozenset({"clinician", "maintainer"}),
    "see_audit": frozenset({"auditor", "admin"}),
    "manage_accounts": frozenset({"admin"}),
    "manage_clinic": frozenset({"admin"}),
    "export_all": frozenset({"admin"}),
}


def role_of(account: Account | None) -> Role:
    """The role of whoever asks."""
    if account is None or not account.active:
        return "nobody"
    return account.role  # type: ignore[return-value]  # the database holds the roles to these


def may(account: Account | None, action: Action, patient: PatientRow | None = None) -> bool:
    """Whether this account may do this, to this patient if one is meant."""
    if role_of(account) not in MAY[action]:
        return False
    if patient is None or account is None:
        return True
    if account.role == "patient":
        return account.patient_id == patient.id
    return account.clinic_id == patient.clinic_id
