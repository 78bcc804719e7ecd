"""Signing on with an organisation's own OpenID Connect service, where a setting names one."""
