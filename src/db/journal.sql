-- Statements of the journal's readers (journal_mark.c, journal_verify.c, journal_export.c); its rows are written by write.sql.

-- name: journal_mark_put
-- A signed head; the closing one of a month takes the place of an ordinary one of the same row.
-- params: pos int, epoch int, at_ms int, closing int, hash blob, signature blob
INSERT INTO journal_mark (pos, epoch, at_ms, closing, hash, signature)
VALUES (:pos, :epoch, :at_ms, :closing, :hash, :signature)
ON CONFLICT (pos) DO UPDATE SET epoch = excluded.epoch, at_ms = excluded.at_ms, closing = excluded.closing,
  hash = excluded.hash, signature = excluded.signature;

-- name: journal_mark_list
-- Signed heads after a row, in order.
-- params: after int, most int
-- returns: pos int, epoch int, at_ms int, closing int, hash blob, signature blob
SELECT pos, epoch, at_ms, closing, hash, signature FROM journal_mark WHERE pos > :after ORDER BY pos LIMIT :most;

-- name: journal_mark_before
-- The last signed head at or before a row.
-- params: upto int
-- returns: pos int, epoch int, at_ms int, closing int, hash blob, signature blob
SELECT pos, epoch, at_ms, closing, hash, signature FROM journal_mark WHERE pos <= :upto ORDER BY pos DESC LIMIT 1;

-- name: journal_mark_closing
-- The head that closed the last month.
-- returns: pos int, epoch int, at_ms int, closing int, hash blob, signature blob
SELECT pos, epoch, at_ms, closing, hash, signature FROM journal_mark WHERE closing = 1 ORDER BY pos DESC LIMIT 1;

-- name: journal_list
-- Rows after a position, in order.
-- params: after int, most int
-- returns: pos int, at_ms int, appeal int, actor int, kind text, body text, hash blob
SELECT pos, at_ms, appeal, actor, kind, body, hash FROM journal WHERE pos > :after ORDER BY pos LIMIT :most;

-- name: journal_time
-- The first row at or after a position, and its time.
-- params: since int
-- returns: pos int, at_ms int
SELECT pos, at_ms FROM journal WHERE pos >= :since ORDER BY pos LIMIT 1;

-- name: journal_head_read
-- The head row, without locking it.
-- returns: epoch int, pos int, at_ms int, hash blob, serial int, mac blob
SELECT epoch, pos, at_ms, hash, serial, mac FROM journal_head WHERE one = 1;
