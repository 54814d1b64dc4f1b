"""The subcommands of `warehouse`, a module per kind of work; each calls one function and prints what it says."""
