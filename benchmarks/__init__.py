"""Quality and speed, measured: ``python -m benchmarks --help``. Nothing in the product imports this."""
