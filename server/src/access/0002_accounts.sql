-- 2: accounts at the office's page. Links and sessions made before are over.
DROP TABLE link;
DROP TABLE session;

-- One-time links to the office's page.
CREATE TABLE link (
    token         BLOB PRIMARY KEY,           -- SHA-256 of what the link holds
    person        BLOB NOT NULL,
    assignment    BLOB NOT NULL,              -- the post under which it lets in
    expires_at    INTEGER NOT NULL,
    enters        INTEGER NOT NULL,           -- 1 begins a session at once, 0 sets an account
    wrong         INTEGER NOT NULL DEFAULT 0, -- codes tried that were wrong
    authenticator BLOB                        -- the secret offered with it, wrapped by the vault
) WITHOUT ROWID;
CREATE INDEX link_person ON link (person);

-- Sessions at the office's page.
CREATE TABLE session (
    token      BLOB PRIMARY KEY,              -- SHA-256 of what the cookie holds; its first eight bytes name the session
    person     BLOB NOT NULL,
    assignment BLOB NOT NULL,
    began_at   INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,              -- at the latest
    agent      TEXT NOT NULL                  -- browser and system in a word each
) WITHOUT ROWID;
CREATE INDEX session_person ON session (person);

-- How a person comes to the office's page.
CREATE TABLE account (
    person        BLOB PRIMARY KEY,
    password      BLOB NOT NULL,              -- cost, salt and Argon2id hash, wrapped by the vault
    authenticator BLOB NOT NULL,              -- the secret of RFC 6238, wrapped by the vault
    last_step     INTEGER NOT NULL,           -- of the last code that was taken; none up to it is taken again
    set_at        INTEGER NOT NULL
) WITHOUT ROWID;

-- Tries to log in since the last that was right. Numbers nobody has are counted alike.
CREATE TABLE tries (
    number       BLOB PRIMARY KEY,            -- SHA-256 of the number typed
    wrong        INTEGER NOT NULL,
    locks        INTEGER NOT NULL,            -- so many times in a row
    locked_until INTEGER NOT NULL,
    last_at      INTEGER NOT NULL
) WITHOUT ROWID;
