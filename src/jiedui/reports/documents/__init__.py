"""One file per report: a result becomes a `Document`; adding a report touches one file here."""
