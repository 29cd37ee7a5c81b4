"""Sweeps: values for fields of a spec, chosen by Optuna, a run for each choice."""
