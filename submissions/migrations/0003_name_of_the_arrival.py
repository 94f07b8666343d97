from django.db import migrations


class Migration(migrations.Migration):
    """What was the time of applying becomes the time of arrival; applying gets a time of its own (0004, 0005)."""

    dependencies = [("submissions", "0002_figure_file")]

    operations = [migrations.RenameField("importbatch", "at", "sent_at")]
