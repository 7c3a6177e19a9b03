-- The dwelling of the household that needs attention: the household itself may have left the phone.
ALTER TABLE attention ADD COLUMN dwelling TEXT NOT NULL DEFAULT '';
