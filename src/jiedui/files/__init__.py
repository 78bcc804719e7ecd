"""Tables in and out. Every error names file, sheet, line, column, value and what to do."""
