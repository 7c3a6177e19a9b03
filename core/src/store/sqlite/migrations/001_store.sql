-- The first version of a phone's store. Migrations are append-only: what has been released is never edited.
-- Identifiers and hashes are BLOBs, days count from 1970-01-01, instants are milliseconds of UTC. Lists that are
-- only ever read with their row are BLOBs of CBOR.

-- Named values: identity, certificates, era, counters.
CREATE TABLE value (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
);

-- Own entries and the commands they came from, in the order in which they were made.
CREATE TABLE own_entry (
    number       INTEGER PRIMARY KEY,
    hash         BLOB    NOT NULL UNIQUE,
    actor        BLOB    NOT NULL,
    n            INTEGER NOT NULL,
    sealed       BLOB    NOT NULL,
    objects      BLOB    NOT NULL, -- list of byte strings
    command      BLOB    NOT NULL,
    received_at  INTEGER,          -- by the office's clock; null: not received yet
    verdict      INTEGER,          -- 1 admitted, 2 held, 3 refused; null: not judged yet
    verdict_code INTEGER,          -- flags of an admission, code of a hold or a refusal
    settled      INTEGER NOT NULL,
    replays      INTEGER NOT NULL,
    made_at      INTEGER NOT NULL
);
CREATE INDEX own_entry_unsent ON own_entry (actor, n) WHERE received_at IS NULL;
CREATE INDEX own_entry_open ON own_entry (number) WHERE settled = 0 AND verdict IS NOT 1;

-- The documents an own entry touches or names, in its order.
CREATE TABLE entry_document (
    entry    INTEGER NOT NULL REFERENCES own_entry (number) ON DELETE CASCADE,
    place    INTEGER NOT NULL,
    document BLOB    NOT NULL,
    PRIMARY KEY (entry, place)
) WITHOUT ROWID;
CREATE INDEX entry_document_document ON entry_document (document);

-- The admitted state of documents, as Automerge saves them. Large rows, hence not WITHOUT ROWID.
CREATE TABLE document (
    id    BLOB NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- How far the feed of an audience has been read.
CREATE TABLE cursor (
    audience BLOB    NOT NULL PRIMARY KEY, -- class, then scope
    pos      INTEGER NOT NULL,
    chain    BLOB    NOT NULL,
    back     INTEGER NOT NULL
) WITHOUT ROWID;

-- Who may hold a document here: it stays as long as any audience has it.
CREATE TABLE member (
    audience BLOB NOT NULL,
    document BLOB NOT NULL,
    until    INTEGER, -- not from this instant on; null: for good
    PRIMARY KEY (audience, document)
) WITHOUT ROWID;
CREATE INDEX member_document ON member (document, until);

-- Signed pages of the registers.
CREATE TABLE page (
    register INTEGER NOT NULL, -- 0 the organisation's, else the grid's code
    version  INTEGER NOT NULL,
    bytes    BLOB    NOT NULL,
    PRIMARY KEY (register, version)
);

-- Names and duty phones of the registers' persons, each droppable alone.
CREATE TABLE part (
    leaf  BLOB NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- Documents to be asked for whole.
CREATE TABLE want (
    document BLOB NOT NULL PRIMARY KEY
) WITHOUT ROWID;

-- Work that could not be taken as it is, with the text its author wrote.
CREATE TABLE attention (
    number   INTEGER PRIMARY KEY,
    entry    BLOB    NOT NULL,
    item     INTEGER NOT NULL,
    document BLOB    NOT NULL,
    reason   TEXT    NOT NULL,
    fields   BLOB    NOT NULL, -- list of key and value
    since    INTEGER NOT NULL,
    UNIQUE (entry, item)
);

-- Forms as they are being typed. Never a change.
CREATE TABLE draft (
    id         BLOB    NOT NULL PRIMARY KEY,
    household  BLOB,
    form       BLOB    NOT NULL,
    updated_at INTEGER NOT NULL
);

-- Households as lists show them: read from documents, can be made again.
CREATE TABLE household_row (
    number    INTEGER PRIMARY KEY,
    id        BLOB    NOT NULL UNIQUE,
    grid      INTEGER NOT NULL,
    bundle    INTEGER,
    estate    TEXT    NOT NULL,
    building  TEXT    NOT NULL,
    unit      TEXT    NOT NULL,
    room      TEXT    NOT NULL,
    class     TEXT,
    needs     BLOB    NOT NULL, -- list of texts
    wish      TEXT,
    gone      INTEGER,
    conflicts BLOB    NOT NULL, -- list of texts
    dwelling  TEXT    NOT NULL, -- what search runs on
    place     TEXT    NOT NULL  -- sorts in order of dwelling
);

-- Pairs of characters of household_row.dwelling. Contentless without contentless_delete: a deletion names the old
-- words and takes them out at once, where contentless_delete would leave them in the file until the next merge.
CREATE VIRTUAL TABLE household_search USING fts5 (
    words, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);
INSERT INTO household_search (household_search, rank) VALUES ('secure-delete', 1);

-- Visits as lists show them: read from documents, can be made again.
CREATE TABLE visit_row (
    id           BLOB    NOT NULL PRIMARY KEY,
    household    BLOB    NOT NULL,
    grid         INTEGER NOT NULL,
    author       BLOB    NOT NULL,
    assignment   BLOB    NOT NULL,
    day          INTEGER NOT NULL,
    outcome      TEXT    NOT NULL,
    purpose      TEXT,
    note         TEXT    NOT NULL,
    needs        BLOB    NOT NULL, -- list of code and line
    follow_up    INTEGER,
    companion    TEXT    NOT NULL,
    office_notes BLOB    NOT NULL, -- list of texts
    conflicts    BLOB    NOT NULL  -- list of texts
);
CREATE INDEX visit_row_household ON visit_row (household, day, purpose, follow_up);
CREATE INDEX visit_row_author ON visit_row (author, day);
