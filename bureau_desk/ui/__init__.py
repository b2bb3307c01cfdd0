"""The window; the only floor that knows Qt."""

from bureau_desk.ui.plain_imports import leave_sources_alone

leave_sources_alone()  # before anything else is imported
