-- Statements of the outbox room.

-- name: outbox_add
-- Something to be told.
-- params: id int, appeal int?, channel int, kind text, made_ms int
INSERT INTO outbox (id, appeal, channel, kind, state, tries, next_ms, made_ms)
VALUES (:id, :appeal, :channel, :kind, 0, 0, :made_ms, :made_ms);

-- name: outbox_list_due
-- What is due on a channel, oldest first.
-- params: channel int, now_ms int, most int
-- returns: id int, appeal int?, channel int, kind text, state int, tries int, next_ms int, made_ms int
SELECT id, appeal, channel, kind, state, tries, next_ms, made_ms FROM outbox
WHERE state = 0 AND next_ms <= :now_ms AND channel = :channel ORDER BY next_ms, id LIMIT :most;

-- name: outbox_list_given_up
-- What nobody was told, newest first.
-- params: most int
-- returns: id int, appeal int?, channel int, kind text, state int, tries int, next_ms int, made_ms int
SELECT id, appeal, channel, kind, state, tries, next_ms, made_ms FROM outbox WHERE state = 2 ORDER BY next_ms DESC, id DESC LIMIT :most;

-- name: outbox_get
-- One thing to be told.
-- params: id int
-- returns: appeal int?, state int, tries int
SELECT appeal, state, tries FROM outbox WHERE id = :id;

-- name: outbox_change
-- How a try ended.
-- params: id int, state int, tries int, next_ms int, ended_ms int?, error text?
UPDATE outbox SET state = :state, tries = :tries, next_ms = :next_ms, ended_ms = :ended_ms, error = :error WHERE id = :id;
