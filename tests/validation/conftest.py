"""What the tests of the validation share."""

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The knowledge that comes with the product."""
    return load_knowledge()
