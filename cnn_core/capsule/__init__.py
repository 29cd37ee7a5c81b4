"""A run to take away whole, and to train again: is it equal in every weight?"""
