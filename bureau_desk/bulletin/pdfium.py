"""The leave to use PDFium: the library serves one thread at a time, and lets others run while it works."""

from __future__ import annotations

import threading

ALONE = threading.RLock()  # held around every use of pypdfium2, from opening a document to closing it or between pages
