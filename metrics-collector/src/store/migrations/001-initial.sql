CREATE TABLE metrics (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  type INTEGER NOT NULL,
  UNIQUE (name, type)
) STRICT;

-- A metric's label set. `group_keys` is NULL for one that clients send; for a sum over several of those it names the
-- label keys that are kept (comma-separated, '' for none), so that common questions read one series and not thousands.
CREATE TABLE series (
  -- Never given again: points that wait for their buckets name their series by it.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  metric INTEGER NOT NULL REFERENCES metrics (id),
  labels TEXT NOT NULL,
  group_keys TEXT,
  total REAL NOT NULL DEFAULT 0,
  points INTEGER NOT NULL DEFAULT 0,
  last_value REAL NOT NULL DEFAULT 0,
  last_time INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX series_by_labels ON series (metric, labels, coalesce(group_keys, '-'));

-- Points as they came, one row a commit; see `store/point-bytes.ts`.
CREATE TABLE chunks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  time INTEGER NOT NULL,
  points BLOB NOT NULL
) STRICT;

-- How many points came in, by the hour (since 1970).
CREATE TABLE received (
  hour INTEGER PRIMARY KEY,
  points INTEGER NOT NULL
) STRICT;

-- The last point that is in the buckets.
CREATE TABLE watermark (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  chunk INTEGER NOT NULL,
  points INTEGER NOT NULL
) STRICT;
INSERT INTO watermark (only, chunk, points) VALUES (1, 0, 0);

CREATE TABLE minutes (
  series INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  sum REAL NOT NULL,
  min REAL NOT NULL,
  max REAL NOT NULL,
  last REAL NOT NULL,
  last_time INTEGER NOT NULL,
  sketch BLOB,
  PRIMARY KEY (series, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE hours (
  series INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  sum REAL NOT NULL,
  min REAL NOT NULL,
  max REAL NOT NULL,
  last REAL NOT NULL,
  last_time INTEGER NOT NULL,
  sketch BLOB,
  PRIMARY KEY (series, bucket)
) STRICT, WITHOUT ROWID;

-- Of sums over label sets only: what long spans of time are added up from.
CREATE TABLE days (
  series INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  sum REAL NOT NULL,
  min REAL NOT NULL,
  max REAL NOT NULL,
  last REAL NOT NULL,
  last_time INTEGER NOT NULL,
  sketch BLOB,
  PRIMARY KEY (series, bucket)
) STRICT, WITHOUT ROWID;
