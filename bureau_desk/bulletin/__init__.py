"""From an issue to a galley, and from a galley to Word, Excel, PDF and the audit workbook."""
