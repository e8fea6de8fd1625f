-- What is said by what waits in the outbox, and to whom.

CREATE TABLE outbox_message (
  id INT PRIMARY KEY REFERENCES outbox (id),
  addressee BLOB NOT NULL,                      -- keyed digest of the phone or mail address: so many a day at most
  sealed BLOB,                                  -- {subject, text, to}, sealed under KEY_OUTBOX; absent once it was sent or given up
  own INT NOT NULL,                             -- 1: the address is the appeal's own; it goes with the citizen's key
  made_ms INT NOT NULL
) STRICT;

CREATE INDEX outbox_message_addressee ON outbox_message (addressee, made_ms);
