"""The checks that guard the assets: claims about files, and how they show in Dagster."""
