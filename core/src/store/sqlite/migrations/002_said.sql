-- What a person at the office said when refusing an entry; empty where nobody said anything.
ALTER TABLE attention ADD COLUMN said TEXT NOT NULL DEFAULT '';
