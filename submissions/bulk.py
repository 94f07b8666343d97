"""Many rows at once, as the database takes them fastest: figures, their trace, the rows of a checked file.

`bulk_create` spends nine tenths of its time on preparing values that are plain numbers and texts here. SQLite gets one
prepared statement; PostgreSQL a COPY, or one UPDATE from arrays, so that its triggers run once for all rows.
Constraints and triggers are the database's, so they hold as always.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

_ARRAY = 5_000
"""Rows of one UPDATE: its arrays stay small in memory."""


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows: the values of these fields in this order, as the database takes them."""
    connection, columns = _columns(model, fields)
    table, names = connection.ops.quote_name(model._meta.db_table), ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        elif values := list(rows):
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", values)  # noqa: S608


def update(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Change rows: the values of these fields in this order, and at the end the id of the row."""
    connection, columns = _columns(model, [*fields, "id"])
    table, *names = connection.ops.quote_name(model._meta.db_table), *columns
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            types = [f"%s::{_type(model, name, connection)}[]" for name in (*fields, "id")]
            changes = ", ".join(f"{name} = v.{name}" for name in names[:-1])
            statement = (
                f"UPDATE {table} AS t SET {changes} FROM unnest({', '.join(types)}) AS v({', '.join(names)}) "  # noqa: S608
                "WHERE t.id = v.id"
            )
            rows = iter(rows)
            while some := list(islice(rows, _ARRAY)):
                cursor.execute(statement, [list(values) for values in zip(*some, strict=True)])
        elif values := list(rows):
            changes = ", ".join(f"{name} = %s" for name in names[:-1])
            cursor.executemany(f"UPDATE {table} SET {changes} WHERE {names[-1]} = %s", values)  # noqa: S608


def _columns(model: type[models.Model], fields: Sequence[str]) -> tuple[BaseDatabaseWrapper, list[str]]:
    # Every name in the statements comes from the models, none from outside.
    connection = connections[router.db_for_write(model)]
    return connection, [connection.ops.quote_name(str(_field(model, name).column)) for name in fields]


def _type(model: type[models.Model], name: str, connection: BaseDatabaseWrapper) -> str:
    """The type of a column, as PostgreSQL writes it in a cast."""
    field = _field(model, name)
    return str(field.rel_db_type(connection) if name == "id" else field.db_type(connection))


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)  # noqa: S101  (no reverse relation is written)
    return found
