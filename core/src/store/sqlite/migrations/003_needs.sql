-- Words of needs are counted over all visits: by an index that holds only those with a need, 0x80 being the empty list.
CREATE INDEX visit_row_needs ON visit_row (needs) WHERE needs <> x'80';
