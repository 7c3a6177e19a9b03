-- What the office's page asks. A flagged entry leaves its list when somebody at the office has seen it.
ALTER TABLE entry ADD COLUMN seen_at INTEGER;
ALTER TABLE entry ADD COLUMN seen_by BLOB;   -- the person at the office
DROP INDEX entry_listed;
ALTER TABLE entry DROP COLUMN list;
-- Which of the office's lists an entry is in: 1 held, 2 refused and not replaced, 3 admitted with a flag and not yet
-- seen; null: in none.
ALTER TABLE entry ADD COLUMN list INTEGER GENERATED ALWAYS AS (
    CASE
        WHEN status = 2 THEN 1
        WHEN status = 3 AND replaced_by IS NULL THEN 2
        WHEN status = 1 AND code <> 0 AND seen_at IS NULL THEN 3
    END
) VIRTUAL;
CREATE INDEX entry_listed ON entry (list, seq) WHERE list IS NOT NULL;

CREATE INDEX decision_of_entry ON decision (entry);
CREATE INDEX device_of_person ON device (person) WHERE person IS NOT NULL;
-- Visits that ask to come again: a few of all.
CREATE INDEX visit_follow_up ON visit_row (grid, day) WHERE follow_up IS NOT NULL;
