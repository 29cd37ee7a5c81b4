"""Prepared experiments: the article's questions, each answered by trainings."""
