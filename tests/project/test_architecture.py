"""The structure of the Python code: the direction of imports, what runs at import, the length of modules.

Read from the syntax trees, nothing is imported. Not here: the layers of the dbt project (`test_dbt_conventions.py`),
the content of the graph (`test_graph.py`).
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.storage.layout import PROJECT_ROOT

pytestmark = pytest.mark.project

PACKAGES = ("ingestion", "orchestration")
ORCHESTRATORS = {"dagster", "dagster_dbt", "dagster_graphql", "dagster_webserver", "dbt", "great_expectations"}
# Modules that may import Dagster or dbt at their top; elsewhere in `orchestration/` only functions may. Dagster loads
# the class of `event_log.py`, and dbt that of `sql_functions.py`, by the names in their configurations; the publication
# gate reads Dagster's record of the checks.
DAGSTER_MODULES = (
    "defs/", "definitions.py", "quality/publication_gate.py", "runtime/event_log.py", "transform/sql_functions.py",
)  # fmt: skip
HEAVY = sorted({"dagster", "dbt", "duckdb", "great_expectations", "pandas"})
FREE_OF_ORCHESTRATORS = ("publication", "report")
LONGEST_MODULE = 300

# The subpackages, lowest first: each imports only from those before it. Dagster's (`defs`) is above everything that it
# schedules and below the two modules that load it, `definitions.py` and `build.py`.
SUBPACKAGES = {
    "ingestion": (
        "schemas", "storage", "text", "fields", "sources", "synthetic", "inputs", "records", "extraction", "pipeline",
    ),
    "orchestration": (
        "runtime", "publication", "report", "transform", "queries", "quality", "defs", "definitions", "build", "cli",
    ),
}  # fmt: skip

# Importing `definitions.py` reads the dbt manifest, through `build_defs()`, because Dagster imports it for that.
# Importing `orchestration` sets, and does not read, environment variables that switch telemetry off.
CALLS_AT_IMPORT = {"orchestration/definitions.py": {"build_defs"}, "orchestration/__init__.py": {"forbid_telemetry"}}
READING = re.compile(
    r"^(open|input|environ|getenv|os\.(environ|getenv|listdir|scandir|walk|popen|system)|subprocess|socket|urllib|requests|httpx|duckdb\.connect)\b"
    r"|\.(read_text|read_bytes|write_text|write_bytes|open|exists|iterdir|glob|rglob|is_file|is_dir|connect|expanduser|home|cwd)$"
)

# Generated, not in the repository.
SKIPPED_NAMES = {".git", ".venv", ".hypothesis", "__pycache__"}
SKIPPED_PATHS = {"build", "data", "logs", "dbt_project/target", "dbt_project/logs"}
# In parts, so that this file does not contain what it searches for.
HOMES = "|".join(("home", "Users", "root", "work", "tmp", "opt", "mnt", "srv"))
MACHINE_PATH = re.compile(rf"(?<![\w.~:)\]}}*/-])/({HOMES})/[\w.-]+|\b[A-Z]:\\{{1,2}}(Users|Windows)\b")
REGISTRY_HOST = re.compile(
    "|".join((r"pypi\.(org|io)", r"python" + r"hosted\.org", r"registry\.(npm|yarn)", r"anaconda\.(org|com)"))
)


def _modules(*folders: str) -> list[Path]:
    paths = [path for folder in folders for path in sorted((PROJECT_ROOT / folder).rglob("*.py"))]
    assert paths
    return paths


def _name(path: Path) -> str:
    return path.relative_to(PROJECT_ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imported(nodes: Iterator[ast.AST]) -> set[str]:
    """Return the top-level packages that import statements among the nodes name."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield every node that is evaluated at import: not the bodies of functions, but their defaults and decorators."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for outside in (*child.decorator_list, *child.args.defaults, *filter(None, child.args.kw_defaults)):
                yield outside
                yield from _at_import(outside)
        elif isinstance(child, ast.Lambda) or _is_type_checking(child):
            continue
        else:
            yield child
            yield from _at_import(child)


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _reads_at_import(source: str) -> list[str]:
    """Return what a module reads from environment, disk or network at import, with line numbers."""
    reads = []
    for node in _at_import(ast.parse(source)):
        expression = node.func if isinstance(node, ast.Call) else node
        if isinstance(expression, ast.Attribute | ast.Name) and READING.search(ast.unparse(expression)):
            reads.append(f"{expression.lineno}: {ast.unparse(expression)}")
    return sorted(set(reads))


def _is_searched(folder: Path) -> bool:
    name = folder.name
    return not (name in SKIPPED_NAMES or name.endswith(("_cache", ".egg-info")) or _name(folder) in SKIPPED_PATHS)


def _files() -> Iterator[tuple[str, str]]:
    """Yield the name and content of every text file of the repository."""
    for folder, subfolders, names in os.walk(PROJECT_ROOT):
        subfolders[:] = [name for name in subfolders if _is_searched(Path(folder) / name)]
        for path in (Path(folder) / name for name in names if name != ".git"):
            try:
                yield _name(path), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_ingestion_does_not_import_orchestration():
    forbidden = ORCHESTRATORS | {"orchestration"}
    broken = {
        _name(path): imported
        for path in _modules("ingestion")
        if (imported := _imported(ast.walk(_tree(path))) & forbidden)
    }
    assert not broken


def _imports_by_module() -> dict[str, set[str]]:
    """Return the modules of this project that each module imports, imports inside of functions included."""
    sources = {_dotted(path): _tree(path) for path in _modules(*PACKAGES)}
    imports: dict[str, set[str]] = {}
    for module, tree in sources.items():
        named = {
            f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in sources else str(node.module)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith(PACKAGES)
            for alias in node.names
        }
        imports[module] = named - {module}
    return imports


def _dotted(path: Path) -> str:
    return path.relative_to(PROJECT_ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")


def test_there_are_no_circular_imports():
    imports = _imports_by_module()
    # Modules that import none of the remaining ones are removed until there are none; those that remain form circles.
    while free := {module for module, named in imports.items() if not named & imports.keys()}:
        imports = {module: named for module, named in imports.items() if module not in free}
    assert not imports, "an import inside a function only hides a circle; move what both need to a lower subpackage"


@pytest.mark.parametrize("package", PACKAGES)
def test_subpackages_import_only_from_lower_ones(package):
    ranks = {name: rank for rank, name in enumerate(SUBPACKAGES[package])}
    pairs = {
        (module.split(".")[1], named.split(".")[1])
        for module, imported in _imports_by_module().items()
        for named in imported
        if module.startswith(f"{package}.") and named.startswith(f"{package}.")
    }
    assert {name for pair in pairs for name in pair} == set(ranks)
    assert not [(name, imported) for name, imported in pairs if ranks[name] < ranks[imported]]


@pytest.mark.parametrize("part", FREE_OF_ORCHESTRATORS)
def test_publication_and_report_do_not_import_the_orchestrators(part):
    modules = _modules(f"orchestration/{part}")
    broken = {
        _name(path): imported for path in modules if (imported := _imported(ast.walk(_tree(path))) & ORCHESTRATORS)
    }
    assert not broken


def test_dagster_is_imported_at_the_top_of_listed_modules_only():
    broken = {
        name: imported
        for path in _modules("orchestration")
        if not (name := _name(path)).removeprefix("orchestration/").startswith(DAGSTER_MODULES)
        and (imported := _imported(_at_import(_tree(path))) & (ORCHESTRATORS - {"great_expectations"}))
    }
    assert not broken, "Import it inside the function that needs it: `warehouse --help` must not wait for Dagster."


def test_importing_the_command_does_not_import_what_only_a_build_needs():
    script = f"import sys, orchestration.cli; print(*sorted(set({HEAVY}) & set(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    assert not answer.stdout.split()


def test_nothing_is_read_from_the_environment_or_disk_at_import():
    broken = {
        _name(path): reads
        for path in _modules(*PACKAGES)
        if (reads := _reads_at_import(path.read_text(encoding="utf-8")))
    }
    assert not broken


@pytest.mark.parametrize(
    "source",
    [
        "HOME = os.environ['HOME']",
        "LEVEL = os.getenv('LEVEL', 'info')",
        "from os import environ\nHOME = environ.get('HOME')",
        "with open('seeds.csv') as stream:\n    SEEDS = stream.read()",
        "class Settings:\n    text = Path('settings.yml').read_text()",
        "def load(path=Path.home()):\n    return path",
        "if True:\n    DATABASE = duckdb.connect('jobs.duckdb')",
        "NAMES = [path.name for path in FOLDER.glob('*.csv')]",
    ],
)
def test_reading_at_import_is_detected(source):
    assert _reads_at_import(source)


@pytest.mark.parametrize(
    "source",
    [
        "def home():\n    return os.environ['HOME']",
        "ROOT = Path(__file__).resolve().parent",
        "open_postings = lambda path: path.open()",
        "if TYPE_CHECKING:\n    from dagster import Definitions",
    ],
)
def test_reading_inside_a_function_is_allowed(source):
    assert not _reads_at_import(source)
    assert not _imported(_at_import(ast.parse(source)))


def test_functions_that_read_are_called_at_import_in_listed_modules_only():
    called = {}
    for path in _modules(*PACKAGES):
        statements = (
            node.value for node in _tree(path).body if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign)
        )
        names = {call.func.id for call in statements if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}
        if names & {"build_defs", "forbid_telemetry", "manifest_path", "load_seed", "Registry"}:
            called[_name(path)] = names
    assert called == CALLS_AT_IMPORT


def test_every_module_has_a_docstring():
    undocumented = [_name(path) for path in _modules(*PACKAGES, "tests") if not ast.get_docstring(_tree(path))]
    assert not undocumented


def test_modules_are_not_too_long():
    too_long = {
        _name(path): count
        for path in _modules(*PACKAGES)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert not too_long


def test_no_file_contains_a_path_of_a_machine():
    matches = [f"{name}: {match.group()}" for name, text in _files() for match in MACHINE_PATH.finditer(text)]
    assert not matches


def test_no_file_contains_the_host_of_a_package_registry():
    matches = [f"{name}: {match.group()}" for name, text in _files() for match in REGISTRY_HOST.finditer(text)]
    assert not matches


def test_machine_paths_and_registry_hosts_are_detected():
    assert MACHINE_PATH.search("see /" + "home/someone/postings")
    assert MACHINE_PATH.search('Path("/' + 'tmp/data")')
    assert not MACHINE_PATH.search("https://example.com/home/postings, DATA/tmp/x and ~/tmp/postings")
    assert REGISTRY_HOST.search("https://files.python" + "hosted.org/packages")
