-- A commit of points writes one page: what else it wrote, numbers of rows and of points, is worked out from the chunks.
CREATE TABLE numbered_chunks (
  -- Given by `store/chunks.ts`, and never again: the watermark names chunks by it.
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  points BLOB NOT NULL
) STRICT;
INSERT INTO numbered_chunks (id, time, points) SELECT id, time, points FROM chunks ORDER BY id;
DROP TABLE chunks;
ALTER TABLE numbered_chunks RENAME TO chunks;

-- The last chunk whose points are in `received`.
ALTER TABLE watermark ADD COLUMN received_chunk INTEGER NOT NULL DEFAULT 0;
UPDATE watermark SET received_chunk = max(chunk, coalesce((SELECT max(id) FROM chunks), 0));
