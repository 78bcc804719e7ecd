"""What web tests share: the store with the bundled data in it, and a visitor."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def loaded(django_db_setup, django_db_blocker):
    """Bundled figures, places and programmes, loaded once and kept for the whole session.

    A test that wants an empty store deletes what it does not want, inside its own transaction.
    """
    from web_support.store import load_everything

    with django_db_blocker.unblock():
        load_everything()


@pytest.fixture
def visitor(loaded, db, client):
    """Somebody without an account, reading Chinese."""
    return client


@pytest.fixture
def english_visitor(loaded, db, client):
    client.cookies["django_language"] = "en"
    return client
