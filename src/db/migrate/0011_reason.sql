-- Why somebody is busy, on a break or away: one word of a list, as a text could name a person.

ALTER TABLE presence_log ADD COLUMN reason INT;   -- enum reason (staff/reason.h); absent: none was given
