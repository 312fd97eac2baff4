"""Everything that follows from a document: its graphs, its issues, its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.analysis.issue import Issue
from core.analysis.results import GraphAnalysis, Path
from core.analysis.rows import Row, RowWalk, run_name, weighing_runs
from core.document.document import Document

__all__ = ["Analysis", "Place"]


class Place(NamedTuple):
    """A graph and the way into it.

    Attributes:
        names: names of the calls on the way, for people.
        ids: the same as node ids.
        analysis: what is there.
    """

    names: tuple[str, ...]
    ids: Path
    analysis: GraphAnalysis


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything that follows from a document.

    Attributes:
        document: what was analysed.
        main: results of its main graph.
    """

    document: Document
    main: GraphAnalysis

    def at(self, path: Path) -> GraphAnalysis:
        """Results inside a call, reached through calls (copy 1 of each); a path that leads nowhere ends early."""
        found = self.main
        for key in path:
            result = found.results.get(key)
            if result is None or not result.copies:
                break
            found = result.copies[0].analysis
        return found

    def graphs(self) -> Iterator[tuple[Path, GraphAnalysis]]:
        """The main graph and those of all calls, outer before inner; equal ones once, by the first way in."""
        for place in self.places():
            yield place.ids, place.analysis

    def places(self) -> Iterator[Place]:
        """The same with names, as ``rows`` says them."""
        todo = [Place((), (), self.main)]
        seen = {id(self.main)}
        while todo:
            place = todo.pop()
            yield place
            inner: list[Place] = []
            for key in place.analysis.structure.calls:
                result = place.analysis.results[key]
                runs = list(weighing_runs(result))
                for run, _ in runs:
                    if id(run.analysis) not in seen:
                        seen.add(id(run.analysis))
                        names = (*place.names, run_name(result, run, alone=len(runs) == 1))
                        inner.append(Place(names, (*place.ids, key), run.analysis))
            todo += reversed(inner)

    def issues(self) -> list[Issue]:
        """All findings about single nodes, in the order of the graphs; one inside a block carries its path.

        Equal calls have equal issues: they are said once.
        """
        return [
            replace(issue, path=path) if path else issue
            for path, analysis in self.graphs()
            if analysis.issues
            for key in sorted(analysis.issues, key=analysis.positions.__getitem__)
            for issue in analysis.issues[key]
        ]

    def rows(self, *, expanded: bool = True, layers_only: bool = True) -> Iterator[Row]:
        """One row a layer, in order; rows × copies add up to the totals. What is bypassed has a row that costs nothing.

        A block whose expansion has more than 50,000 rows stays one row.

        Args:
            expanded: rows for the layers inside blocks instead of one for the block.
            layers_only: leave out Input and Output.
        """
        walk = RowWalk(expanded=expanded, layers_only=layers_only)
        yield from walk.of(self.main, (), (), 1, weighs=True)
