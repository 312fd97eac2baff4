"""What several panels ask of the same analysis, found once.

An analysis is a value, so the last answer holds until another analysis is asked about.
"""

from __future__ import annotations

from functools import lru_cache

from core.analysis.branches import Merge, merges
from core.analysis.hints import issues_of
from core.analysis.infer import Analysis, GraphAnalysis
from core.analysis.issue import Issue

__all__ = ["found_issues", "found_merges"]


@lru_cache(maxsize=1)
def found_issues(analysis: Analysis) -> tuple[Issue, ...]:
    """Every issue, errors first."""
    return tuple(issues_of(analysis))


@lru_cache(maxsize=1)
def found_merges(main: GraphAnalysis) -> tuple[Merge, ...]:
    """Every merge with its branches."""
    return merges(main)
