"""Where things lie and how they are written: layout, Parquet, sorting on disk, fingerprints, seeds."""
