-- Statements of the hub.

-- name: hub_journal
-- Journal rows after a position, with what is told of their appeals; calls: how many of its calls have not ended.
-- params: after int, most int
-- returns: pos int, at_ms int, appeal int, actor int, kind text, body text, digits int?, topic int?, owner int?,
--   state int?, region int?, lang int?, answer_by_ms int?, urged int?, calls int
SELECT j.pos, j.at_ms, j.appeal, j.actor, j.kind, j.body, a.digits, a.topic, a.owner,
       a.state, a.region, a.lang, a.answer_by_ms, (SELECT u.level FROM urge u WHERE u.appeal = a.id),
       (SELECT count(*) FROM call c WHERE c.appeal = a.id AND c.ended_ms IS NULL)
FROM journal j LEFT JOIN appeal a ON a.id = j.appeal
WHERE j.pos > :after ORDER BY j.pos LIMIT :most;

-- name: hub_written
-- Appeals of a state, nearest term first, a page at a time from a cursor on. What is being talked about, or waits on the telephone, is not
-- written work as well.
-- params: state int, after_ms int, after_id int, most int
-- returns: id int, topic int?, region int?, lang int, owner int?, answer_by_ms int, urged int?
SELECT id, topic, region, lang, owner, answer_by_ms, (SELECT u.level FROM urge u WHERE u.appeal = appeal.id) FROM appeal
WHERE state = :state AND answer_by_ms >= :after_ms AND (answer_by_ms > :after_ms OR id > :after_id)
  AND (owner IS NOT NULL OR NOT EXISTS (SELECT 1 FROM call c WHERE c.appeal = appeal.id AND c.ended_ms IS NULL))
ORDER BY answer_by_ms, id LIMIT :most;
