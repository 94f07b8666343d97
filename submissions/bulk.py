"""Many rows in one statement of the database: the writes of figures and of their trace.

`bulk_create` spends nine tenths of its time on preparing values that are plain numbers and texts here, and SQLite gets
it in portions of 80 rows; one prepared statement is several times as fast (benchmarks/import_figures.py) and is one
query whatever the number of rows. Constraints and triggers are the database's, so they hold as always.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, models, router


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows: the values of these fields in this order, as the database takes them."""
    quote, columns = _columns(model, fields)
    names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
    _run(model, f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})", rows)  # noqa: S608


def update(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Change rows: the values of these fields in this order, and at the end the id of the row."""
    quote, columns = _columns(model, fields)
    changes = ", ".join(f"{column} = %s" for column in columns)
    _run(model, f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {quote('id')} = %s", rows)  # noqa: S608


def _columns(model: type[models.Model], fields: Sequence[str]) -> tuple[Any, list[str]]:
    # Every name in the statements comes from the models, none from outside.
    quote = connections[router.db_for_write(model)].ops.quote_name
    named = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return quote, [quote(named[name]) for name in fields]


def _run(model: type[models.Model], statement: str, rows: Iterable[Sequence[Any]]) -> None:
    if values := list(rows):
        with connections[router.db_for_write(model)].cursor() as cursor:
            cursor.executemany(statement, values)
