"""On PostgreSQL the database itself refuses versions of one institution that overlap. SQLite has no such constraint."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_constraint(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    # Equality of ids inside a GiST index comes with this extension.
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    # Deferrable, so that it is looked at after each statement and not after each row of one.
    schema_editor.execute(
        "ALTER TABLE institutions_institutionversion ADD CONSTRAINT versions_do_not_overlap "
        "EXCLUDE USING gist (institution_id WITH =, daterange(valid_from, valid_until, '[]') WITH &&) "
        "DEFERRABLE INITIALLY IMMEDIATE"
    )


def remove_constraint(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE institutions_institutionversion DROP CONSTRAINT versions_do_not_overlap")


class Migration(migrations.Migration):
    dependencies = [("institutions", "0002_version_by_category_and_name")]

    operations = [migrations.RunPython(add_constraint, remove_constraint)]
