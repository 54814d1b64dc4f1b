"""The shape of the Python: which way imports point, what happens at import, how long a module may be.

Read from the syntax trees, nothing is imported. Not here: the layers of the dbt project
(`test_dbt_conventions.py`) and what the graph holds (`test_graph.py`).
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
# Where Dagster may be imported when the module is; everywhere else in `orchestration/` only inside a function.
# `event_log.py` is a class that Dagster itself loads, by the name that stands in its configuration, and
# `sql_functions.py` one that dbt does; the gate reads Dagster's own record of the checks.
DAGSTER_MODULES = (
    "defs/", "definitions.py", "quality/publication_gate.py", "runtime/event_log.py", "transform/sql_functions.py",
)  # fmt: skip
HEAVY = sorted({"dagster", "dbt", "duckdb", "great_expectations", "pandas"})
FREE_OF_ORCHESTRATORS = ("publication", "report")
LONGEST_MODULE = 300

# The rooms from the ground up: a room imports only from those before it. Dagster's room stands above what it
# schedules and below the two that load it: `definitions.py` and `build.py`.
ROOMS = {
    "ingestion": (
        "schemas", "storage", "text", "fields", "sources", "synthetic", "inputs", "records", "extraction", "pipeline",
    ),
    "orchestration": (
        "runtime", "publication", "report", "transform", "queries", "quality", "defs", "definitions", "build", "cli",
    ),
}  # fmt: skip

# Importing `definitions.py` reads the dbt manifest, through `build_defs()`: that is what Dagster imports it for.
# Importing `orchestration` itself sets, and does not read, the switches of telemetry.
CALLS_AT_IMPORT = {"orchestration/definitions.py": {"build_defs"}, "orchestration/__init__.py": {"forbid_telemetry"}}
READING = re.compile(
    r"^(open|input|environ|getenv|os\.(environ|getenv|listdir|scandir|walk|popen|system)|subprocess|socket|urllib|requests|httpx|duckdb\.connect)\b"
    r"|\.(read_text|read_bytes|write_text|write_bytes|open|exists|iterdir|glob|rglob|is_file|is_dir|connect|expanduser|home|cwd)$"
)

# What is made here and not kept.
SKIPPED_NAMES = {".git", ".venv", ".hypothesis", "__pycache__"}
SKIPPED_PATHS = {"build", "data", "logs", "dbt_project/target", "dbt_project/logs"}
# Put together here so that this file does not name what it looks for.
HOMES = "|".join(("home", "Users", "root", "work", "tmp", "opt", "mnt", "srv"))
MACHINE_PATH = re.compile(rf"(?<![\w.~:)\]}}*/-])/({HOMES})/[\w.-]+|\b[A-Z]:\\{{1,2}}(Users|Windows)\b")
REGISTRY_HOST = re.compile(
    "|".join((r"pypi\.(org|io)", r"python" + r"hosted\.org", r"registry\.(npm|yarn)", r"anaconda\.(org|com)"))
)


def _modules(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((PROJECT_ROOT / folder).rglob("*.py"))]
    assert found
    return found


def _name(path: Path) -> str:
    return path.relative_to(PROJECT_ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imported(nodes: Iterator[ast.AST]) -> set[str]:
    """The top packages that import statements among the nodes name."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs when the module is imported: not the bodies of functions, but their defaults."""
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
    """What a module reads from outside when it is imported, with line numbers."""
    found = []
    for node in _at_import(ast.parse(source)):
        told = node.func if isinstance(node, ast.Call) else node
        if isinstance(told, ast.Attribute | ast.Name) and READING.search(ast.unparse(told)):
            found.append(f"{told.lineno}: {ast.unparse(told)}")
    return sorted(set(found))


def _is_kept(folder: Path) -> bool:
    name = folder.name
    return not (name in SKIPPED_NAMES or name.endswith(("_cache", ".egg-info")) or _name(folder) in SKIPPED_PATHS)


def _files() -> Iterator[tuple[str, str]]:
    """Every text file of the tree, by name."""
    for folder, subfolders, names in os.walk(PROJECT_ROOT):
        subfolders[:] = [name for name in subfolders if _is_kept(Path(folder) / name)]
        for path in (Path(folder) / name for name in names if name != ".git"):
            try:
                yield _name(path), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_ingestion_knows_nothing_of_orchestration():
    forbidden = ORCHESTRATORS | {"orchestration"}
    broken = {
        _name(path): found for path in _modules("ingestion") if (found := _imported(ast.walk(_tree(path))) & forbidden)
    }
    assert not broken


def _imports_by_module() -> dict[str, set[str]]:
    """What each module imports of our own, anywhere in it: an import inside a function is one too."""
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


def test_no_modules_import_each_other_in_a_circle():
    imports = _imports_by_module()
    # What imports nothing that is left is taken away, again and again; what remains are circles.
    while free := {module for module, named in imports.items() if not named & imports.keys()}:
        imports = {module: named for module, named in imports.items() if module not in free}
    assert not imports, "an import inside a function only hides a circle; move what both need to a room below"


@pytest.mark.parametrize("package", PACKAGES)
def test_rooms_import_only_from_rooms_below_them(package):
    floors = {room: floor for floor, room in enumerate(ROOMS[package])}
    pairs = {
        (module.split(".")[1], named.split(".")[1])
        for module, imported in _imports_by_module().items()
        for named in imported
        if module.startswith(f"{package}.") and named.startswith(f"{package}.")
    }
    assert {room for pair in pairs for room in pair} == set(floors)
    assert not [(room, other) for room, other in pairs if floors[room] < floors[other]]


@pytest.mark.parametrize("part", FREE_OF_ORCHESTRATORS)
def test_what_is_published_is_written_without_the_orchestrators(part):
    modules = _modules(f"orchestration/{part}")
    broken = {_name(path): found for path in modules if (found := _imported(ast.walk(_tree(path))) & ORCHESTRATORS)}
    assert not broken


def test_dagster_is_imported_only_where_the_graph_is_made():
    broken = {
        name: found
        for path in _modules("orchestration")
        if not (name := _name(path)).removeprefix("orchestration/").startswith(DAGSTER_MODULES)
        and (found := _imported(_at_import(_tree(path))) & (ORCHESTRATORS - {"great_expectations"}))
    }
    assert not broken, "Import it inside the function that needs it: `warehouse --help` must not wait for Dagster."


def test_the_command_answers_without_loading_what_only_a_build_needs():
    asked = f"import sys, orchestration.cli; print(*sorted(set({HEAVY}) & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", asked], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    assert not answer.stdout.split()


def test_nothing_is_read_from_the_environment_or_disk_at_import():
    broken = {
        _name(path): found
        for path in _modules(*PACKAGES)
        if (found := _reads_at_import(path.read_text(encoding="utf-8")))
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
def test_reading_at_import_is_noticed(source):
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
def test_what_only_runs_when_it_is_called_is_no_reading_at_import(source):
    assert not _reads_at_import(source)
    assert not _imported(_at_import(ast.parse(source)))


def test_own_functions_are_called_at_import_only_where_it_is_meant():
    called = {}
    for path in _modules(*PACKAGES):
        statements = (
            node.value for node in _tree(path).body if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign)
        )
        names = {call.func.id for call in statements if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}
        if names & {"build_defs", "forbid_telemetry", "manifest_path", "load_seed", "Registry"}:
            called[_name(path)] = names
    assert called == CALLS_AT_IMPORT


def test_modules_say_what_belongs_in_them():
    silent = [_name(path) for path in _modules(*PACKAGES, "tests") if not ast.get_docstring(_tree(path))]
    assert not silent


def test_modules_are_not_long():
    long = {
        _name(path): count
        for path in _modules(*PACKAGES)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert not long


def test_no_file_names_a_path_of_a_machine():
    found = [f"{name}: {match.group()}" for name, text in _files() for match in MACHINE_PATH.finditer(text)]
    assert not found


def test_no_file_names_the_host_of_a_package_registry():
    found = [f"{name}: {match.group()}" for name, text in _files() for match in REGISTRY_HOST.finditer(text)]
    assert not found


def test_machine_paths_and_registry_hosts_are_noticed():
    assert MACHINE_PATH.search("see /" + "home/someone/postings")
    assert MACHINE_PATH.search('Path("/' + 'tmp/data")')
    assert not MACHINE_PATH.search("https://example.com/home/postings, DATA/tmp/x and ~/tmp/postings")
    assert REGISTRY_HOST.search("https://files.python" + "hosted.org/packages")
