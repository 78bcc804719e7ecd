"""What exists, as data: indicators and the columns of tables, declared once, read by everything."""
