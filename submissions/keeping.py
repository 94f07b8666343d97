"""The bytes of files that people sent, kept once under each name."""

import hashlib

from .models import Evidence, ImportBatch, KeptFile


def keep(data: bytes, file_name: str) -> KeptFile:
    """The file as it is kept, held until the transaction ends: nobody throws it away who just saw it unused."""
    kept, _new = (
        KeptFile.objects.select_for_update()
        .defer("content")
        .get_or_create(
            sha256=hashlib.sha256(data).hexdigest(),
            name=file_name[-255:],
            defaults={"size": len(data), "content": data},
        )
    )
    return kept


def throw_away_unused(kept_id: int) -> None:
    """Delete the bytes unless another file of figures, or a figure's evidence, needs them."""
    held = KeptFile.objects.select_for_update().values_list("pk", flat=True).get(pk=kept_id)
    needed = ImportBatch.objects.filter(file=held).exists() or Evidence.objects.filter(file=held).exists()
    if not needed:
        KeptFile.objects.filter(pk=held).delete()
