"""One function per capability: panel and scheme in, result with provenance out.

The command line, the page and the API call these and nothing else, so they show one number.
"""
