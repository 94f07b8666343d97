"""The database itself refuses to change or delete a publication: by a form, a bulk write, or SQL typed by hand.

Emptying the whole table (TRUNCATE on PostgreSQL) is the database owner's, who could drop the triggers as well;
`check_publications` tells whether what is there is what was published.
"""

from django.db import connections

from .models import Publication

TABLE = Publication._meta.db_table
_REFUSAL = "publications are never changed or deleted"


def install_triggers(using: str = "default", **kwargs: object) -> None:
    """After each `migrate`: SQLite drops a table's triggers when a migration rebuilds the table."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def remove_triggers(using: str = "default") -> None:
    """Let the rows go: for the tests, which empty SQLite's tables row by row."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS publications_stay ON {TABLE}")
        else:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_refuses_{verb}")


def missing_triggers(using: str = "default") -> bool:
    """Whether a publication could be changed: somebody dropped a trigger by hand."""
    connection = connections[using]
    question, wanted = "SELECT COUNT(*) FROM pg_trigger WHERE tgname = 'publications_stay' AND tgenabled = 'O'", 1
    if connection.vendor != "postgresql":
        question, wanted = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_refuses_%'", 2
    with connection.cursor() as cursor:
        cursor.execute(question)
        return bool(cursor.fetchall()[0][0] < wanted)


_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION refuse_change_of_publications() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    f"""CREATE OR REPLACE TRIGGER publications_stay BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_publications()""",
)
_SQLITE = tuple(
    statement
    for verb in ("UPDATE", "DELETE")
    for statement in (
        f"DROP TRIGGER IF EXISTS {TABLE}_refuses_{verb.lower()}",
        f"""CREATE TRIGGER {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    )
)
