"""What every page shares: shell, language, headers, numbers, filters, exports, vendored files."""
