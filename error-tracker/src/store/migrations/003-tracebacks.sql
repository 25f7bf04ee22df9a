-- The traceback of a group, away from what lists and searches read: a dozen groups fit on a page instead of one or two.
-- Groups of before keep theirs in their own row.
CREATE TABLE tracebacks (
  group_id  INTEGER PRIMARY KEY REFERENCES groups (id) ON DELETE CASCADE,
  traceback TEXT NOT NULL
) STRICT;
