"""The only room that speaks to the database; `cnn_core.store` is its door."""
