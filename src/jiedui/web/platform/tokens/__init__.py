"""Tokens: what a program sends in place of a sign-in."""
