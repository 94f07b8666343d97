from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0005_carry_files_over")]

    operations = [
        migrations.DeleteModel(
            name='FigureFile',
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('stage__in', ['applied', 'undone'])), models.Q(('applied_at__isnull', True), ('stage__in', ['waiting', 'checking', 'checked', 'applying'])), _connector='OR'), name='applied_files_say_when'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'undone'), ('undone_at__isnull', False)), models.Q(models.Q(('stage', 'undone'), _negated=True), ('undone_at', None)), _connector='OR'), name='undone_files_say_when'),
        ),
    ]
