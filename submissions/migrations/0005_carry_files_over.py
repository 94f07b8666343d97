import hashlib

from django.db import migrations
from django.db.models import F


def carry_over(apps, schema_editor):
    """Batches so far were applied when they were made; files that wait become batches that wait."""
    batch, kept = apps.get_model("submissions", "ImportBatch"), apps.get_model("submissions", "KeptFile")
    batch.objects.update(applied_at=F("sent_at"), stage="applied")
    for waiting in apps.get_model("submissions", "FigureFile").objects.iterator(chunk_size=10):
        content = bytes(waiting.content)
        sha256 = hashlib.sha256(content).hexdigest()
        file, _new = kept.objects.get_or_create(
            name=waiting.file_name, sha256=sha256, defaults={"size": len(content), "content": content}
        )
        made = batch.objects.create(
            year_id=waiting.year_id, by_id=waiting.by_id, file=file, file_name=waiting.file_name, sha256=sha256,
            status=waiting.status,
        )
        batch.objects.filter(pk=made.pk).update(sent_at=waiting.sent_at)


class Migration(migrations.Migration):
    dependencies = [("submissions", "0004_files_from_arrival_to_undoing")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
