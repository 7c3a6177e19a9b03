-- When the record of a visit came in: of the entry that created it, once that was admitted; null before.
ALTER TABLE visit_row ADD COLUMN received_at INTEGER;
UPDATE visit_row SET received_at = (
    SELECT min(entry.received_at) FROM object JOIN entry ON entry.seq = object.id / 64
    WHERE object.document = visit_row.id AND object.kind = 1 AND entry.status = 1
);
DROP INDEX entry_received;
-- What one community has received: a grid's code without its last three digits is the community's.
CREATE INDEX visit_received ON visit_row (grid / 1000, received_at);
