-- Statements of the hub.

-- name: hub_journal
-- Journal rows after a position, with what is told of their appeals.
-- params: after int, most int
-- returns: pos int, at_ms int, appeal int, actor int, kind text, body text, digits int?, topic int?, owner int?,
--   state int?, region int?, lang int?, answer_by_ms int?
SELECT j.pos, j.at_ms, j.appeal, j.actor, j.kind, j.body, a.digits, a.topic, a.owner,
       a.state, a.region, a.lang, a.answer_by_ms
FROM journal j LEFT JOIN appeal a ON a.id = j.appeal
WHERE j.pos > :after ORDER BY j.pos LIMIT :most;

-- name: hub_written
-- Appeals of a state, nearest term first, a page at a time from a cursor on.
-- params: state int, after_ms int, after_id int, most int
-- returns: id int, topic int?, region int?, lang int, owner int?, answer_by_ms int
SELECT id, topic, region, lang, owner, answer_by_ms FROM appeal
WHERE state = :state AND answer_by_ms >= :after_ms AND (answer_by_ms > :after_ms OR id > :after_id)
ORDER BY answer_by_ms, id LIMIT :most;
