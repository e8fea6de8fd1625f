-- Statements of the write path (write.c): the journal's head, its rows, and the commands that are remembered.

-- name: head_lock
-- Locks the one head row: every write transaction begins with it, so position is commit order.
-- returns: epoch int, pos int, at_ms int, hash blob, serial int, mac blob
-- sqlite:
SELECT epoch, pos, at_ms, hash, serial, mac FROM journal_head WHERE one = 1;
-- postgres:
SELECT epoch, pos, at_ms, hash, serial, mac FROM journal_head WHERE one = 1 FOR UPDATE;

-- name: head_make
-- The head of a new store, or none when there is one.
-- params: hash blob, mac blob
INSERT INTO journal_head (one, epoch, pos, at_ms, hash, serial, mac) VALUES (1, 1, 0, 0, :hash, 0, :mac)
ON CONFLICT (one) DO NOTHING;

-- name: head_move
-- The head after the rows of a transaction.
-- params: pos int, at_ms int, hash blob, serial int, mac blob
UPDATE journal_head SET pos = :pos, at_ms = :at_ms, hash = :hash, serial = :serial, mac = :mac WHERE one = 1;

-- name: journal_append
-- One row of the journal.
-- params: pos int, at_ms int, appeal int, actor int, kind text, body text, hash blob
INSERT INTO journal (pos, at_ms, appeal, actor, kind, body, hash)
VALUES (:pos, :at_ms, :appeal, :actor, :kind, :body, :hash);

-- name: command_find
-- What a command with this id gave the first time.
-- params: id blob
-- returns: digest blob, result blob
-- later
SELECT digest, result FROM command WHERE id = :id;

-- name: command_keep
-- Remembers what a command gave.
-- params: id blob, digest blob, at_ms int, result blob
INSERT INTO command (id, digest, at_ms, result) VALUES (:id, :digest, :at_ms, :result);

-- name: command_sweep
-- Forgets commands older than 48 hours, some at a time.
-- params: before_ms int, most int
DELETE FROM command WHERE id IN (SELECT id FROM command WHERE at_ms < :before_ms ORDER BY at_ms LIMIT :most);
