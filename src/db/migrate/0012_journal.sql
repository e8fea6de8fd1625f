-- The journal, newest first, of one kind or of one person.

CREATE INDEX journal_by_kind ON journal (kind, pos);
CREATE INDEX journal_by_actor ON journal (actor, pos);
