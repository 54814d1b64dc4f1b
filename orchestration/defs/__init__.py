"""The assets: each reads its configuration, calls one function and says what came of it."""
