-- Statements of the hub.

-- name: hub_journal
-- Journal rows after a position, with what is told of their appeals.
-- params: after int, most int
-- returns: pos int, at_ms int, appeal int, actor int, kind text, body text, digits int?, topic int?, owner int?
SELECT j.pos, j.at_ms, j.appeal, j.actor, j.kind, j.body, a.digits, a.topic, a.owner
FROM journal j LEFT JOIN appeal a ON a.id = j.appeal
WHERE j.pos > :after ORDER BY j.pos LIMIT :most;
