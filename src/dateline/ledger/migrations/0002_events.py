"""Claims joined to events, reports to stories. All but the ids of events is computed from claims and can be computed again."""

from __future__ import annotations

COMMON: tuple[str, ...] = (
    # Which event a claim was last of, and which events went into which: kept when all else is computed again, so that ids stay.
    "CREATE TABLE event_ids (claim_id TEXT PRIMARY KEY, event TEXT NOT NULL)",
    "CREATE INDEX event_ids_event ON event_ids (event)",
    "CREATE TABLE event_register (id TEXT PRIMARY KEY, born {int} NOT NULL, into_event TEXT)",
    "CREATE INDEX event_register_into ON event_register (into_event)",
    # Which codings were joined already.
    "CREATE TABLE joined_codings (coding_key {key}, article TEXT NOT NULL)",
    "CREATE INDEX joined_codings_article ON joined_codings (article)",
    "CREATE TABLE joined_state (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE joined_claims (claim_id TEXT PRIMARY KEY, article TEXT NOT NULL, event TEXT, body TEXT NOT NULL)",
    "CREATE INDEX joined_claims_article ON joined_claims (article)",
    "CREATE INDEX joined_claims_event ON joined_claims (event)",
    "CREATE TABLE joined_blocks (block TEXT NOT NULL, family TEXT NOT NULL, first_day {int} NOT NULL, last_day {int} NOT NULL, "
    "claim_id TEXT NOT NULL REFERENCES joined_claims (claim_id) ON DELETE CASCADE)",
    "CREATE INDEX joined_blocks_key ON joined_blocks (block, first_day)",
    "CREATE INDEX joined_blocks_claim ON joined_blocks (claim_id)",
    "CREATE TABLE joined_links (one TEXT NOT NULL REFERENCES joined_claims (claim_id) ON DELETE CASCADE, "
    "other TEXT NOT NULL REFERENCES joined_claims (claim_id) ON DELETE CASCADE, relation TEXT NOT NULL, total {real} NOT NULL, "
    "why TEXT NOT NULL, PRIMARY KEY (one, other, relation))",
    "CREATE INDEX joined_links_other ON joined_links (other)",
    "CREATE TABLE story_reports (article TEXT PRIMARY KEY, published {int}, own TEXT NOT NULL, own_name TEXT NOT NULL, "
    "signature TEXT NOT NULL)",
    "CREATE TABLE story_bands (band {int} NOT NULL, published {int}, article TEXT NOT NULL REFERENCES story_reports (article) "
    "ON DELETE CASCADE)",
    "CREATE INDEX story_bands_band ON story_bands (band, published)",
    "CREATE INDEX story_bands_article ON story_bands (article)",
    "CREATE TABLE story_ties (one TEXT NOT NULL REFERENCES story_reports (article) ON DELETE CASCADE, "
    "other TEXT NOT NULL REFERENCES story_reports (article) ON DELETE CASCADE, sort TEXT NOT NULL, why TEXT NOT NULL, "
    "score {real} NOT NULL, PRIMARY KEY (one, other, sort))",
    "CREATE INDEX story_ties_other ON story_ties (other)",
    "CREATE TABLE events (id TEXT PRIMARY KEY, kind TEXT NOT NULL, family TEXT NOT NULL, status TEXT NOT NULL, first_day {day}, "
    "last_day {day}, place_id TEXT, place TEXT, lat {real}, lon {real}, claims {int} NOT NULL, articles {int} NOT NULL, "
    "origins {int} NOT NULL, sides {int} NOT NULL, contradicted {bool} NOT NULL, killed_low {real}, killed_high {real}, "
    "actor_id TEXT, actor TEXT, target TEXT)",
    "CREATE INDEX events_day ON events (first_day)",
    "CREATE INDEX events_kind ON events (kind, first_day)",
    "CREATE INDEX events_place ON events (place_id, first_day)",
    # Events whose row must be made again: written with the links, so that a program that is killed leaves word.
    "CREATE TABLE events_due (id TEXT PRIMARY KEY)",
)
