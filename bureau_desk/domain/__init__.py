"""The words of the trade as plain data: registers, records, questions, figures and galleys; no files, no database, no Qt."""
