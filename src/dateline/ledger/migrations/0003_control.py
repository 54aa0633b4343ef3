"""What claims say about who has which place, and who has it from when to when; the names that no one knows yet.

All of it is computed from claims and judgements, and can be computed again.
"""

from __future__ import annotations

COMMON: tuple[str, ...] = (
    # Which codings were read already, by these tables: another one of an article, or none, is read next time.
    "CREATE TABLE kept_codings (coding_key {key} REFERENCES codings (key) ON DELETE CASCADE, article_key {int} NOT NULL)",
    "CREATE INDEX kept_codings_article ON kept_codings (article_key)",
    "CREATE TABLE kept_state (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE control_bearings (claim_key {int} NOT NULL REFERENCES claims (key) ON DELETE CASCADE, n {int} NOT NULL, "
    "family TEXT NOT NULL, article_key {int} NOT NULL, body TEXT NOT NULL, PRIMARY KEY (claim_key, n))",
    "CREATE INDEX control_bearings_family ON control_bearings (family)",
    "CREATE INDEX control_bearings_article ON control_bearings (article_key)",
    # Towns whose spans must be made again: written with the bearings, so that a program that is killed leaves word.
    "CREATE TABLE control_due (family TEXT PRIMARY KEY)",
    "CREATE TABLE control_spans (place TEXT NOT NULL, n {int} NOT NULL, family TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, "
    "standing TEXT NOT NULL, holder TEXT, side TEXT, start_day {day} NOT NULL, end_day {day}, lat {real}, lon {real}, "
    "body TEXT NOT NULL, PRIMARY KEY (place, n))",
    "CREATE INDEX control_spans_family ON control_spans (family)",
    "CREATE INDEX control_spans_name ON control_spans (folded)",
    "CREATE INDEX control_spans_day ON control_spans (start_day, end_day)",
    "CREATE TABLE open_names (claim_key {int} NOT NULL REFERENCES claims (key) ON DELETE CASCADE, n {int} NOT NULL, "
    "name_key TEXT NOT NULL, name TEXT NOT NULL, article_key {int} NOT NULL, PRIMARY KEY (claim_key, n))",
    "CREATE INDEX open_names_key ON open_names (name_key, name)",
    "CREATE INDEX open_names_article ON open_names (article_key)",
)
