"""Results made into documents: HTML, PDF, Word and Excel, with charts drawn on the server."""
