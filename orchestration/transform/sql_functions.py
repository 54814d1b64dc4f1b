"""Functions that the SQL of dbt calls and that DuckDB does not have, made known when dbt opens the work database.

Here: their names and types in SQL. Not here: the arithmetic (`resampling.py`, `skill_path.py`).
`dbt_project/profiles.yml` names this module, and dbt-duckdb looks in it for a class called `Plugin`.
"""

from itertools import pairwise
from typing import Any, cast

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb.func import ARROW, SPECIAL

from orchestration.transform.resampling import median_intervals
from orchestration.transform.skill_path import Path, greedy_path

_INTERVAL = pa.struct([("low", pa.float64()), ("high", pa.float64())])
_PATH = pa.struct(
    [("taken", pa.list_(pa.int64())), ("brought", pa.list_(pa.float64())), ("met_at", pa.list_(pa.int64()))]
)


def resampled_median(values: "pa.ChunkedArray[Any]", clusters: "pa.ChunkedArray[Any]") -> "pa.Array[Any]":
    """Return, for each list of values and the list of their clusters, the interval of the median; null where none."""
    intervals = median_intervals(list(zip(_arrays(values), _arrays(clusters), strict=True)))
    return pa.array([interval and {"low": interval[0], "high": interval[1]} for interval in intervals], _INTERVAL)


def ordered_greedily(
    named: "pa.ChunkedArray[Any]", needed: "pa.ChunkedArray[Any]", most_steps: "pa.ChunkedArray[Any]"
) -> "pa.Array[Any]":
    """Return, for each list of units, of which one is the list of what it names, and what each needs, the path."""
    paths = [_path(*one) for one in zip(_lists(named), _arrays(needed), most_steps.to_numpy().tolist(), strict=True)]
    return pa.array([vars(path) for path in paths], _PATH)


def _path(named: "pa.ListArray[Any]", needed: npt.NDArray[Any], most_steps: int) -> Path:
    lengths = pc.list_value_length(named).to_numpy(zero_copy_only=False)
    return greedy_path(np.arange(len(named)).repeat(lengths), named.flatten().to_numpy(), needed, most_steps)


def _lists(lists: "pa.ChunkedArray[Any]") -> "list[pa.ListArray[Any]]":
    """Each list of lists as an array of lists."""
    whole = cast("pa.ListArray[Any]", lists.combine_chunks())
    members = cast("pa.ListArray[Any]", whole.values)
    return [members.slice(begin, end - begin) for begin, end in pairwise(whole.offsets.to_numpy().tolist())]


def _arrays(lists: "pa.ChunkedArray[Any]") -> list[npt.NDArray[Any]]:
    """Each list as an array; one that is null is empty."""
    whole = cast("pa.ListArray[Any]", lists.combine_chunks())
    members = whole.values.to_numpy()
    return [members[begin:end] for begin, end in pairwise(whole.offsets.to_pylist())]


class Plugin(BasePlugin):  # type: ignore[misc]  # dbt-duckdb has no types
    """What dbt-duckdb calls for each database that it opens."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Make the functions known to every cursor of the connection."""
        conn.create_function(
            "resampled_median",
            lambda values, clusters: resampled_median(values, clusters),  # DuckDB would look up the types it names
            ["double[]", "ubigint[]"],
            duckdb.struct_type({"low": "double", "high": "double"}),
            type=ARROW,
            null_handling=SPECIAL,  # else it might give no null
        )
        conn.create_function(
            "greedy_path",
            lambda named, needed, most_steps: ordered_greedily(named, needed, most_steps),
            ["bigint[][]", "bigint[]", "bigint"],
            duckdb.struct_type({"taken": "bigint[]", "brought": "double[]", "met_at": "bigint[]"}),
            type=ARROW,
        )
