"""Names by which files call an institution: taken away where they were remembered wrongly."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..aliases import forget_alias
from ..models import InstitutionAlias
from ..requests import SignedInRequest
from .acting import version_to_edit


@require_POST
def alias_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Files that write this name are asked again which institution they mean."""
    alias = get_object_or_404(InstitutionAlias.objects.select_related("institution"), pk=pk)
    code = version_to_edit(request.user, alias.institution.code).institution.code
    forget_alias(alias=alias, by=request.user)
    messages.success(request, _("Đã bỏ tên “%(name)s”. Tệp ghi tên này sẽ được hỏi lại.") % {"name": alias.written})
    return redirect("institutions:detail", code)
