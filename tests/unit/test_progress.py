"""What a build prints as it works: lines with the seconds, once, and nothing where nobody asked for them."""

import io
import logging
import re
import subprocess
import sys

import pytest

from orchestration.cli.builds import BuildOutput
from orchestration.runtime.progress import LOGGER, log, printed_to

pytestmark = pytest.mark.unit


def test_a_line_has_the_seconds_since_the_start_and_the_level_of_trouble():
    stream = io.StringIO()
    with printed_to(stream):
        log.info("3 snapshots, 100 % new")
        log.warning("2 files are empty")
        log.error("broken")
        log.debug("unseen")
    assert re.fullmatch(
        r" +0\.\d s  3 snapshots, 100 % new\n +0\.\d s  warning: 2 files are empty\n +0\.\d s  error: broken\n",
        stream.getvalue(),
    )


def test_after_the_command_nothing_is_printed_there():
    stream = io.StringIO()
    with pytest.raises(ValueError, match="over"), printed_to(stream):
        raise ValueError("over")
    log.info("later")
    assert stream.getvalue() == ""


def test_the_logger_is_the_one_of_that_name():
    assert logging.getLogger("warehouse") is log
    assert LOGGER == "warehouse"


def test_a_line_is_printed_once_and_without_a_listener_never():
    saying = (
        "import logging, sys; logging.basicConfig(stream=sys.stdout); from orchestration.runtime.progress import *\n"
        "log.warning('unheard')\nwith printed_to(sys.stdout):\n log.warning('heard')"
    )
    done = subprocess.run([sys.executable, "-c", saying], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert re.fullmatch(r" +0\.\d s  warning: heard\n", done.stdout)


@pytest.mark.parametrize(
    ("voice", "lines"),
    [(BuildOutput(), 1), (BuildOutput(quiet=True), 0), (BuildOutput(as_json=True), 0), (BuildOutput(True, True), 0)],
)
def test_quiet_and_json_print_no_progress(voice, lines, capsys):
    with voice.progress():
        log.info("building")
    printed = capsys.readouterr()
    assert (printed.out.count("building"), printed.err) == (lines, "")
