-- The line: calls.

CREATE TABLE call (
  id INT PRIMARY KEY,                           -- also of its contact; what a citizen may quote (R13)
  line TEXT NOT NULL,                           -- key of the line that was dialled
  medium INT NOT NULL,                          -- enum call_medium: 1 phone, 2 page, 3 we called
  lang INT NOT NULL,                            -- enum lang: what was spoken
  topic INT,                                    -- chosen in the menu
  appeal INT REFERENCES appeal (id),            -- its contact belongs to; absent: it never reached a queue
  staff INT,                                    -- who was offered it last, or answered
  caller BLOB,                                  -- keyed digest of the caller's number or address; absent: withheld
  previous INT,                                 -- the call that was cut off and that this one goes on
  entered_ms INT NOT NULL,
  queued_ms INT,
  since_ms INT,                                 -- since when its place counts: before queued_ms for one that goes on another call
  offered_ms INT,                               -- the last offer
  answered_ms INT,
  parted_ms INT,                                -- the operator hung up, and the caller stayed to hear the number
  ended_ms INT,
  cause TEXT,                                   -- why it ended (call_cause_name)
  owed INT,                                     -- 1: cut off, a call back is owed
  moved_from INT,                               -- id of the appeal it was a contact of before an operator attached it to another
  incarnation INT NOT NULL                      -- run of the program that had it
) STRICT;

CREATE INDEX call_open ON call (incarnation) WHERE ended_ms IS NULL;
CREATE INDEX call_by_caller ON call (caller, entered_ms) WHERE caller IS NOT NULL;
CREATE INDEX call_by_appeal ON call (appeal) WHERE appeal IS NOT NULL;

CREATE TABLE call_split (
  call INT NOT NULL REFERENCES call (id),
  appeal INT NOT NULL REFERENCES appeal (id),   -- another that the same call brought: it is a contact of both
  PRIMARY KEY (call, appeal)
) STRICT WITHOUT ROWID;

CREATE INDEX call_split_by_appeal ON call_split (appeal);

CREATE TABLE staff_work (
  staff INT PRIMARY KEY REFERENCES staff (id),  -- without a row: every topic, language and region
  langs INT NOT NULL,                           -- bits by enum lang
  level_other INT NOT NULL,                     -- in topics that staff_skill does not name: 0 none … 9
  written_most INT,                             -- appeals in hand, up to which the next is offered; absent: queue.written
  regions_low INT NOT NULL,                     -- bits by code 0 … 62; with regions_high 0: every region
  regions_high INT NOT NULL,                    -- bits by code less 63
  version INT NOT NULL
) STRICT;

CREATE TABLE staff_skill (
  staff INT NOT NULL REFERENCES staff (id),
  topic INT NOT NULL REFERENCES topic (id),
  level INT NOT NULL,                           -- 0: not this topic … 9
  PRIMARY KEY (staff, topic)
) STRICT WITHOUT ROWID;
