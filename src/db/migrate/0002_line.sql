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
  offered_ms INT,                               -- the last offer
  answered_ms INT,
  ended_ms INT,
  cause TEXT,                                   -- why it ended (call_cause_name)
  owed INT,                                     -- 1: cut off, a call back is owed
  incarnation INT NOT NULL                      -- run of the program that had it
) STRICT;

CREATE INDEX call_open ON call (incarnation) WHERE ended_ms IS NULL;
CREATE INDEX call_by_caller ON call (caller, entered_ms) WHERE caller IS NOT NULL;
CREATE INDEX call_by_appeal ON call (appeal) WHERE appeal IS NOT NULL;
