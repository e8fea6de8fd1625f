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

-- name: outbox_next
-- When something is due next on a channel.
-- params: channel int
-- returns: next_ms int?
SELECT min(next_ms) FROM outbox WHERE state = 0 AND channel = :channel;

-- name: outbox_message_add
-- What is said, and to whom.
-- params: id int, addressee blob, sealed blob, own int, made_ms int
INSERT INTO outbox_message (id, addressee, sealed, own, made_ms) VALUES (:id, :addressee, :sealed, :own, :made_ms);

-- name: outbox_message_count
-- How much somebody was sent lately.
-- params: addressee blob, from_ms int
-- returns: n int
SELECT CAST(count(*) AS BIGINT) FROM outbox_message WHERE addressee = :addressee AND made_ms > :from_ms;

-- name: outbox_message_due
-- What is due on a channel, oldest first. gone: it was meant for a citizen whose data were destroyed.
-- params: channel int, now_ms int, most int
-- returns: id int, made_ms int, sealed blob?, gone int
SELECT o.id, o.made_ms, m.sealed,
       CAST(CASE WHEN m.own = 1 AND NOT EXISTS (SELECT 1 FROM appeal a JOIN citizen z ON z.id = a.citizen
                                                WHERE a.id = o.appeal AND z.wrapped IS NOT NULL) THEN 1 ELSE 0 END AS BIGINT)
FROM outbox o LEFT JOIN outbox_message m ON m.id = o.id
WHERE o.state = 0 AND o.next_ms <= :now_ms AND o.channel = :channel ORDER BY o.next_ms, o.id LIMIT :most;

-- name: outbox_forget
-- It is over.
-- params: id int
UPDATE outbox_message SET sealed = NULL WHERE id = :id;

-- name: outbox_counts
-- How much waits on each channel, how much of it was tried in vain, and what was given up since a time.
-- params: from_ms int
-- returns: channel int, waiting int, tried int, given_up int
SELECT channel, CAST(sum(CASE WHEN state = 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(sum(CASE WHEN state = 0 AND tries > 0 THEN 1 ELSE 0 END) AS BIGINT),
       CAST(sum(CASE WHEN state = 2 AND ended_ms > :from_ms THEN 1 ELSE 0 END) AS BIGINT)
FROM outbox GROUP BY channel ORDER BY channel;

-- name: outbox_owed
-- What was tried in vain or given up since a time, newest first.
-- params: from_ms int, most int
-- returns: channel int, kind text, state int, tries int, next_ms int, made_ms int, error text?, digits int?
SELECT o.channel, o.kind, o.state, o.tries, o.next_ms, o.made_ms, o.error, (SELECT digits FROM appeal a WHERE a.id = o.appeal)
FROM outbox o WHERE (o.state = 0 AND o.tries > 0) OR (o.state = 2 AND o.ended_ms > :from_ms) ORDER BY o.made_ms DESC, o.id DESC LIMIT :most;
