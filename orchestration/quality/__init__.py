"""The checks that guard the assets: expectations about files, and how they show in Dagster."""
