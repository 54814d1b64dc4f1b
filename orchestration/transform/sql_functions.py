"""Functions that the SQL of dbt calls and that DuckDB does not have, registered when dbt opens the work database.

Here: their names and types in SQL. Not here: the arithmetic (`statistics.py`, `resampling.py`, `skill_path.py`).
`dbt_project/profiles.yml` names this module, and dbt-duckdb looks in it for a class called `Plugin`.
"""

from collections.abc import Callable, Iterable
from functools import partial
from inspect import Parameter, Signature
from itertools import pairwise
from typing import Any, TypeAlias, cast

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb.func import ARROW, SPECIAL

from orchestration.transform import statistics
from orchestration.transform.resampling import median_intervals
from orchestration.transform.skill_path import GreedyPath, greedy_path

Column: TypeAlias = "pa.ChunkedArray[Any]"
Rows: TypeAlias = "pa.Array[Any]"

_CURVE = statistics.Survival._fields
_INTERVAL = pa.struct([("low", pa.float64()), ("high", pa.float64())])
_PATH = pa.struct(
    [("chosen", pa.list_(pa.int64())), ("brought", pa.list_(pa.float64())), ("met_at", pa.list_(pa.int64()))]
)

# Functions of one row, by their names in SQL: the Python function, how many numbers it takes, and the fields of the
# struct that it returns; no fields mean a number.
BY_ROW: dict[str, tuple[Callable[..., Any], int, tuple[str, ...]]] = {
    "effective_n": (statistics.effective_n, 6, ()),
    "wilson_interval": (statistics.wilson_interval, 2, statistics.Interval._fields),
    "normal_test": (statistics.normal_test, 2, statistics.ZeroTest._fields),
    "t_test": (statistics.t_test, 3, statistics.ZeroTest._fields),
    "odds_ratio": (statistics.odds_ratio, 4, statistics.OddsRatio._fields),
    "clustered_ratio": (statistics.clustered_ratio, 6, statistics.Ratio._fields),
}


def resampled_median(values: Column, clusters: Column) -> Rows:
    """Return the interval of the median for each list of values and the list of their clusters; null where none."""
    intervals = median_intervals(list(zip(_arrays(values), _arrays(clusters), strict=True)))
    return pa.array([interval and {"low": interval[0], "high": interval[1]} for interval in intervals], _INTERVAL)


def greedy_paths(named: Column, needed: Column, most_steps: Column) -> Rows:
    """Return the greedy path of each row: `named` lists the items of each unit, `needed` how many of them it needs."""
    rows = zip(_lists(named), _arrays(needed), most_steps.to_numpy().tolist(), strict=True)
    paths = [_path(*row) for row in rows]
    return pa.array([vars(path) for path in paths], _PATH)


def clustered_steps(step: Column, clusters: Column, steps: Column) -> Rows:
    """Return a list of structs, one per step, for each row: the steps at which units are met, and their clusters."""
    rows = zip(_arrays(step), _arrays(clusters), steps.to_numpy().tolist(), strict=True)
    return _list_array(_struct_array(statistics.clustered_steps(*row)) for row in rows)


def benjamini_hochberg(p_values: Column) -> Rows:
    """Return the list of q-values for each list of the p-values of a family, in its order."""
    return _list_array(_number_array(statistics.benjamini_hochberg(family)) for family in _arrays(p_values))


def kaplan_meier(entered: Column, left: Column, is_closed: Column) -> Rows:
    """Return the survival curve of each list of units: a struct for each day on which one closed."""
    rows = zip(_arrays(entered), _arrays(left), _arrays(is_closed), strict=True)
    return _list_array(_struct_array(statistics.kaplan_meier(*row)) for row in rows)


def by_row(function: Callable[..., Any], *columns: Column) -> Rows:
    """Return the function's values for columns of numbers; it gets a null as NaN, and its NaN becomes a null."""
    result = function(*(column.to_numpy() for column in columns))
    return _struct_array(result) if isinstance(result, tuple) else _number_array(result)


def _path(named: "pa.ListArray[Any]", needed: npt.NDArray[Any], most_steps: int) -> GreedyPath:
    lengths = pc.list_value_length(named).to_numpy(zero_copy_only=False)
    return greedy_path(np.arange(len(named)).repeat(lengths), named.flatten().to_numpy(), needed, most_steps)


def _lists(lists: Column) -> "list[pa.ListArray[Any]]":
    """Return each list of lists as an array of lists."""
    # Slices of the flat values by their offsets: no element becomes a Python object.
    whole = cast("pa.ListArray[Any]", lists.combine_chunks())
    members = cast("pa.ListArray[Any]", whole.values)
    return [members.slice(begin, end - begin) for begin, end in pairwise(whole.offsets.to_numpy().tolist())]


def _arrays(lists: Column) -> list[npt.NDArray[Any]]:
    """Return each list as an array; one that is null is empty."""
    whole = cast("pa.ListArray[Any]", lists.combine_chunks())
    members = whole.values.to_numpy(zero_copy_only=False)
    return [members[begin:end] for begin, end in pairwise(whole.offsets.to_pylist())]


def _number_array(values: npt.NDArray[Any]) -> Rows:
    return pa.array(values, pa.float64(), from_pandas=True)


def _struct_array(fields: Any) -> "pa.StructArray":  # noqa: ANN401 - a named tuple of arrays, of any of the classes
    return pa.StructArray.from_arrays([_number_array(field) for field in fields], fields._fields)


def _list_array(lists: "Iterable[pa.Array[Any]]") -> Rows:
    members = list(lists)
    offsets = np.cumsum([0, *map(len, members)])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.concat_arrays(members))


def _struct(fields: Iterable[str]) -> Any:  # noqa: ANN401 - a type of DuckDB
    return duckdb.struct_type(dict.fromkeys(fields, "double"))


class Plugin(BasePlugin):  # type: ignore[misc]  # dbt-duckdb has no types
    """The hook that dbt-duckdb calls for each database that it opens."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Register the functions for every cursor of the connection."""
        for name, (function, count, fields) in BY_ROW.items():
            _add(conn, name, partial(by_row, function), ["double"] * count, _struct(fields) if fields else "double")
        interval, survival, steps = map(_struct, (statistics.Interval._fields, _CURVE, statistics.Steps._fields))
        path = duckdb.struct_type({"chosen": "bigint[]", "brought": "double[]", "met_at": "bigint[]"})
        _add(conn, "resampled_median", resampled_median, ["double[]", "ubigint[]"], interval)
        _add(conn, "benjamini_hochberg", benjamini_hochberg, ["double[]"], "double[]")
        _add(conn, "kaplan_meier", kaplan_meier, ["double[]", "double[]", "boolean[]"], duckdb.list_type(survival))
        _add(conn, "clustered_steps", clustered_steps, ["bigint[]", "ubigint[]", "bigint"], duckdb.list_type(steps))
        _add(conn, "greedy_path", greedy_paths, ["bigint[][]", "bigint[]", "bigint"], path)


def _add(
    conn: duckdb.DuckDBPyConnection,
    name: str,
    function: Callable[..., Rows],
    arguments: list[Any],
    returned: Any,  # noqa: ANN401 - a type of DuckDB, or its name
) -> None:
    def call(*columns: Column) -> Any:  # noqa: ANN401 - DuckDB knows no Arrow types
        return function(*columns)

    # DuckDB takes the number of parameters from the signature, where `*columns` would be one, and would read the
    # annotations as SQL types.
    parameters = [Parameter(f"column_{place}", Parameter.POSITIONAL_ONLY) for place in range(len(arguments))]
    call.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {}
    # By default DuckDB passes no nulls to a function and accepts none from it.
    conn.create_function(name, call, arguments, returned, type=ARROW, null_handling=SPECIAL)
