"""Model fields that keep names in one normal form and their search and sort keys beside them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models

from .names import fold, normal, sort_key

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class NameField(_Text):
    """A name as people write it, kept in NFC with single spaces whatever way it came in."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = normal(value)
            setattr(model_instance, self.attname, value)
        return value


class _DerivedField(_Text):
    """A key computed from another field at each write. (Before `bulk_update` call `refresh_derived`.)"""

    derive: Callable[[str], str]

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any) -> None:
        self.source = source
        kwargs.update(max_length=kwargs.get("max_length", 320), editable=False, blank=True, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["source"] = self.source
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = type(self).derive(str(getattr(model_instance, self.source)))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value


def refresh_derived(row: models.Model) -> None:
    """Bring names and keys of a row up to date before `bulk_update`, the one way of writing that skips `pre_save`."""
    for column in row._meta.concrete_fields:
        if isinstance(column, NameField | _DerivedField):
            column.pre_save(row, False)


def _search_text(text: str) -> str:
    # The space in front lets one LIKE '% lak%' find a word by its beginning, the first word included.
    return f" {fold(text)}"


class SearchKeyField(_DerivedField):
    """` thu vien huyen ea kar`: what a search without accents looks into."""

    derive = staticmethod(_search_text)


class SortKeyField(_DerivedField):
    """The name's place in the Vietnamese dictionary."""

    derive = staticmethod(sort_key)
