"""One adaptor a set: ``predict(row)`` gives what the scorer of the set reads."""
