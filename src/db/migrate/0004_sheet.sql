-- What administrators change while the program runs: documents with versions.

CREATE TABLE sheet (
  kind TEXT NOT NULL,                           -- "flow"
  key TEXT NOT NULL,                            -- which one, a-z 0-9 . _ -
  version INT NOT NULL,                         -- 1, 2, 3 …; what the profile says is 0 and stands nowhere here
  body TEXT NOT NULL,                           -- JSON
  digest TEXT NOT NULL,                         -- SHA-256 of the body, hexadecimal: the journal names a body by it
  note TEXT NOT NULL,                           -- why, in the words of whoever wrote it; may be empty
  by_staff INT NOT NULL,
  at_ms INT NOT NULL,
  of_version INT,                               -- taken back from this one; absent: it was written
  published_ms INT,                             -- in force from then until a later one is; absent: nobody hears it yet
  published_by INT,
  PRIMARY KEY (kind, key, version)
) STRICT;

CREATE TABLE announcement (
  id INT PRIMARY KEY,
  words_ru TEXT NOT NULL,
  words_en TEXT NOT NULL,
  by_staff INT NOT NULL,
  at_ms INT NOT NULL,                           -- heard from then on
  until_ms INT,                                 -- it ends then, unless a second person confirms it; absent: confirmed
  second_staff INT,
  confirmed_ms INT,
  ended_ms INT,
  ended_by INT                                  -- -1: nobody confirmed it in time
) STRICT;
