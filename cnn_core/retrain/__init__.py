"""Programs that train a run again with Keras alone, to the same weights."""
