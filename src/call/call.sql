-- Statements of the call room.

-- name: call_put
-- What is known of a call: added, or what was not known yet filled in, so that notes may come late and out of order.
-- params: id int, line text, medium int, lang int, topic int?, appeal int?, staff int?, caller blob?, previous int?, entered_ms int,
--   queued_ms int?, since_ms int?, offered_ms int?, answered_ms int?, parted_ms int?, ended_ms int?, cause text?, owed int?,
--   incarnation int
INSERT INTO call (id, line, medium, lang, topic, appeal, staff, caller, previous, entered_ms,
                  queued_ms, since_ms, offered_ms, answered_ms, parted_ms, ended_ms, cause, owed, incarnation)
VALUES (:id, :line, :medium, :lang, :topic, :appeal, :staff, :caller, :previous, :entered_ms,
        :queued_ms, :since_ms, :offered_ms, :answered_ms, :parted_ms, :ended_ms, :cause, :owed, :incarnation)
ON CONFLICT (id) DO UPDATE SET
  lang = excluded.lang, topic = coalesce(excluded.topic, call.topic), appeal = coalesce(call.appeal, excluded.appeal),
  staff = coalesce(excluded.staff, call.staff), previous = coalesce(excluded.previous, call.previous),
  queued_ms = coalesce(excluded.queued_ms, call.queued_ms), since_ms = coalesce(excluded.since_ms, call.since_ms),
  offered_ms = coalesce(excluded.offered_ms, call.offered_ms), answered_ms = coalesce(excluded.answered_ms, call.answered_ms),
  parted_ms = coalesce(excluded.parted_ms, call.parted_ms), ended_ms = coalesce(excluded.ended_ms, call.ended_ms),
  cause = coalesce(excluded.cause, call.cause), owed = coalesce(excluded.owed, call.owed);

-- name: call_get
-- A call.
-- params: id int
-- returns: line text, medium int, lang int, topic int?, appeal int?, staff int?, entered_ms int, queued_ms int?, answered_ms int?,
--   ended_ms int?, cause text?, owed int?, previous int?, moved_from int?, digits int?
SELECT line, medium, lang, topic, appeal, staff, entered_ms, queued_ms, answered_ms, ended_ms, cause, owed, previous, moved_from,
       (SELECT digits FROM appeal a WHERE a.id = call.appeal)
FROM call WHERE id = :id;

-- name: call_appeal_now
-- The appeal that a call is a contact of: as the store has it, else the one that it was said to be, or what that became part of.
-- params: id int, appeal int
-- returns: appeal int
SELECT coalesce((SELECT appeal FROM call WHERE id = :id), (SELECT appeal FROM alias WHERE was = :appeal), CAST(:appeal AS BIGINT));

-- name: call_last
-- The last ended call of a caller that was cut off while it waited or talked, not older than it may be, and that no other went on.
-- params: caller blob, from_ms int, not_id int
-- returns: id int, since_ms int, appeal int?, digits int?
SELECT id, coalesce(since_ms, queued_ms) AS since_ms, appeal, (SELECT digits FROM appeal a WHERE a.id = call.appeal) FROM call
WHERE caller = :caller AND ended_ms >= :from_ms AND id <> :not_id AND queued_ms IS NOT NULL AND owed = 1
  AND NOT EXISTS (SELECT 1 FROM call n WHERE n.caller = call.caller AND n.previous = call.id AND n.queued_ms IS NOT NULL)
ORDER BY entered_ms DESC LIMIT 1;

-- name: call_known
-- Has a caller waited for an operator before?
-- params: caller blob, not_id int
-- returns: id int
SELECT id FROM call WHERE caller = :caller AND id <> :not_id AND queued_ms IS NOT NULL ORDER BY entered_ms DESC LIMIT 1;

-- name: call_dead
-- Calls that dead runs of a node left open, oldest first.
-- params: node int, most int
-- returns: id int, appeal int?, queued_ms int?, parted_ms int?, line text, lang int, topic int?, since_ms int?
SELECT c.id, c.appeal, coalesce(c.queued_ms, c.answered_ms), c.parted_ms, c.line, c.lang, c.topic, c.since_ms FROM call c
WHERE c.ended_ms IS NULL AND c.incarnation IN (SELECT id FROM incarnation WHERE node = :node AND ended_ms IS NULL)
ORDER BY c.id LIMIT :most;

-- name: call_crash
-- A call whose run died.
-- params: id int, ended_ms int, owed int?
UPDATE call SET ended_ms = :ended_ms, cause = 'crash', owed = :owed WHERE id = :id;

-- name: call_contact_add
-- The contact of a call, open until the call ends.
-- params: appeal int, id int, channel int, entered_ms int, incarnation int
INSERT INTO contact (appeal, id, channel, entered_ms, incarnation) VALUES (:appeal, :id, :channel, :entered_ms, :incarnation)
ON CONFLICT (appeal, id) DO NOTHING;

-- name: call_contact_end
-- The contact of a call that has ended, in each appeal that it brought.
-- params: appeal int, id int, ended_ms int, cause text
UPDATE contact SET ended_ms = :ended_ms, cause = :cause
WHERE id = :id AND appeal IN (SELECT CAST(:appeal AS BIGINT) UNION ALL SELECT appeal FROM call_split WHERE call = :id);

-- name: call_contact_twice
-- A contact that another appeal has too.
-- params: appeal int, id int, into int
DELETE FROM contact WHERE appeal = :appeal AND id = :id AND EXISTS (SELECT 1 FROM contact c WHERE c.appeal = :into AND c.id = :id);

-- name: call_contact_move
-- The contact of a call goes over to another appeal.
-- params: appeal int, id int, into int
UPDATE contact SET appeal = :into WHERE appeal = :appeal AND id = :id;

-- name: call_attach
-- An operator attached a call to another appeal.
-- params: id int, into int, moved_from int
UPDATE call SET appeal = :into, moved_from = :moved_from WHERE id = :id;

-- name: call_move
-- The calls of an appeal that becomes part of another.
-- params: appeal int, into int
UPDATE call SET appeal = :into WHERE appeal = :appeal;

-- name: call_split_twice
-- Calls that brought both of two appeals.
-- params: appeal int, into int
DELETE FROM call_split WHERE appeal = :appeal AND call IN (SELECT call FROM call_split WHERE appeal = :into);

-- name: call_split_move
-- Calls that brought an appeal that becomes part of another.
-- params: appeal int, into int
UPDATE call_split SET appeal = :into WHERE appeal = :appeal;

-- name: call_split_add
-- Another appeal that a call brought.
-- params: call int, appeal int
INSERT INTO call_split (call, appeal) VALUES (:call, :appeal);

-- name: call_appeal_find
-- The appeal that a number leads to.
-- params: digits int, serial int
-- returns: appeal int, state int, answer_by_ms int
SELECT id, state, answer_by_ms FROM appeal WHERE serial = :serial
UNION ALL SELECT a.id, a.state, a.answer_by_ms FROM alias l JOIN appeal a ON a.id = l.appeal WHERE l.digits = :digits LIMIT 1;

-- name: call_voicemail_add
-- A caller left a message.
-- params: call int, at_ms int, length_ms int
INSERT INTO voicemail (call, at_ms, length_ms) VALUES (:call, :at_ms, :length_ms) ON CONFLICT (call) DO NOTHING;

-- name: call_survey_add
-- What a caller says of the talk: the first word counts.
-- params: call int, staff int?, score int, at_ms int
INSERT INTO survey (call, staff, score, at_ms) VALUES (:call, :staff, :score, :at_ms) ON CONFLICT (call) DO NOTHING;

-- name: call_way_put
-- How a call came to the queue, and which appeal it came again about; what was known before stays.
-- params: call int, dialled text, region int?, path text, repeats int?, vain int?
INSERT INTO call_way (call, dialled, region, path, repeats, vain) VALUES (:call, :dialled, :region, :path, :repeats, :vain)
ON CONFLICT (call) DO UPDATE SET region = coalesce(excluded.region, call_way.region), path = excluded.path,
  repeats = coalesce(call_way.repeats, excluded.repeats), vain = coalesce(call_way.vain, excluded.vain);

-- name: call_dial_way
-- Where the citizen of an appeal lives, and by which line the newest call about it came.
-- params: appeal int
-- returns: region int?, line text?
SELECT a.region, (SELECT c.line FROM call c WHERE c.appeal = a.id AND c.line <> '' ORDER BY c.entered_ms DESC, c.id DESC LIMIT 1)
FROM appeal a WHERE a.id = :appeal;

-- name: call_mails
-- Did the citizen of an appeal give a mail address?
-- params: appeal int
-- returns: one int
SELECT CAST(1 AS BIGINT) FROM appeal a JOIN address d ON d.citizen = a.citizen AND d.medium = 2 WHERE a.id = :appeal LIMIT 1;

-- name: call_figures
-- Calls that came in a span of time: how many waited for an operator, were answered, answered soon, left while they waited; how long the
-- answered ones waited together, and nine of ten at most. Who took a call back, left a message or was given outside instead did not leave.
-- params: from_ms int, to_ms int, soon_ms int
-- returns: came int, queued int, answered int, soon int, abandoned int, wait_ms int, p90_ms int?
WITH c AS (
  SELECT k.queued_ms, k.answered_ms - k.queued_ms AS wait, CASE WHEN k.answered_ms IS NULL AND k.parted_ms IS NULL AND k.ended_ms IS NOT NULL
    AND k.cause IN ('citizen_left', 'silent', 'lost') AND NOT EXISTS (SELECT 1 FROM callback b WHERE b.appeal = k.appeal AND b.call = k.id AND b.reason = 2)
    AND NOT EXISTS (SELECT 1 FROM voicemail m WHERE m.call = k.id) THEN 1 ELSE 0 END AS gone
  FROM call k WHERE k.entered_ms >= :from_ms AND k.entered_ms < :to_ms AND k.medium IN (1, 2)),
w AS (
  SELECT wait, row_number() OVER (ORDER BY wait) AS place, count(*) OVER () AS n FROM c WHERE wait IS NOT NULL)
SELECT count(*), count(queued_ms), count(wait), CAST(coalesce(sum(CASE WHEN wait <= :soon_ms THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN queued_ms IS NOT NULL THEN gone ELSE 0 END), 0) AS BIGINT), CAST(coalesce(sum(wait), 0) AS BIGINT),
       (SELECT min(wait) FROM w WHERE place * 10 >= n * 9)
FROM c;

-- name: call_figures_topics
-- The same by what the call's appeal is about, else by what was chosen in the menu; 0: neither. Most calls first.
-- params: from_ms int, to_ms int, soon_ms int
-- returns: topic int, came int, queued int, answered int, soon int, abandoned int, wait_ms int, p90_ms int?
WITH c AS (
  SELECT coalesce(a.topic, k.topic, 0) AS topic, k.queued_ms, k.answered_ms - k.queued_ms AS wait, CASE WHEN k.answered_ms IS NULL AND k.parted_ms IS NULL AND k.ended_ms IS NOT NULL
    AND k.cause IN ('citizen_left', 'silent', 'lost') AND NOT EXISTS (SELECT 1 FROM callback b WHERE b.appeal = k.appeal AND b.call = k.id AND b.reason = 2)
    AND NOT EXISTS (SELECT 1 FROM voicemail m WHERE m.call = k.id) THEN 1 ELSE 0 END AS gone
  FROM call k LEFT JOIN appeal a ON a.id = k.appeal WHERE k.entered_ms >= :from_ms AND k.entered_ms < :to_ms AND k.medium IN (1, 2)),
w AS (
  SELECT topic, wait, row_number() OVER (PARTITION BY topic ORDER BY wait) AS place, count(*) OVER (PARTITION BY topic) AS n FROM c WHERE wait IS NOT NULL),
p AS (
  SELECT topic, min(wait) AS wait FROM w WHERE place * 10 >= n * 9 GROUP BY topic)
SELECT c.topic, count(*), count(c.queued_ms), count(c.wait), CAST(coalesce(sum(CASE WHEN c.wait <= :soon_ms THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN c.queued_ms IS NOT NULL THEN c.gone ELSE 0 END), 0) AS BIGINT), CAST(coalesce(sum(c.wait), 0) AS BIGINT), min(p.wait)
FROM c LEFT JOIN p ON p.topic = c.topic GROUP BY c.topic ORDER BY count(*) DESC, c.topic;
