-- Entries themselves live in partitions that the store creates and drops:
--   entries_<first id> (id, time, container, stream, level, message) and its full-text index search_<first id>.

CREATE TABLE containers (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  project TEXT,
  service TEXT
) STRICT;

-- Where following goes on, by Docker's id: the file's cursor and the entries that are still open.
CREATE TABLE cursors (
  docker_id TEXT PRIMARY KEY,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A partition ends where the next one begins.
-- `version` changes with what is in one that has been left; so what was counted in it stays true until then.
CREATE TABLE partitions (
  first_id INTEGER PRIMARY KEY,
  bytes INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE partition_counts (
  partition INTEGER NOT NULL,
  container INTEGER NOT NULL,
  level INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  PRIMARY KEY (partition, container, level)
) STRICT, WITHOUT ROWID;

-- What is in each run of 256 ids, so that a time range or a count rarely looks at single entries.
CREATE TABLE blocks (
  block INTEGER PRIMARY KEY,
  min_time INTEGER NOT NULL,
  max_time INTEGER NOT NULL
) STRICT;

CREATE TABLE block_counts (
  block INTEGER NOT NULL,
  container INTEGER NOT NULL,
  level INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  PRIMARY KEY (block, container, level)
) STRICT, WITHOUT ROWID;
