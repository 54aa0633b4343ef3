"""Articles in their versions, who coded them, their claims, what is known of them by place and by word, judgements, tombstones."""

from __future__ import annotations

COMMON: tuple[str, ...] = (
    # Keys are dealt out here, inside the one write transaction, and never twice: what was forgotten does not come back as another.
    "CREATE TABLE counters (name TEXT PRIMARY KEY, next {int} NOT NULL)",
    # The text comes last: SQLite then reads the head of a row without the pages that the text fills.
    "CREATE TABLE articles (key {key}, id TEXT NOT NULL, version TEXT NOT NULL, current {bool} NOT NULL, outlet TEXT, url TEXT, "
    "published {day}, title TEXT NOT NULL, language TEXT NOT NULL, more TEXT, added TEXT NOT NULL, text TEXT NOT NULL, "
    "UNIQUE (id, version))",
    "CREATE UNIQUE INDEX articles_current ON articles (id) WHERE current",
    "CREATE INDEX articles_published ON articles (published)",
    "CREATE INDEX articles_version ON articles (version)",
    "CREATE TABLE codings (key {key}, article_key {int} NOT NULL REFERENCES articles (key) ON DELETE CASCADE, coder TEXT NOT NULL, "
    "at TEXT NOT NULL, current {bool} NOT NULL, claims {int} NOT NULL)",
    "CREATE UNIQUE INDEX codings_current ON codings (article_key) WHERE current",
    "CREATE INDEX codings_article ON codings (article_key)",
    "CREATE TABLE claims (key {key}, id TEXT NOT NULL, coding_key {int} NOT NULL REFERENCES codings (key) ON DELETE CASCADE, "
    "article_key {int} NOT NULL REFERENCES articles (key) ON DELETE CASCADE, current {bool} NOT NULL, kind TEXT NOT NULL, "
    "status TEXT NOT NULL, start_day {day}, end_day {day}, place_id TEXT, lat {real}, lon {real}, outcome TEXT, actor_id TEXT, "
    "target_id TEXT, outlet TEXT, confidence {real} NOT NULL, trigger_start {int} NOT NULL, trigger_end {int} NOT NULL, "
    "UNIQUE (coding_key, id))",
    "CREATE INDEX claims_id ON claims (id)",
    "CREATE INDEX claims_article ON claims (article_key)",
    "CREATE INDEX claims_day ON claims (start_day, end_day) WHERE current",
    "CREATE INDEX claims_kind ON claims (kind, start_day) WHERE current",
    "CREATE INDEX claims_actor ON claims (actor_id, start_day) WHERE current",
    "CREATE INDEX claims_target ON claims (target_id, start_day) WHERE current",
    "CREATE INDEX claims_outlet ON claims (outlet, start_day) WHERE current",
    # Apart from the narrow rows above, which lists and maps run through.
    "CREATE TABLE bodies (claim_key {key} REFERENCES claims (key) ON DELETE CASCADE, evidence_start {int} NOT NULL, "
    "evidence_end {int} NOT NULL, body TEXT NOT NULL)",
    # The next two hold current claims alone: they are what places and words are looked up in.
    "CREATE TABLE claim_places (key {key}, claim_key {int} NOT NULL REFERENCES claims (key) ON DELETE CASCADE, n {int} NOT NULL, "
    "place_id TEXT, name TEXT NOT NULL, within TEXT, outcome TEXT NOT NULL, level TEXT, lat {real}, lon {real}, radius_km {real}, "
    "first_day {int}, last_day {int}, UNIQUE (claim_key, n))",
    "CREATE INDEX claim_places_place ON claim_places (place_id, first_day)",
    "CREATE TABLE evidence (claim_key {key} REFERENCES claims (key) ON DELETE CASCADE, text TEXT NOT NULL)",
    "CREATE TABLE heirs (claim_id TEXT PRIMARY KEY, heir TEXT NOT NULL, at TEXT NOT NULL)",
    "CREATE INDEX heirs_heir ON heirs (heir)",
    "CREATE TABLE judgements (key {key}, kind TEXT NOT NULL, verdict TEXT NOT NULL, value TEXT, score {real}, reasons TEXT NOT NULL, "
    "by_program {bool} NOT NULL, judge TEXT NOT NULL, why TEXT, at TEXT NOT NULL, forgotten {bool} NOT NULL)",
    "CREATE INDEX judgements_kind ON judgements (kind, key)",
    "CREATE TABLE judgement_subjects (subject TEXT NOT NULL, judgement_key {int} NOT NULL REFERENCES judgements (key), "
    "n {int} NOT NULL, PRIMARY KEY (subject, judgement_key, n))",
    "CREATE INDEX judgement_subjects_judgement ON judgement_subjects (judgement_key, n)",
    "CREATE TABLE log (key {key}, at TEXT NOT NULL, what TEXT NOT NULL, article TEXT, detail TEXT)",
    "CREATE INDEX log_article ON log (article)",
    "CREATE TABLE tombstones (key {key}, at TEXT NOT NULL, what TEXT NOT NULL, article TEXT, version TEXT, reason TEXT NOT NULL)",
    "CREATE INDEX tombstones_article ON tombstones (article)",
    "CREATE INDEX tombstones_version ON tombstones (version)",
)

SQLITE: tuple[str, ...] = (
    "CREATE VIRTUAL TABLE place_index USING rtree (key, south, north, west, east, first_day, last_day)",
    "CREATE TRIGGER claim_places_in AFTER INSERT ON claim_places WHEN new.lat IS NOT NULL BEGIN "
    "INSERT INTO place_index VALUES (new.key, new.lat, new.lat, new.lon, new.lon, "
    "coalesce(new.first_day, -1), coalesce(new.last_day, -1)); END",
    "CREATE TRIGGER claim_places_out AFTER DELETE ON claim_places WHEN old.lat IS NOT NULL BEGIN "
    "DELETE FROM place_index WHERE key = old.key; END",
    "CREATE VIEW current_articles AS SELECT key, title, text FROM articles WHERE current",
    "CREATE VIRTUAL TABLE article_words USING fts5 (title, text, content='current_articles', content_rowid='key', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER articles_in AFTER INSERT ON articles WHEN new.current BEGIN "
    "INSERT INTO article_words (rowid, title, text) VALUES (new.key, new.title, new.text); END",
    "CREATE TRIGGER articles_out AFTER DELETE ON articles WHEN old.current BEGIN "
    "INSERT INTO article_words (article_words, rowid, title, text) VALUES ('delete', old.key, old.title, old.text); END",
    "CREATE TRIGGER articles_changed AFTER UPDATE OF current, title, text ON articles BEGIN "
    "INSERT INTO article_words (article_words, rowid, title, text) SELECT 'delete', old.key, old.title, old.text WHERE old.current; "
    "INSERT INTO article_words (rowid, title, text) SELECT new.key, new.title, new.text WHERE new.current; END",
    "INSERT INTO article_words (article_words, rank) VALUES ('rank', 'bm25(4.0, 1.0)')",
    "CREATE VIRTUAL TABLE evidence_words USING fts5 (text, content='evidence', content_rowid='claim_key', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER evidence_in AFTER INSERT ON evidence BEGIN "
    "INSERT INTO evidence_words (rowid, text) VALUES (new.claim_key, new.text); END",
    "CREATE TRIGGER evidence_out AFTER DELETE ON evidence BEGIN "
    "INSERT INTO evidence_words (evidence_words, rowid, text) VALUES ('delete', old.claim_key, old.text); END",
    "CREATE TRIGGER evidence_changed AFTER UPDATE ON evidence BEGIN "
    "INSERT INTO evidence_words (evidence_words, rowid, text) VALUES ('delete', old.claim_key, old.text); "
    "INSERT INTO evidence_words (rowid, text) VALUES (new.claim_key, new.text); END",
    # A judgement is never taken back but by another; only what was forgotten for safety may be blanked.
    "CREATE TRIGGER judgements_stay BEFORE DELETE ON judgements BEGIN SELECT raise(ABORT, 'judgements are never deleted'); END",
    "CREATE TRIGGER judgements_unchanged BEFORE UPDATE ON judgements WHEN NOT new.forgotten BEGIN "
    "SELECT raise(ABORT, 'judgements are never changed'); END",
)

_FOLDED = "regexp_replace(normalize(left({0}, 500000), NFD), '[\\u0300-\\u036f]+', '', 'g')"
_WORDS = "to_tsvector('english'::regconfig, " + _FOLDED + ")"

POSTGRES: tuple[str, ...] = (
    "ALTER TABLE claim_places ADD COLUMN spot point GENERATED ALWAYS AS (point(lon, lat)) STORED, "
    "ADD COLUMN days int4range GENERATED ALWAYS AS (int4range(first_day::int, last_day::int, '[]')) STORED",
    "CREATE INDEX place_index ON claim_places USING gist (spot, days)",
    "ALTER TABLE articles ADD COLUMN words tsvector GENERATED ALWAYS AS "
    f"(setweight({_WORDS.format('title')}, 'A') || {_WORDS.format('text')}) STORED",
    "CREATE INDEX article_words ON articles USING gin (words) WHERE current",
    f"ALTER TABLE evidence ADD COLUMN words tsvector GENERATED ALWAYS AS ({_WORDS.format('text')}) STORED",
    "CREATE INDEX evidence_words ON evidence USING gin (words)",
    "CREATE FUNCTION judgements_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'UPDATE' AND new.forgotten THEN RETURN new; END IF; "
    "RAISE EXCEPTION 'judgements are never changed or deleted'; END $$",
    "CREATE TRIGGER judgements_stay BEFORE DELETE OR UPDATE ON judgements FOR EACH ROW EXECUTE FUNCTION judgements_are_kept()",
)
