-- 1: the office's tables. Instants are milliseconds since 1970-01-01 UTC, days are days since then, ids raw bytes.

-- Named single values: the era, the last serial given to a certificate.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

-- Phones and nodes, by the id of the key they sign with.
CREATE TABLE device (
    key           BLOB PRIMARY KEY,
    public        BLOB NOT NULL,    -- the key itself
    person        BLOB,             -- whose phone; null for a node
    kind          INTEGER NOT NULL, -- as in certificates: 2 node, 3 device
    serial        INTEGER NOT NULL, -- of the newest certificate
    certificate   BLOB NOT NULL,    -- the newest
    valid_until   INTEGER NOT NULL, -- the end of the newest certificate
    renewing_till INTEGER,          -- the end of the one before: until then the phone may lack the newest
    enrolled_at   INTEGER NOT NULL,
    revoked_at    INTEGER,
    lost_since    INTEGER,          -- reported lost; what arrives from then on is held
    last_contact  INTEGER
);

-- Chains of entries.
CREATE TABLE actor (
    id           BLOB PRIMARY KEY,
    device       BLOB NOT NULL,
    previous     BLOB,              -- the device's actor before it, as its first entry claims
    tip_n        INTEGER NOT NULL,
    tip_hash     BLOB NOT NULL,
    received_at  INTEGER NOT NULL,  -- of the tip; never falls
    backed_up_n  INTEGER NOT NULL   -- tip in the oldest backup that may still be restored
);
CREATE INDEX actor_of_device ON actor (device);
CREATE INDEX actor_previous ON actor (previous) WHERE previous IS NOT NULL;

-- The inbox: queue, quarantine and archive in one. Its admitted part is the truth.
CREATE TABLE entry (
    seq         INTEGER PRIMARY KEY, -- order of arrival
    hash        BLOB NOT NULL UNIQUE,
    device      BLOB NOT NULL,
    actor       BLOB NOT NULL,
    n           INTEGER NOT NULL,
    branch      INTEGER NOT NULL,    -- 1: on the second branch of a fork
    received_at INTEGER NOT NULL,
    status      INTEGER NOT NULL,    -- 0 pending, 1 admitted, 2 held, 3 refused
    code        INTEGER NOT NULL,    -- of the verdict; for admitted entries the flags (1 clock, 2 late)
    forced      INTEGER NOT NULL,    -- 1: a person released it
    behind      BLOB,                -- hash of the held entry it waits for
    replays     BLOB,                -- hash of the entry it replaces
    replaced_by BLOB,                -- hash of the admitted entry that replaces it
    admitted    INTEGER,             -- order of admission
    sealed      BLOB NOT NULL        -- the bytes that were signed
);
CREATE UNIQUE INDEX entry_main ON entry (actor, n) WHERE branch = 0;
CREATE UNIQUE INDEX entry_admitted ON entry (admitted) WHERE admitted IS NOT NULL;
CREATE INDEX entry_pending ON entry (seq) WHERE status = 0;
CREATE INDEX entry_pending_of ON entry (device, seq) WHERE status = 0;
CREATE INDEX entry_held ON entry (device, seq) WHERE status = 2;
CREATE INDEX entry_refused ON entry (actor, n) WHERE status = 3;
CREATE INDEX entry_flagged ON entry (seq) WHERE status = 1 AND code <> 0;
CREATE INDEX entry_received ON entry (received_at) WHERE status = 1;
CREATE INDEX entry_behind ON entry (behind) WHERE behind IS NOT NULL;

-- What entries carry. Written and read through one put and one get.
CREATE TABLE object (
    id       INTEGER PRIMARY KEY,    -- the entry's seq * 64 + place within the entry
    document BLOB NOT NULL,
    kind     INTEGER NOT NULL,       -- 1 create, 2 change, others of later versions
    bytes    BLOB NOT NULL
);
CREATE INDEX object_of_document ON object (document);

-- What persons decided about held entries.
CREATE TABLE decision (
    entry    INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    person   BLOB NOT NULL,
    released INTEGER NOT NULL,
    reason   TEXT NOT NULL
);

-- Merged state of documents: a cache of the admitted changes.
CREATE TABLE document (
    id      BLOB PRIMARY KEY,
    state   BLOB NOT NULL,
    heads   BLOB NOT NULL,           -- 8 bytes
    changes INTEGER NOT NULL
);

-- Rows of households, for lists.
CREATE TABLE household_row (
    id        BLOB PRIMARY KEY,
    grid      INTEGER NOT NULL,      -- of the latest link
    bundle    INTEGER,
    estate    TEXT NOT NULL,
    building  TEXT NOT NULL,
    unit      TEXT NOT NULL,
    room      TEXT NOT NULL,
    dwelling  TEXT NOT NULL,         -- the four in one, numbers padded: sorts as people count
    class     INTEGER,
    needs     TEXT NOT NULL,         -- JSON array of codes
    wish      INTEGER,
    gone      INTEGER,
    conflicts TEXT NOT NULL          -- JSON array of keys
);
CREATE INDEX household_of_grid ON household_row (grid, dwelling);
CREATE INDEX household_disputed ON household_row (grid) WHERE conflicts <> '[]';

-- Rows of visits, for lists.
CREATE TABLE visit_row (
    id           BLOB PRIMARY KEY,
    household    BLOB NOT NULL,
    grid         INTEGER NOT NULL,   -- the one it was made under; never changes
    author       BLOB NOT NULL,
    assignment   BLOB NOT NULL,
    day          INTEGER NOT NULL,
    outcome      INTEGER NOT NULL,
    purpose      INTEGER,
    note         TEXT NOT NULL,
    needs        TEXT NOT NULL,      -- JSON array of [code, line]
    follow_up    INTEGER,
    companion    TEXT NOT NULL,
    office_notes TEXT NOT NULL,      -- JSON array
    conflicts    TEXT NOT NULL       -- JSON array of keys
);
CREATE INDEX visit_of_household ON visit_row (household, day);
CREATE INDEX visit_of_grid ON visit_row (grid, day);
CREATE INDEX visit_of_author ON visit_row (author, day);
CREATE INDEX visit_of_day ON visit_row (day);
CREATE INDEX visit_disputed ON visit_row (day) WHERE conflicts <> '[]';

-- Audiences and how far their feeds go.
CREATE TABLE audience (
    id    INTEGER PRIMARY KEY,
    key   BLOB NOT NULL UNIQUE,      -- class byte and scope
    tip   INTEGER NOT NULL,
    chain BLOB NOT NULL              -- at the tip, 8 bytes
);

-- Append-only: who may hold what, in the order in which it came to be so.
CREATE TABLE feed (
    audience INTEGER NOT NULL,
    pos      INTEGER NOT NULL,
    chain    BLOB NOT NULL,
    row      BLOB NOT NULL,
    PRIMARY KEY (audience, pos)
) WITHOUT ROWID;

-- Which audiences hold a document now, and since which position.
CREATE TABLE member (
    document BLOB NOT NULL,
    audience INTEGER NOT NULL,
    entered  INTEGER NOT NULL,
    until    INTEGER,
    PRIMARY KEY (document, audience)
) WITHOUT ROWID;
CREATE INDEX member_of_audience ON member (audience, entered);

-- Pages of registers, signed.
CREATE TABLE page (
    register INTEGER NOT NULL,       -- 0, or the grid's code
    version  INTEGER NOT NULL,
    bytes    BLOB NOT NULL,
    PRIMARY KEY (register, version)
);

-- Names and phones of persons, by the leaf that stands on a page. Droppable.
CREATE TABLE part (
    leaf  BLOB PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- What a device has sent on a day.
CREATE TABLE spent (
    device    BLOB NOT NULL,
    day       INTEGER NOT NULL,
    entries   INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    bytes     INTEGER NOT NULL,
    PRIMARY KEY (device, day)
) WITHOUT ROWID;
