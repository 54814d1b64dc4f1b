"""The `warehouse` command: its subcommands gathered, and the way it ends.

Not here: any subcommand; each stands in a module beside this one.
"""

import atexit
import os
import sys
from typing import NoReturn

from orchestration.cli import builds, doctor, inputs, publications, queries
from orchestration.cli.base import main

__all__ = ["builds", "doctor", "inputs", "main", "publications", "queries", "run"]


def run() -> NoReturn:
    """Run the command and leave at once: taking the interpreter apart after a build cost two seconds of CPU.

    By then everything is written, closed and moved, and what waited for the exit has run; what is left is memory.
    """
    code: object = 0
    try:
        main()
    except SystemExit as ending:
        code = ending.code
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
