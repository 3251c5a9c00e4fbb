"""The tables. Facts and audit rows are only ever added: the database itself refuses to change or remove them.

Times are UTC with microseconds, as text that sorts, so that both databases keep them alike and the audit's hashes do
not depend on either.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID, _TIME = 32, 32

ROLES = ("patient", "clinician", "maintainer", "auditor", "admin")

clinic = Table(
    "clinic",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    Column("name", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("created_at", String(_TIME), nullable=False),
)

patient = Table(
    "patient",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    Column("clinic_id", ForeignKey("clinic.id"), nullable=False, index=True),
    Column("created_at", String(_TIME), nullable=False),
    Column("synthetic", Integer, nullable=False, default=0),
)

account = Table(
    "account",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    Column("clinic_id", ForeignKey("clinic.id"), nullable=False),
    Column("patient_id", ForeignKey("patient.id"), nullable=True),
    Column("login", String(254), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("password", Text, nullable=False),
    Column("active", Integer, nullable=False, default=1),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked_until", String(_TIME), nullable=True),
    Column("created_at", String(_TIME), nullable=False),
    CheckConstraint(f"role IN {ROLES}", name="role"),
)

session = Table(
    "session",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("created_at", String(_TIME), nullable=False),
    Column("seen_at", String(_TIME), nullable=False),
    Column("ended_at", String(_TIME), nullable=True),
)

invitation = Table(
    "invitation",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("code_sha256", String(64), nullable=False, unique=True),
    Column("patient_id", ForeignKey("patient.id"), nullable=False, index=True),
    Column("created_by", ForeignKey("account.id"), nullable=False),
    Column("created_at", String(_TIME), nullable=False),
    Column("expires_at", String(_TIME), nullable=False),
    Column("sent_at", String(_TIME), nullable=True),
    Column("revoked_at", String(_TIME), nullable=True),
)

entry = Table(
    "entry",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("patient_id", ForeignKey("patient.id"), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("thing", String(_ID), nullable=False),
    Column("body", Text, nullable=False),
    Column("withdrawn", Integer, nullable=False, default=0),
    Column("supersedes", Integer, ForeignKey("entry.number"), nullable=True),
    Column("source", String(16), nullable=False),
    Column("account_id", ForeignKey("account.id"), nullable=True),
    Column("recorded_at", String(_TIME), nullable=False),
    Index("ix_entry_patient_number", "patient_id", "number"),
    sqlite_autoincrement=True,
)
"""Something stated about a patient: a part of the case file, or what was decided. The same `thing` again, with the
number of the entry it supersedes, is its correction."""

assessment = Table(
    "assessment",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    Column("patient_id", ForeignKey("patient.id"), nullable=False, index=True),
    Column("as_of", String(10), nullable=False),
    Column("upto", Integer, nullable=False),
    Column("knowledge_version", String(32), nullable=False),
    Column("knowledge_sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", String(_TIME), nullable=False),
)
"""Every assessment that was shown: of the entries up to number `upto`, by which knowledge; `body` is its JSON, zlib."""

audit = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(_TIME), nullable=False),
    Column("actor", String(48), nullable=False),
    Column("action", String(32), nullable=False),
    Column("patient_id", String(_ID), nullable=True),
    Column("about", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_patient_number", "patient_id", "number"),
)

summary = Table(
    "summary",
    METADATA,
    Column("patient_id", ForeignKey("patient.id"), primary_key=True),
    Column("clinic_id", ForeignKey("clinic.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("level", String(16), nullable=False),
    Column("headline", Text, nullable=False),
    Column("leading", Text, nullable=False),
    Column("worse", Integer, nullable=False, default=0),
    Column("alarm", Integer, nullable=False, default=0),
    Column("arrived", Integer, nullable=False, default=0),
    Column("waiting", Integer, nullable=False, default=0),
    Column("due_on", String(10), nullable=True),
    Column("upto", Integer, nullable=False),
    Column("changed_at", String(_TIME), nullable=False),
    # The order begins as the index does, and all that the counts ask for stands in it.
    Index("ix_summary_order", "clinic_id", "alarm", "urgency", "arrived", "worse", "waiting", "due_on", "changed_at"),
)
"""One line of the work list for each patient, worked out anew from the entries whenever they change: nothing is known
here that the entries do not say."""

APPEND_ONLY = ("entry", "audit", "assessment")
