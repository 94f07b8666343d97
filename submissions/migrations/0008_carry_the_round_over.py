"""Closed years get their stage; what is approved gets a trace, as of the last time its return was approved."""

from itertools import islice

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, Now


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    years, figures, events, approvals = (
        apps.get_model("submissions", name)
        for name in ("ReportingYear", "AnnualFigure", "SubmissionEvent", "FigureApproval")
    )
    years.objects.filter(closed_at__isnull=False).update(stage="closed")
    approved = events.objects.filter(submission=OuterRef("submission"), new_status="approved").order_by("-at", "-pk")
    rows = figures.objects.filter(approved_state__isnull=False).annotate(
        approved_at=Coalesce(Subquery(approved.values("at")[:1]), Now()),
        approved_by=Subquery(approved.values("by")[:1]),
    )
    values = rows.values_list("pk", "approved_state", "approved_value", "approved_by", "approved_at")
    found = (
        approvals(figure_id=pk, state=state, value=value, by_id=by, at=at)
        for pk, state, value, by, at in values.iterator(chunk_size=5_000)
    )
    while portion := list(islice(found, 5_000)):
        approvals.objects.bulk_create(portion)


class Migration(migrations.Migration):
    dependencies = [("submissions", "0007_round")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
