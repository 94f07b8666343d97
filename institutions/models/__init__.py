"""Who exists, where, since when, and who reports for whom."""

from ..revision import DataRevision
from .aliases import InstitutionAlias
from .boundaries import Boundary, BoundarySet
from .proposals import InstitutionProposal
from .registry import (
    Category,
    Institution,
    InstitutionEvent,
    InstitutionVersion,
    InstitutionVersionQuerySet,
    Ownership,
)
from .registry_files import RegistryFile
from .reporting_units import Contact, ReportingUnit
from .sample import SampleData
from .tiles import UnitTile
from .units import AdministrativeUnit, Level, UnitAlias, UnitSuccession

__all__ = [
    "AdministrativeUnit",
    "Boundary",
    "BoundarySet",
    "Category",
    "Contact",
    "DataRevision",
    "Institution",
    "InstitutionAlias",
    "InstitutionEvent",
    "InstitutionProposal",
    "InstitutionVersion",
    "InstitutionVersionQuerySet",
    "Level",
    "Ownership",
    "RegistryFile",
    "ReportingUnit",
    "SampleData",
    "UnitAlias",
    "UnitSuccession",
    "UnitTile",
]
