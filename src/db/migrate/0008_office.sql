-- Offices of regions that somebody has marked down: their callers are offered a neighbour.

CREATE TABLE office (
  region INT PRIMARY KEY,                       -- code, 1 … 99
  down INT NOT NULL,                            -- 1: it does not answer
  reason TEXT NOT NULL,                         -- why it is down; empty when it is not
  staff INT NOT NULL,                           -- who did it last; -1: the command line, or the time was over
  since_ms INT NOT NULL,                        -- it has been so from then on
  until_ms INT,                                 -- it is up again then; absent: until somebody says so
  version INT NOT NULL
) STRICT;
