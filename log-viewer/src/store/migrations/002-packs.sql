-- Messages are no longer in their entries' rows, but for those in partitions of before 002.

-- Messages of entries that follow one another, compressed together. `last_id` is the last of them; a pack begins where the one
-- before it ends.
CREATE TABLE packs (
  last_id INTEGER PRIMARY KEY,
  messages BLOB NOT NULL
) STRICT;

-- The newest ones, which are not enough for a pack yet.
CREATE TABLE unpacked (
  id INTEGER PRIMARY KEY,
  message TEXT NOT NULL
) STRICT;

ALTER TABLE partitions ADD COLUMN is_packed INTEGER NOT NULL DEFAULT 0;
