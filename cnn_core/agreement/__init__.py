"""Agreement: whether trainings of one network find the same filters."""
