-- Calls of ours that are owed, messages that callers leave, and what they say of a call.

CREATE TABLE callback (
  id INT PRIMARY KEY,
  appeal INT NOT NULL REFERENCES appeal (id),
  call INT,                                     -- that it was asked for in, or that was cut off; absent: asked for at the desk
  reason INT NOT NULL,                          -- enum callback_reason
  state INT NOT NULL,                           -- enum callback_state: waits, dialled, done, failed, dropped
  line TEXT NOT NULL,                           -- key of the line that it is made for; "" none
  topic INT,                                    -- whose operators are wanted
  lang INT NOT NULL,                            -- enum lang
  phone BLOB,                                   -- E.164, sealed (KEY_SOUND); absent: the appeal's own, and once it has ended
  caller BLOB,                                  -- keyed digest of the phone that was dialled last: one dial at a time a person
  place_ms INT NOT NULL,                        -- since when its place in the queue counts
  next_ms INT NOT NULL,                         -- not dialled before
  tries INT NOT NULL,                           -- dialled so often
  outcome TEXT NOT NULL,                        -- of the last try (callback_outcome_name); "" none yet
  dialled INT,                                  -- call of the last try
  incarnation INT,                              -- run of the program that dials it
  made_ms INT NOT NULL,
  ended_ms INT
) STRICT;

CREATE INDEX callback_due ON callback (state, next_ms);
CREATE INDEX callback_by_appeal ON callback (appeal);

CREATE TABLE voicemail (
  call INT PRIMARY KEY REFERENCES call (id),    -- its recording is the message, and is kept as long as the appeal
  at_ms INT NOT NULL,
  length_ms INT NOT NULL
) STRICT;

CREATE TABLE survey (
  call INT PRIMARY KEY REFERENCES call (id),    -- once a contact
  staff INT,                                    -- who talked
  score INT NOT NULL,                           -- 1 … 5
  at_ms INT NOT NULL
) STRICT;

CREATE INDEX survey_by_time ON survey (at_ms);
