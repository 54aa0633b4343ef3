"""The page and its JSON API over a ledger (docs/api.md). FastAPI is imported only when it is served."""
