"""What makes the table of a register a workbench: cells selected, columns, conditions, groups, views, colours."""
