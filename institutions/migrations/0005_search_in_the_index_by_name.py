from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("institutions", "0004_registry_files")]

    operations = [
        migrations.RemoveIndex(model_name="institutionversion", name="version_by_name"),
        migrations.AddIndex(
            model_name="institutionversion",
            index=models.Index(fields=["sort_key", "id", "search_key"], name="version_by_name"),
        ),
    ]
