"""Helpers of the web tests."""
