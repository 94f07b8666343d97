"""Which state the data is in: a stamp for each topic, renewed by the database itself with every change.

What is kept between requests (counts, the tree of units) is filed under these stamps. Triggers renew them, so that no
way of writing can be forgotten: forms, bulk writes, the admin, a correction by hand in SQL. A stamp becomes visible
with the change that it stands for, and it is random: a state that was rolled back never lends its stamp to another.
"""

from collections.abc import Iterable

from django.apps import AppConfig
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Sum

TOPICS = ("units", "registry", "plan", "figures")
STAMPS = 2**48
"""How many stamps there are: chance meets one again once in 10^14 changes, and 1,024 of them add up in 64 bits."""

_watched: dict[str, tuple[str, list[type[models.Model]]]] = {}


class DataRevision(models.Model):
    """The stamp of one topic. On PostgreSQL each connection renews its own, so that writers need not queue."""

    topic = models.CharField(max_length=20)
    slot = models.IntegerField()
    stamp = models.BigIntegerField(default=0)

    class Meta:
        app_label = "institutions"
        constraints = [models.UniqueConstraint(fields=["topic", "slot"], name="one_stamp_per_topic_and_slot")]

    def __str__(self) -> str:
        return f"{self.topic} {self.slot}: {self.stamp}"


def current() -> dict[str, int]:
    """The stamp of each topic (the sum over its slots), in one query."""
    found = DataRevision.objects.values_list("topic").annotate(total=Sum("stamp"))
    return dict.fromkeys(TOPICS, 0) | {topic: int(total) for topic, total in found}


def watch(config: AppConfig, topic: str, tables: Iterable[type[models.Model]]) -> None:
    """Let changes of these tables renew the stamp of `topic`. Called from an app's `ready()`."""
    if topic not in TOPICS:
        raise ValueError(f"unknown topic {topic}")
    _watched[f"{config.label}.{topic}"] = (topic, list(tables))


def watched_tables() -> dict[str, str]:
    """Table name → topic, many-to-many tables included."""
    found = {}
    for topic, tables in _watched.values():
        for model in tables:
            found[model._meta.db_table] = topic
            for field in model._meta.local_many_to_many:
                found[field.m2m_db_table()] = topic
    return found


def install_triggers(using: str = "default", **kwargs: object) -> None:
    """After each `migrate`: SQLite drops a table's triggers when a migration rebuilds the table."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    if DataRevision._meta.db_table not in present:
        return
    with connection.cursor() as cursor:
        for table, topic in watched_tables().items():
            if table in present:
                for statement in _statements(connection, table, topic):
                    cursor.execute(statement)


def tables_without_triggers(using: str = "default") -> list[str]:
    """Watched tables whose changes would go unnoticed: somebody dropped a trigger by hand."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        question = "SELECT event_object_table, COUNT(DISTINCT event_manipulation) FROM information_schema.triggers WHERE trigger_name = 'renew_stamp' GROUP BY 1"  # noqa: E501
    else:
        question = "SELECT tbl_name, COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_renews_stamp' GROUP BY 1"  # noqa: E501
    with connection.cursor() as cursor:
        cursor.execute(question)
        complete = {table for table, count in cursor.fetchall() if count >= 3}
    return sorted(set(watched_tables()) - complete)


def _statements(connection: BaseDatabaseWrapper, table: str, topic: str) -> list[str]:
    # Every name in these statements comes from the models, none from outside.
    stamps = DataRevision._meta.db_table
    if connection.vendor == "postgresql":
        return [
            f"""CREATE OR REPLACE FUNCTION renew_stamp_{topic}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO {stamps} (topic, slot, stamp)
                VALUES ('{topic}', pg_backend_pid() % 1024, (random() * {STAMPS})::bigint)
                ON CONFLICT (topic, slot) DO UPDATE SET stamp = excluded.stamp;
                RETURN NULL;
            END $$""",  # noqa: S608
            f"""CREATE OR REPLACE TRIGGER renew_stamp
            AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION renew_stamp_{topic}()""",
        ]
    # Two statements, not an upsert: SQLite lets the outer statement's ON CONFLICT overrule one inside a trigger.
    statements = []
    for verb in ("INSERT", "UPDATE", "DELETE"):
        name = f"{table}_{verb.lower()}_renews_stamp"
        statements.append(f"DROP TRIGGER IF EXISTS {name}")
        statements.append(
            f"""CREATE TRIGGER {name} AFTER {verb} ON {table} BEGIN
            INSERT INTO {stamps} (topic, slot, stamp) SELECT '{topic}', 0, 0
            WHERE NOT EXISTS (SELECT 1 FROM {stamps} WHERE topic = '{topic}' AND slot = 0);
            UPDATE {stamps} SET stamp = abs(random() % {STAMPS}) WHERE topic = '{topic}' AND slot = 0;
        END"""  # noqa: S608
        )
    return statements
