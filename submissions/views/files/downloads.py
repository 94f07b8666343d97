"""What a page of a file hands out: the file as it was sent, and the file with its problems marked."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from institutions.requests import SignedInRequest

from ...imports.handing_back import handed_back
from ...tables import UnreadableFile
from ..handing_out import as_attachment
from .access import whole_file
from .progress import WORKING


@require_safe
def original(request: SignedInRequest, pk: int) -> HttpResponse:
    """The bytes as they were sent, to be kept, never shown: a file may be anything that somebody made."""
    batch = whole_file(request, pk)
    if batch.file is None:
        raise Http404
    return as_attachment(bytes(batch.file.content), batch.file_name)


@require_safe
def marked(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The sender's own file with each problem in its cell, to be mended and sent again."""
    batch = whole_file(request, pk)
    if batch.file is None or batch.stage in WORKING:
        raise Http404
    try:
        name, data = handed_back(batch)
    except UnreadableFile as error:
        messages.error(request, str(error))
        return redirect("submissions:file", pk)
    return as_attachment(data, name)
