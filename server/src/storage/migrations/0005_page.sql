-- What the office's page asks of one community costs what it finds, however many visits there are. A grid's code without
-- its last three digits is the community's.
DROP INDEX visit_disputed;
CREATE INDEX visit_disputed ON visit_row (grid / 1000, day) WHERE conflicts <> '[]';
-- With all that decides about a follow-up: only those that are shown are read.
DROP INDEX visit_follow_up;
CREATE INDEX visit_follow_up ON visit_row (grid / 1000, day, follow_up, household) WHERE follow_up IS NOT NULL;
