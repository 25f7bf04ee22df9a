-- Times are milliseconds since 1970 (UTC).

-- Reports with one fingerprint. Ids are never used again: mails link to them.
CREATE TABLE groups (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  fingerprint    TEXT NOT NULL,
  project        TEXT NOT NULL,
  exception_type TEXT NOT NULL,
  environment    TEXT NOT NULL,
  request_url    TEXT,
  count          INTEGER NOT NULL,
  first_seen     INTEGER NOT NULL,
  last_seen      INTEGER NOT NULL,
  resolved_at    INTEGER,
  muted_at       INTEGER,
  message        TEXT NOT NULL,
  -- Last, since it is long and lists never read it.
  traceback      TEXT NOT NULL,
  -- The project stands in the fingerprint already, but joined by colons: `a:b` + `c` is `a` + `b:c`.
  UNIQUE (fingerprint, project)
) STRICT;

CREATE INDEX groups_open ON groups (last_seen, id) WHERE resolved_at IS NULL;
CREATE INDEX groups_project ON groups (project);
CREATE INDEX groups_resolved ON groups (resolved_at) WHERE resolved_at IS NOT NULL;

-- Every environment that a group was seen in.
CREATE TABLE group_environments (
  environment TEXT NOT NULL,
  group_id    INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  PRIMARY KEY (environment, group_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX group_environments_group ON group_environments (group_id);

-- Reports per group and hour, for trends.
CREATE TABLE group_hours (
  group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  hour     INTEGER NOT NULL,
  count    INTEGER NOT NULL,
  PRIMARY KEY (group_id, hour)
) STRICT, WITHOUT ROWID;

-- The newest reports of each group, whole. Kept by group and time in one tree: a report goes in and
-- the oldest goes out on the same page.
CREATE TABLE occurrences (
  group_id        INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  timestamp       INTEGER NOT NULL,
  -- The group's count once this report was in it.
  id              INTEGER NOT NULL,
  environment     TEXT NOT NULL,
  request_url     TEXT,
  request_method  TEXT,
  user_id         TEXT,
  request_headers TEXT,
  extra           TEXT,
  -- Null where it is the group's own, as it mostly is.
  traceback       TEXT,
  PRIMARY KEY (group_id, timestamp, id)
) STRICT, WITHOUT ROWID;

-- The outbox: mails that are owed, what waits for a digest, and for an hour what was sent, for the hourly limit.
CREATE TABLE alerts (
  -- Never used again: a mail's Message-ID is made of it.
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  kind            TEXT NOT NULL CHECK (kind IN ('created', 'reopened', 'digest')),
  state           TEXT NOT NULL CHECK (state IN ('pending', 'held', 'sent', 'failed')),
  -- No reference: the mail is owed even when the group is deleted meanwhile.
  group_id        INTEGER,
  created_at      INTEGER NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  -- Of a pending one.
  next_attempt_at INTEGER,
  -- Of one that was sent or has failed.
  ended_at        INTEGER,
  -- Of a failed one: what to show of it.
  subject         TEXT,
  detail          TEXT,
  -- What the mail is made of, as JSON; null once it ended.
  content         TEXT
) STRICT;

CREATE INDEX alerts_pending ON alerts (next_attempt_at, id) WHERE state = 'pending';
CREATE INDEX alerts_held ON alerts (created_at) WHERE state = 'held';
CREATE INDEX alerts_ended ON alerts (state, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX alerts_digests ON alerts (id) WHERE kind = 'digest';
