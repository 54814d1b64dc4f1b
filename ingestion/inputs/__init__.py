"""Which inputs a data directory has, and their documents as they came."""
