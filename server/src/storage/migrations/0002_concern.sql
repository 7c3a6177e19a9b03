-- Which of the office's lists an entry is in: 1 held, 2 refused and not replaced, 3 admitted with a flag; null: in none.
ALTER TABLE entry ADD COLUMN list INTEGER GENERATED ALWAYS AS (
    CASE
        WHEN status = 2 THEN 1
        WHEN status = 3 AND replaced_by IS NULL THEN 2
        WHEN status = 1 AND code <> 0 THEN 3
    END
) VIRTUAL;
DROP INDEX entry_flagged;
CREATE INDEX entry_listed ON entry (list, seq) WHERE list IS NOT NULL;

-- The communities that a listed entry concerns. An entry that has left its list keeps its rows.
CREATE TABLE concern (
    community INTEGER NOT NULL,
    entry     INTEGER NOT NULL,
    PRIMARY KEY (community, entry)
) WITHOUT ROWID;
CREATE INDEX concern_of_entry ON concern (entry);
