-- The spine: journal, vault, appeals and those who answer them.
-- Types: INT is int64 (times are ms since 1970 UTC), TEXT is UTF-8 (COLLATE "C"), BLOB is bytes. Ids come from the program.

CREATE TABLE journal_head (
  one INT PRIMARY KEY CHECK (one = 1),          -- a single row; locked first by every write transaction
  epoch INT NOT NULL,                           -- of the leader; a command that carries an older one is refused
  pos INT NOT NULL,                             -- position of the last row; 0 none
  at_ms INT NOT NULL,                           -- time of the last transaction; the next is never earlier
  hash BLOB NOT NULL,                           -- of the last row
  serial INT NOT NULL,                          -- appeals numbered so far
  mac BLOB NOT NULL                             -- of the above under KEY_JOURNAL
) STRICT;

CREATE TABLE journal (
  pos INT PRIMARY KEY,                          -- commit order, without gaps, from 1
  at_ms INT NOT NULL,
  appeal INT NOT NULL,                          -- id of the appeal it is about, 0 none
  actor INT NOT NULL,                           -- id of the staff member, 0 the citizen, -1 the system
  kind TEXT NOT NULL,                           -- noun.verb
  body TEXT NOT NULL,                           -- JSON object, keys sorted, no personal data
  hash BLOB NOT NULL                            -- SHA-256, chained to the row before (db/journal.h)
) STRICT;

CREATE INDEX journal_by_appeal ON journal (appeal, pos);

CREATE TABLE journal_mark (
  pos INT PRIMARY KEY,                          -- of the row whose hash was signed
  epoch INT NOT NULL,
  at_ms INT NOT NULL,
  closing INT NOT NULL,                         -- 1: the last row of a month's segment
  hash BLOB NOT NULL,
  signature BLOB NOT NULL                       -- Ed25519
) STRICT;

CREATE TABLE keyring (
  purpose INT PRIMARY KEY,                      -- enum key_purpose
  wrapped BLOB NOT NULL                         -- under the master key
) STRICT;

CREATE TABLE incarnation (
  id INT PRIMARY KEY,                           -- of one run of the program
  node INT NOT NULL,
  started_ms INT NOT NULL,
  ended_ms INT,                                 -- absent while it runs, and after a crash until the next start closes it
  cause TEXT                                    -- "stop" or "crash"
) STRICT;

CREATE TABLE command (
  id BLOB PRIMARY KEY,                          -- command id, or digest of an Idempotency-Key with its scope
  digest BLOB NOT NULL,                         -- of what was asked
  at_ms INT NOT NULL,                           -- kept for 48 h
  result BLOB NOT NULL                          -- what the first time gave
) STRICT WITHOUT ROWID;

CREATE INDEX command_by_age ON command (at_ms);

CREATE TABLE citizen (
  id INT PRIMARY KEY,
  created_ms INT NOT NULL,
  wrapped BLOB,                                 -- the citizen's key under the master key; absent once destroyed
  fields BLOB                                   -- sealed JSON object: name, phone, email; absent when nothing was given
) STRICT;

CREATE TABLE address (
  digest BLOB NOT NULL,                         -- keyed digest of an E.164 phone or a lower-case mail address
  citizen INT NOT NULL REFERENCES citizen (id),
  medium INT NOT NULL,                          -- 1 phone, 2 mail
  PRIMARY KEY (digest, citizen)
) STRICT WITHOUT ROWID;

CREATE INDEX address_by_citizen ON address (citizen);

CREATE TABLE topic (
  id INT PRIMARY KEY,
  parent INT,                                   -- topic above, or absent
  name_ru TEXT NOT NULL,
  name_en TEXT NOT NULL,
  sort INT NOT NULL,
  active INT NOT NULL,                          -- 0: no longer offered; old appeals keep it
  version INT NOT NULL
) STRICT;

CREATE TABLE appeal (
  id INT PRIMARY KEY,
  serial INT NOT NULL,                          -- 1, 2, 3 … : shown to nobody
  digits INT NOT NULL,                          -- the ten digits of its number: the serial permuted under a key, reveal nothing
  kind INT NOT NULL,                            -- enum appeal_kind
  state INT NOT NULL,                           -- enum appeal_state
  channel INT NOT NULL,                         -- enum contact_channel of the first contact
  topic INT,
  region INT,                                   -- code of the subject, 1 … 95
  lang INT NOT NULL,                            -- enum lang: language of the citizen
  citizen INT NOT NULL REFERENCES citizen (id),
  owner INT,                                    -- staff member who works on it
  version INT NOT NULL,                         -- raised by every change: two cannot answer one appeal
  entered_ms INT NOT NULL,
  answer_by_ms INT NOT NULL,                    -- promised to the citizen
  paused_ms INT,                                -- since when it waits for the citizen
  answered_ms INT,                              -- first reply
  closed_ms INT,
  result INT,                                   -- enum appeal_result
  delay TEXT                                    -- reason of a delay, in words for the citizen
) STRICT;

CREATE UNIQUE INDEX appeal_by_serial ON appeal (serial);
CREATE INDEX appeal_by_state ON appeal (state, answer_by_ms);
CREATE INDEX appeal_by_owner ON appeal (owner, state) WHERE owner IS NOT NULL;
CREATE INDEX appeal_by_citizen ON appeal (citizen);
CREATE INDEX appeal_by_entered ON appeal (entered_ms);

CREATE TABLE alias (
  digits INT PRIMARY KEY,                       -- a number once given always leads to its appeal
  appeal INT NOT NULL REFERENCES appeal (id),
  at_ms INT NOT NULL,
  was INT                                       -- id of the appeal that became part of this one; absent: the number alone leads here
) STRICT;

CREATE UNIQUE INDEX alias_by_was ON alias (was) WHERE was IS NOT NULL;
CREATE INDEX alias_by_appeal ON alias (appeal);

CREATE TABLE contact (
  appeal INT NOT NULL REFERENCES appeal (id),
  id INT NOT NULL,
  channel INT NOT NULL,                         -- 1 form, 2 API, 3 desk; later call, chat, mail, SMS
  entered_ms INT NOT NULL,
  ended_ms INT,
  incarnation INT NOT NULL,
  cause TEXT,                                   -- why it ended
  PRIMARY KEY (appeal, id)                      -- rows of one appeal lie together: no index besides
) STRICT WITHOUT ROWID;

CREATE TABLE message (
  appeal INT NOT NULL REFERENCES appeal (id),
  id INT NOT NULL,
  contact INT,
  author INT NOT NULL,                          -- staff id, 0 the citizen, -1 the system
  kind INT NOT NULL,                            -- enum message_kind: question, answer, request, note
  at_ms INT NOT NULL,
  body TEXT NOT NULL,                           -- identifiers cut out: ⟦kind n⟧ stands for them
  cut BLOB,                                     -- what was cut, sealed under the citizen's key
  PRIMARY KEY (appeal, id)
) STRICT WITHOUT ROWID;

CREATE TABLE file (
  id INT PRIMARY KEY,
  appeal INT NOT NULL REFERENCES appeal (id),
  message INT,
  blob TEXT NOT NULL,                           -- random name
  wrapped BLOB NOT NULL,                        -- the blob's key and the file's name, sealed under the citizen's key
  type TEXT NOT NULL,                           -- media type, found by content
  size_bytes INT NOT NULL,
  at_ms INT NOT NULL
) STRICT;

CREATE INDEX file_by_appeal ON file (appeal, at_ms);
CREATE UNIQUE INDEX file_by_blob ON file (blob);

CREATE TABLE draft (
  appeal INT NOT NULL REFERENCES appeal (id),
  staff INT NOT NULL,
  version INT NOT NULL,                         -- raised by every save, so that a second device does not overwrite unseen
  at_ms INT NOT NULL,
  body BLOB NOT NULL,                           -- sealed under the citizen's key
  PRIMARY KEY (appeal, staff)
) STRICT WITHOUT ROWID;

CREATE TABLE search_token (
  token INT NOT NULL,                           -- keyed digest
  last INT NOT NULL,                            -- highest id of the row's appeals
  pos INT NOT NULL,                             -- of the journal, up to where the run of the index read that wrote the row
  appeals BLOB NOT NULL,                        -- the other ids (appeal/posting.h)
  PRIMARY KEY (token, last, pos)
) STRICT WITHOUT ROWID;

CREATE TABLE follower (
  name TEXT PRIMARY KEY,                        -- who reads the journal and where it stands, e.g. "search"
  pos INT NOT NULL
) STRICT WITHOUT ROWID;

CREATE TABLE promise (
  appeal INT NOT NULL REFERENCES appeal (id),
  id INT NOT NULL,
  kind INT NOT NULL,                            -- enum promise_kind: answer, confirmation, call-back …
  term TEXT NOT NULL,                           -- the term as it was then, e.g. "1 working day"
  calendar TEXT NOT NULL,                       -- name of the calendar it was counted on
  made_ms INT NOT NULL,
  due_ms INT NOT NULL,                          -- meaningless while paused
  state INT NOT NULL,                           -- enum promise_state: open, paused, kept, late, broken, dropped
  paused_ms INT,                                -- since when it stands still
  left_amount INT NOT NULL,                     -- while paused: what is left (schedule/schedule.h, term_clock)
  last_day INT NOT NULL,                        -- of a term of days, before its end rule
  ended_ms INT,
  PRIMARY KEY (appeal, id)
) STRICT WITHOUT ROWID;

CREATE INDEX promise_open ON promise (state, due_ms);

CREATE TABLE outbox (
  id INT PRIMARY KEY,
  appeal INT,
  channel INT NOT NULL,                         -- 1 mail, 2 SMS, 3 webhook
  kind TEXT NOT NULL,                           -- what is to be said, e.g. "receipt"
  state INT NOT NULL,                           -- 0 waiting, 1 sent, 2 given up
  tries INT NOT NULL,
  next_ms INT NOT NULL,                         -- not before
  made_ms INT NOT NULL,
  ended_ms INT,
  error TEXT                                    -- of the last try, without personal data
) STRICT;

CREATE INDEX outbox_due ON outbox (state, next_ms);

CREATE TABLE staff (
  id INT PRIMARY KEY,
  login TEXT NOT NULL,                          -- lower case
  name TEXT NOT NULL,                           -- as citizens hear and read it
  password TEXT,                                -- argon2id string; absent until it is set
  roles INT NOT NULL,                           -- bits of enum role
  active INT NOT NULL,
  version INT NOT NULL,
  created_ms INT NOT NULL,
  failures INT NOT NULL,                        -- wrong passwords in a row
  locked_until_ms INT                           -- no sign-in before
) STRICT;

CREATE UNIQUE INDEX staff_by_login ON staff (login);

CREATE TABLE session (
  digest BLOB PRIMARY KEY,                      -- keyed digest of the cookie's token
  staff INT NOT NULL REFERENCES staff (id),
  csrf TEXT NOT NULL,
  created_ms INT NOT NULL,
  seen_ms INT NOT NULL,
  expires_ms INT NOT NULL
) STRICT WITHOUT ROWID;

CREATE INDEX session_by_staff ON session (staff);

CREATE TABLE invite (
  digest BLOB PRIMARY KEY,                      -- keyed digest of a one-time sign-in link's token
  staff INT NOT NULL REFERENCES staff (id),
  expires_ms INT NOT NULL,
  used_ms INT
) STRICT WITHOUT ROWID;

CREATE TABLE term (
  name TEXT PRIMARY KEY,                        -- e.g. "answer.question"
  value TEXT NOT NULL,                          -- e.g. "1 working day", parsed by schedule/term
  version INT NOT NULL
) STRICT WITHOUT ROWID;

CREATE TABLE calendar (
  name TEXT PRIMARY KEY,
  body TEXT NOT NULL,                           -- JSON: weekly hours, zone, region, holidays
  version INT NOT NULL
) STRICT WITHOUT ROWID;

CREATE TABLE calendar_exception (
  id INT PRIMARY KEY,
  calendar TEXT NOT NULL,
  from_ms INT NOT NULL,
  to_ms INT NOT NULL,
  body TEXT NOT NULL,                           -- JSON: closed or hours, reason in both languages
  published_ms INT NOT NULL,
  by_staff INT NOT NULL,
  second_staff INT,                             -- who confirmed a notice shorter than the rule
  waits INT NOT NULL,                           -- 1: an emergency that no second person has confirmed yet; it does not act
  withdrawn_ms INT
) STRICT;

CREATE INDEX exception_by_calendar ON calendar_exception (calendar, from_ms);

CREATE TABLE presence_log (
  id INT PRIMARY KEY,
  staff INT NOT NULL REFERENCES staff (id),
  state INT NOT NULL,                           -- enum presence
  at_ms INT NOT NULL
) STRICT;

CREATE INDEX presence_by_staff ON presence_log (staff, at_ms);
