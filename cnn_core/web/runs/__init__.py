"""The page Runs: the table, and what is done with the runs that are chosen."""
