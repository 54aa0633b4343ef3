"""The ledger: claims kept, and what all claims together say: stories, events, contradictions, and who holds what."""
