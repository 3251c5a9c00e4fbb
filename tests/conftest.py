"""In CI a skipped test is a failure: a part that was not checked must not look checked."""

import os

import pytest
from hypothesis import Phase, settings

settings.register_profile("unhurried", deadline=None)  # how long a step takes says something of the machine only
settings.load_profile("unhurried")
# For `run.py mutate`: the same examples for every mutant and run, and no search for the shortest that fails.
settings.register_profile(
    "mutants", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that passed but skipped tests, when ``CI`` is set; the last line still counts the skipped ones."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter is not None and reporter.stats.get("skipped")
    if skipped and os.environ.get("CI") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
