-- Who comes again: how a call got to the queue, which appeal it came again about, and what was hurried.

CREATE TABLE call_way (
  call INT PRIMARY KEY REFERENCES call (id),
  dialled TEXT NOT NULL,                        -- E.164 of the line that was dialled; "" by its key
  region INT,                                   -- code of the caller's region: of the line, or chosen
  path TEXT NOT NULL,                           -- JSON: what was pressed (voice/trail.h); digits that were typed are counted, never kept
  repeats INT,                                  -- id of the open appeal that the call came again about; absent none
  vain INT                                      -- contacts about that since anything was done, this one too; absent: it is no repeat contact
) STRICT;

CREATE TABLE urge (
  appeal INT PRIMARY KEY,                       -- id; it may have become part of another meanwhile
  level INT NOT NULL,                           -- enum urge_level: 1 hurried, 2 for the head of the service
  staff INT NOT NULL,                           -- who did it last
  at_ms INT NOT NULL,
  vain INT NOT NULL                             -- contacts since anything was done, as it was then
) STRICT;

CREATE INDEX urge_by_time ON urge (level, at_ms);
