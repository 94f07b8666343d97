from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("institutions", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="institutionversion",
            index=models.Index(fields=["category", "sort_key", "id"], name="version_by_category_and_name"),
        ),
    ]
