"""The `warehouse` command without a built warehouse: help, errors, exit codes."""

import click
import pytest
from click.testing import CliRunner

from orchestration.cli import main

pytestmark = pytest.mark.unit


@pytest.fixture
def run(tmp_path):
    return lambda *words: CliRunner().invoke(main, [*words, "--data-dir", str(tmp_path / "data")])


SUBCOMMANDS = sorted(
    (name, *inner)
    for name, command in main.commands.items()
    for inner in ([(subcommand,) for subcommand in command.commands] if isinstance(command, click.Group) else [()])
)


@pytest.mark.parametrize("words", SUBCOMMANDS, ids=" ".join)
def test_every_subcommand_has_help_and_the_option_data_dir(words):
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    assert "--data-dir" in result.output
    assert "WAREHOUSE_DATA_DIR" in result.output


@pytest.mark.parametrize("words", [("report",), ("query", "select 1"), ("explain", "a:1"), ("export", "out")])
def test_before_the_first_build_the_error_names_the_command_to_build(run, words):
    result = run(*words)
    assert result.exit_code == 1
    assert "warehouse build" in result.output


def test_status_before_the_first_build_shows_what_would_be_built(run):
    result = run("status")
    assert result.exit_code == 0
    assert "synthetic" in result.output
    assert "to be built" in result.output


def test_adding_a_wrong_path_is_an_error_with_its_name(run):
    result = run("add", "nowhere", "--source", "board", "--snapshot", "2026-02-04")
    assert result.exit_code == 1
    assert "nowhere" in result.output


def test_a_snapshot_that_is_not_a_date_is_refused(run):
    result = run("add", "nowhere", "--source", "board", "--snapshot", "soon")
    assert result.exit_code == 2
    assert "soon" in result.output


def test_doctor_finds_no_problem_in_a_new_data_directory(run):
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert "BAD" not in result.output


def test_doctor_names_a_damaged_registry(run, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sources.json").write_text("{")
    result = run("doctor")
    assert result.exit_code == 1
    assert "sources.json" in result.output


def test_the_error_of_a_second_build_names_the_process_that_holds_the_lock(run, tmp_path):
    import subprocess
    import sys

    script = (
        "import sys, time; from pathlib import Path; from ingestion.storage.layout import Layout; "
        "from orchestration.runtime.lock import build_lock\n"
        "with build_lock(Layout(Path(sys.argv[1]))):\n print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "data")], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        result = run("build")
        holder.kill()
    assert result.exit_code == 1
    assert str(holder.pid) in result.output


def test_the_lock_can_be_taken_again_by_its_holder_and_is_free_afterwards(tmp_path):
    from ingestion.storage.layout import Layout
    from orchestration.runtime.lock import build_lock

    layout = Layout(tmp_path / "data")
    with build_lock(layout), build_lock(layout):
        pass
    with build_lock(layout):
        pass


def test_a_snapshot_in_the_future_is_reported(run, tmp_path):
    listing = tmp_path / "listing.csv"
    listing.write_text("title,company,location,link,posted_date\nPlanner,Alder,,https://jobs.example.com/job/x/1,\n")
    result = run("add", str(listing), "--source", "board", "--snapshot", "2999-01-01")
    assert result.exit_code == 0
    assert "is in the future" in result.output
