-- 3: how a session began. Those made before do not say it, and are over.
DELETE FROM session;
ALTER TABLE session ADD COLUMN by_link INTEGER NOT NULL DEFAULT 0; -- 1 by a link alone, 0 with password and code
