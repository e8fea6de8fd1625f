-- Statements of the promise room.

-- name: promise_add
-- A promise.
-- params: id int, appeal int, kind int, term text, calendar text, made_ms int, due_ms int, state int, last_day int
INSERT INTO promise (id, appeal, kind, term, calendar, made_ms, due_ms, state, left_amount, last_day)
VALUES (:id, :appeal, :kind, :term, :calendar, :made_ms, :due_ms, :state, 0, :last_day);

-- name: promise_find
-- The promise of a kind that is still owed for an appeal.
-- params: appeal int, kind int
-- returns: id int, state int, term text, calendar text, made_ms int, due_ms int, paused_ms int?, left_amount int, last_day int
SELECT id, state, term, calendar, made_ms, due_ms, paused_ms, left_amount, last_day
FROM promise WHERE appeal = :appeal AND kind = :kind AND state IN (1, 2, 5) ORDER BY id DESC LIMIT 1;

-- name: promise_change
-- What became of a promise.
-- params: appeal int, id int, due_ms int, state int, paused_ms int?, left_amount int, last_day int, ended_ms int?
UPDATE promise SET due_ms = :due_ms, state = :state, paused_ms = :paused_ms, left_amount = :left_amount,
       last_day = :last_day, ended_ms = :ended_ms
WHERE appeal = :appeal AND id = :id;

-- name: promise_due
-- Open promises whose time has passed, oldest first.
-- params: now_ms int, most int
-- returns: id int, appeal int, kind int, due_ms int
SELECT id, appeal, kind, due_ms FROM promise WHERE state = 1 AND due_ms < :now_ms ORDER BY due_ms LIMIT :most;

-- name: promise_break
-- A promise whose time has passed.
-- params: appeal int, id int
UPDATE promise SET state = 5 WHERE appeal = :appeal AND id = :id AND state = 1;

-- name: promise_next
-- When the next open promise falls due.
-- returns: due_ms int?
SELECT min(due_ms) FROM promise WHERE state = 1;

-- name: promise_move
-- Promises of an appeal are another's.
-- params: appeal int, into int
UPDATE promise SET appeal = :into WHERE appeal = :appeal;
