"""What is asked, what a plan wants to reach, and what follows it."""

from .follow_up import TaskAction, TaskGroup, TerritoryRuling
from .plan import Criterion, Measure, Plan, Requirement, Target, TargetGroup, countable_by_units

__all__ = [
    "Criterion",
    "Measure",
    "Plan",
    "Requirement",
    "Target",
    "TargetGroup",
    "TaskAction",
    "TaskGroup",
    "TerritoryRuling",
    "countable_by_units",
]
