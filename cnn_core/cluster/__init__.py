"""Cluster: the engine and the workers of a Dask cluster."""
