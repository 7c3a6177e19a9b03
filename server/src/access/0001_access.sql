-- 1: who may get in. Instants are milliseconds since 1970-01-01 UTC, ids raw bytes.

-- One-time invitations of phones, each for one person.
CREATE TABLE invitation (
    id           BLOB PRIMARY KEY,
    secret       BLOB NOT NULL,
    person       BLOB NOT NULL,
    kind         INTEGER NOT NULL,           -- 1 on the spot, 2 printed
    made_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    wrong        INTEGER NOT NULL DEFAULT 0, -- wrong proofs so far
    key          BLOB,                       -- of the phone that used it
    phone_nonce  BLOB,
    office_nonce BLOB,
    used_at      INTEGER,
    decided_at   INTEGER,                    -- when a clerk confirmed or refused
    certificate  BLOB                        -- of the phone, once confirmed
) WITHOUT ROWID;
CREATE UNIQUE INDEX invitation_key ON invitation (key) WHERE key IS NOT NULL;
CREATE INDEX invitation_person ON invitation (person);
CREATE INDEX invitation_pending ON invitation (used_at) WHERE key IS NOT NULL AND decided_at IS NULL;

-- One-time links to the console.
CREATE TABLE link (
    token      BLOB PRIMARY KEY,             -- SHA-256 of what the link holds
    person     BLOB NOT NULL,
    assignment BLOB NOT NULL,                -- the post under which it lets in
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Sessions at the console.
CREATE TABLE session (
    token      BLOB PRIMARY KEY,             -- SHA-256 of what the cookie holds
    person     BLOB NOT NULL,
    assignment BLOB NOT NULL,
    began_at   INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
) WITHOUT ROWID;
