"""The `warehouse` command: its subcommands imported, and the way its process ends.

Not here: the subcommands themselves; each is in a module beside this one.
"""

import atexit
import os
import sys
from typing import NoReturn

from orchestration.cli import builds, doctor, inputs, publications, queries
from orchestration.cli.base import main

__all__ = ["builds", "doctor", "inputs", "main", "publications", "queries", "run"]


def run() -> NoReturn:
    """Run the command and end the process without taking the interpreter apart."""
    code: object = 0
    try:
        main()
    except SystemExit as ending:
        code = ending.code
    # Freeing the objects of a build one by one took two seconds of CPU. Everything is written, closed and moved by now,
    # so only memory is left, which the system takes back at once; registered exit functions still run.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
