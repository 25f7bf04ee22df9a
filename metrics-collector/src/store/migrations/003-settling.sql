-- Buckets are brought up to a place of the points series by series: how far that has come. Null when there is nothing half done.
ALTER TABLE watermark ADD COLUMN until_chunk INTEGER;
ALTER TABLE watermark ADD COLUMN until_points INTEGER;
-- The last series whose buckets hold all points before that place; those of the others hold the points before the mark.
ALTER TABLE watermark ADD COLUMN settled_series INTEGER;

-- Sums over label sets are few: they are found without a look at all label sets.
CREATE INDEX series_by_grouping ON series (metric, group_keys) WHERE group_keys IS NOT NULL;
