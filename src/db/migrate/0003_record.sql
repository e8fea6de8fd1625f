-- Recordings of calls.

CREATE TABLE recording (
  call INT PRIMARY KEY REFERENCES call (id),
  blob TEXT NOT NULL,                           -- random name
  sealed BLOB NOT NULL,                         -- the blob's key, sealed under the key of recordings (KEY_SOUND)
  began_ms INT NOT NULL,                        -- when the two were joined
  length_ms INT NOT NULL,
  size_bytes INT NOT NULL,
  cut INT NOT NULL,                             -- 1: its last moment is missing, the program or the power went
  pauses TEXT NOT NULL,                         -- JSON [[from, to], …] in ms: not recorded on purpose
  gaps TEXT NOT NULL,                           -- the same: lost
  peaks BLOB NOT NULL,                          -- waveform: n bytes of the citizen, n of the staff member
  erase_ms INT NOT NULL                         -- kept until then
) STRICT;

CREATE UNIQUE INDEX recording_by_blob ON recording (blob);
CREATE INDEX recording_by_erase ON recording (erase_ms);
