-- 1: who has looked at whose record. Only ids and codes; instants are milliseconds since 1970-01-01 UTC.

-- One answer that showed households, in the order of being shown. No number is left out.
CREATE TABLE read (
    n     INTEGER PRIMARY KEY,
    at    INTEGER NOT NULL,
    bytes BLOB NOT NULL,                -- the record in deterministic CBOR
    hash  BLOB NOT NULL                 -- SHA-256 of the hash before and these bytes
);
CREATE INDEX read_at ON read (at);

-- Which households; written from the records, and compared with them by `check`.
CREATE TABLE shown (
    household BLOB NOT NULL,
    n         INTEGER NOT NULL,
    PRIMARY KEY (household, n)
) WITHOUT ROWID;
CREATE INDEX shown_n ON shown (n);

-- Where the chain begins, once its oldest part is forgotten, and where it ends: both signed by the node.
CREATE TABLE mark (
    name      TEXT PRIMARY KEY,         -- 'begin' or 'tip'
    n         INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    signature BLOB NOT NULL
) WITHOUT ROWID;
