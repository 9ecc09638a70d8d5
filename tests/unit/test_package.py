"""The package as a learner meets it: the import, the words' docstrings, errors in a notebook."""

import os
import subprocess
import sys

import pytest

from helpers import errors
from helpers._batch import for_each

IMPORT = """
import pandas, socket, sys

def refuse(*_, **__):
    raise AssertionError("a connection, or a file of the course's")

def watch(event, arguments):
    if event == "open" and "engine.json" in str(arguments[0]):
        refuse()

before = pandas.describe_option("display", _print_desc=False)
socket.socket.connect = refuse
sys.addaudithook(watch)
import helpers
assert "ipywidgets" not in sys.modules and "IPython" not in sys.modules
assert pandas.describe_option("display", _print_desc=False) == before
assert sorted(helpers.__all__) == helpers.__all__ == dir(helpers)
"""
ERROR_IN_A_CELL = """
from IPython.core.interactiveshell import InteractiveShell
cell = '''
from helpers import errors
raise errors.NotFound(kind="container", name="web")
'''
InteractiveShell.instance().run_cell(cell)
"""


def test_nothing_happens_at_import() -> None:
    """Importing connects nowhere, reads no file of the course's and sets no option of pandas."""
    environment = {**os.environ, "COURSE_DOCKER_HOST": "unix:///nothing"}
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_errors_show_in_a_notebook_without_a_traceback() -> None:
    """IPython shows an error of the course as its name and message only."""
    done = subprocess.run([sys.executable, "-c", ERROR_IN_A_CELL], capture_output=True, text=True)
    assert "NotFound: There is no container web: " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_failures_of_different_classes_become_the_base_class() -> None:
    """Of one class they would stay that class: code of a learner can tell them apart."""

    def fail(name: str) -> None:
        if name == "a":
            raise errors.NotFound(kind="container", name=name)
        raise errors.Conflict("container-paused", kind="container", name=name)

    with pytest.raises(errors.CourseError) as caught:
        for_each(["a", "b"], fail)
    assert type(caught.value) is errors.CourseError
