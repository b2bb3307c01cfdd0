"""What the pickers of a desk ask beside the window's thread: one thread for all of them, as only one is typed in."""

from __future__ import annotations

from bureau_desk.ui.queries import Queries
from bureau_desk.ui.session import Session


def asked(session: Session) -> Queries:
    """The questions of a session's pickers, made once and closed with the desk."""
    found = session.findChild(Queries)
    return found if isinstance(found, Queries) else Queries(session.desk, session)
