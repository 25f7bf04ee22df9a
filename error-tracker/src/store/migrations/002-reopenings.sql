-- When a report last reopened a group that was resolved. A table of its own: a column added to groups would stand behind
-- the traceback, which every list would then have to read.
CREATE TABLE reopenings (
  group_id    INTEGER PRIMARY KEY REFERENCES groups (id) ON DELETE CASCADE,
  reopened_at INTEGER NOT NULL
) STRICT;
