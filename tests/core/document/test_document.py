"""The document as a value."""

import pytest

from core.document.document import MAIN, Document, Meta
from core.document.graph import Graph, Node
from core.ops.activation import ReLU


def test_a_document_with_the_same_graph_is_the_same_document():
    document = Document(Graph({"a": Node("a", ReLU(), (None,), "a")}))
    assert document.with_graph(MAIN, document.main) is document
    other = document.with_graph(MAIN, Graph())
    assert other is not document
    assert other.meta is document.meta


def test_documents_are_compared_by_value_where_asked_and_by_identity_otherwise():
    one, two = (Document(Graph({"a": Node("a", ReLU(), (None,), "a")}), meta=Meta(title="T")) for _ in range(2))
    assert one != two
    assert one.same_as(two)
    assert one.same_as(one)
    assert not one.same_as(Document(one.main, meta=Meta(title="U")))
    assert not one.same_as(Document(one.main, meta=one.meta, extra={"later": 1}))


def test_a_graph_that_does_not_exist_is_a_key_error():
    assert Document().graph(MAIN).nodes == {}
    with pytest.raises(KeyError):
        Document().graph("block")
