"""Networks that others have trained: .keras files as data, turned into networks of ours."""
