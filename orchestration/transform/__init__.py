"""dbt in this process, the database that it writes, and the functions that its SQL calls."""
