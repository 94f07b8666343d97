"""What all tests of a module begin with, built once for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction

Built = TypeVar("Built")


@contextmanager
def kept_for_the_module(django_db_blocker, build: Callable[[], Built]) -> Iterator[Built]:
    """What `build` makes, in a transaction around the tests of a module: each of them is a savepoint in it that is
    rolled back. Tests take a copy, `deepcopy(kept)`, so that none finds another's objects."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # as that of a TestCase: what must be outermost may be inside it
        around.__enter__()
        built = build()
    yield built
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
