-- Statements of the repeat room.

-- name: repeat_appeal
-- How an appeal stands.
-- params: id int
-- returns: digits int, state int
SELECT digits, state FROM appeal WHERE id = :id;

-- name: repeat_contacts
-- What the citizen did, newest first, and calls of ours; talked: who answered, medium 3: we called.
-- params: appeal int, not_id int, most int
-- returns: began_ms int, ended_ms int?, medium int?, staff int?, answered_ms int?
SELECT c.entered_ms, c.ended_ms, k.medium, k.staff, k.answered_ms
FROM contact c LEFT JOIN call k ON k.id = c.id
WHERE c.appeal = :appeal AND c.id <> :not_id ORDER BY c.entered_ms DESC, c.id DESC LIMIT :most;

-- name: repeat_acts
-- What staff did in an appeal, newest first.
-- params: appeal int, most int
-- returns: at_ms int, staff int
SELECT at_ms, actor FROM journal
WHERE appeal = :appeal AND actor > 0
  AND kind IN ('appeal.taken', 'appeal.answered', 'appeal.requested', 'appeal.noted', 'appeal.topic', 'appeal.delay', 'appeal.closed', 'appeal.reopened',
               'appeal.hurried', 'appeal.escalated')
ORDER BY pos DESC LIMIT :most;

-- name: repeat_of_address
-- Open appeals of the citizens who have an address, newest first; those that began just now have nothing to show yet.
-- params: digest blob, before_ms int
-- returns: id int
SELECT a.id FROM (SELECT citizen FROM address WHERE digest = :digest ORDER BY citizen DESC LIMIT 8) d
JOIN appeal a ON a.citizen = d.citizen
WHERE a.state IN (1, 2, 6) AND a.entered_ms <= :before_ms ORDER BY a.id DESC LIMIT 4;

-- name: repeat_calls
-- Contacts of an appeal, newest first, with how each call got there.
-- params: appeal int, most int
-- returns: id int, channel int, entered_ms int, ended_ms int?, cause text?, medium int?, queued_ms int?, answered_ms int?, name text?, path text?
SELECT c.id, c.channel, c.entered_ms, c.ended_ms, c.cause, k.medium, k.queued_ms, k.answered_ms,
       (SELECT s.name FROM staff s WHERE s.id = k.staff AND k.answered_ms IS NOT NULL), w.path
FROM contact c LEFT JOIN call k ON k.id = c.id LEFT JOIN call_way w ON w.call = c.id
WHERE c.appeal = :appeal ORDER BY c.entered_ms DESC, c.id DESC LIMIT :most;

-- name: repeat_results
-- What the citizen got or was asked, newest first.
-- params: appeal int, most int
-- returns: at_ms int, kind text, name text?
SELECT j.at_ms, j.kind, s.name FROM journal j LEFT JOIN staff s ON s.id = j.actor
WHERE j.appeal = :appeal AND j.kind IN ('appeal.answered', 'appeal.requested', 'appeal.delay', 'appeal.closed', 'promise.broken')
ORDER BY j.pos DESC LIMIT :most;

-- name: repeat_promise
-- The newest promise of a call back.
-- params: appeal int
-- returns: state int, made_ms int, due_ms int, ended_ms int?
SELECT state, made_ms, due_ms, ended_ms FROM promise WHERE appeal = :appeal AND kind = 2 ORDER BY id DESC LIMIT 1;

-- name: urge_get
-- Was an appeal hurried?
-- params: appeal int
-- returns: level int, at_ms int, vain int, name text?
SELECT u.level, u.at_ms, u.vain, s.name FROM urge u LEFT JOIN staff s ON s.id = u.staff WHERE u.appeal = :appeal;

-- name: urge_put
-- It is hurried.
-- params: appeal int, level int, staff int, at_ms int, vain int
INSERT INTO urge (appeal, level, staff, at_ms, vain) VALUES (:appeal, :level, :staff, :at_ms, :vain)
ON CONFLICT (appeal) DO UPDATE SET level = excluded.level, staff = excluded.staff, at_ms = excluded.at_ms,
  vain = CASE WHEN excluded.vain > urge.vain THEN excluded.vain ELSE urge.vain END;

-- name: urge_drop
-- No more.
-- params: appeal int
DELETE FROM urge WHERE appeal = :appeal;

-- name: urge_list
-- What was hurried and is ours to move, the head's first.
-- params: most int
-- returns: digits int, level int, at_ms int, vain int, name text?, state int, topic int?, owner text?, answer_by_ms int, entered_ms int
SELECT a.digits, u.level, u.at_ms, u.vain, s.name, a.state, a.topic, o.name, a.answer_by_ms, a.entered_ms
FROM urge u JOIN appeal a ON a.id = u.appeal LEFT JOIN staff s ON s.id = u.staff LEFT JOIN staff o ON o.id = a.owner
WHERE a.state IN (1, 2, 3, 6) ORDER BY u.level DESC, u.at_ms DESC LIMIT :most;

-- name: repeat_words
-- What an appeal began with: the citizen's words, or whoever wrote them down.
-- params: appeal int
-- returns: body text
SELECT body FROM message WHERE appeal = :appeal AND kind = 1 ORDER BY at_ms, id LIMIT 1;

-- name: repeat_stands
-- How an appeal stands, and who works on it.
-- params: appeal int
-- returns: state int, entered_ms int, answer_by_ms int, name text?
SELECT a.state, a.entered_ms, a.answer_by_ms, s.name FROM appeal a LEFT JOIN staff s ON s.id = a.owner WHERE a.id = :appeal;
