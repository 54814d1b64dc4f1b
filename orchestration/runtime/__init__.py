"""What every command runs in: lock, signals, progress, migrations, Dagster's history, telemetry off."""
