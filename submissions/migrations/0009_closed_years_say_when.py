from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0008_carry_the_round_over")]

    operations = [
        migrations.AddConstraint(
            model_name='reportingyear',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('stage', 'closed')), models.Q(models.Q(('stage', 'closed'), _negated=True), ('closed_at', None)), _connector='OR'), name='closed_years_say_when'),
        ),
    ]
