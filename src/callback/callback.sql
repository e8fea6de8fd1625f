-- Statements of the callback room. Open are the states 1 (waits) and 2 (dialled).

-- name: callback_add
-- A call back.
-- params: id int, appeal int, call int?, reason int, line text, topic int?, lang int, phone blob?, place_ms int, next_ms int, made_ms int
INSERT INTO callback (id, appeal, call, reason, state, line, topic, lang, phone, place_ms, next_ms, tries, outcome, made_ms)
VALUES (:id, :appeal, :call, :reason, 1, :line, :topic, :lang, :phone, :place_ms, :next_ms, 0, '', :made_ms);

-- name: callback_open
-- The call back that an appeal is owed and that may be dialled.
-- params: appeal int
-- returns: id int, state int, place_ms int
SELECT id, state, place_ms FROM callback WHERE appeal = :appeal AND state IN (1, 2) ORDER BY id LIMIT 1;

-- name: callback_renew
-- Asked for again: another phone, an earlier place, new tries.
-- params: id int, phone blob?, place_ms int, next_ms int
UPDATE callback SET phone = coalesce(:phone, phone), place_ms = :place_ms, next_ms = :next_ms, tries = 0 WHERE id = :id;

-- name: callback_due
-- Those that may be dialled, by their place: owed still, and due.
-- params: now_ms int, most int
-- returns: id int, appeal int, digits int, region int?, reason int, line text, topic int?, lang int, phone blob?, place_ms int,
--   tries int, due_ms int, wrapped int
SELECT b.id, b.appeal, a.digits, a.region, b.reason, b.line, b.topic, b.lang, b.phone, b.place_ms, b.tries, p.due_ms,
       CAST(CASE WHEN z.wrapped IS NULL THEN 0 ELSE 1 END AS BIGINT)
FROM callback b JOIN appeal a ON a.id = b.appeal JOIN citizen z ON z.id = a.citizen
JOIN promise p ON p.appeal = b.appeal AND p.kind = 2 AND p.state IN (1, 2, 5)
WHERE b.state = 1 AND b.next_ms <= :now_ms ORDER BY b.place_ms, b.id LIMIT :most;

-- name: callback_get
-- A call back as it stands, and whether it is owed still.
-- params: id int
-- returns: appeal int, state int, tries int, next_ms int, line text, outcome text, owed int?
SELECT b.appeal, b.state, b.tries, b.next_ms, b.line, b.outcome,
       (SELECT p.id FROM promise p WHERE p.appeal = b.appeal AND p.kind = 2 AND p.state IN (1, 2, 5) LIMIT 1)
FROM callback b WHERE b.id = :id;

-- name: callback_busy
-- Is this person being called, or in a call of ours or theirs that goes on, such as the one in which it was asked for? Calls of dead runs
-- are closed at the start.
-- params: caller blob, id int, call int
-- returns: one int
SELECT CAST(1 AS BIGINT) FROM callback WHERE state = 2 AND caller = :caller AND id <> :id
UNION ALL SELECT CAST(1 AS BIGINT) FROM call WHERE caller = :caller AND ended_ms IS NULL AND id <> :call
UNION ALL SELECT CAST(1 AS BIGINT) FROM callback b JOIN call c ON c.id = b.call WHERE b.id = :id AND c.ended_ms IS NULL LIMIT 1;

-- name: callback_dial
-- It is dialled now; what dies meanwhile may be dialled again at next_ms.
-- params: id int, caller blob, dialled int, incarnation int, next_ms int
UPDATE callback SET state = 2, tries = tries + 1, caller = :caller, dialled = :dialled, incarnation = :incarnation, next_ms = :next_ms
WHERE id = :id AND state = 1;

-- name: callback_put_off
-- Not before a later time.
-- params: id int, next_ms int
UPDATE callback SET next_ms = :next_ms WHERE id = :id AND state = 1;

-- name: callback_again
-- A try ended without a talk: there will be another.
-- params: id int, outcome text, next_ms int
UPDATE callback SET state = 1, outcome = :outcome, next_ms = :next_ms, incarnation = NULL WHERE id = :id AND state = 2;

-- name: callback_end
-- It is over: the phone is forgotten.
-- params: id int, state int, outcome text, ended_ms int
UPDATE callback SET state = :state, outcome = :outcome, phone = NULL, incarnation = NULL, ended_ms = :ended_ms
WHERE id = :id AND state IN (1, 2);

-- name: callback_crash
-- Dialled by runs of a node that are no more.
-- params: node int
UPDATE callback SET state = 1, outcome = 'crash', incarnation = NULL
WHERE state = 2 AND incarnation IN (SELECT id FROM incarnation WHERE node = :node AND ended_ms IS NULL);

-- name: callback_move
-- Call backs of an appeal that becomes part of another.
-- params: appeal int, into int
UPDATE callback SET appeal = :into WHERE appeal = :appeal;

-- name: callback_of
-- What is owed for an appeal, and who promised it.
-- params: appeal int
-- returns: appeal int, digits int, promise_state int, due_ms int, made_ms int, owner int?, id int?, state int?, reason int?, line text?,
--   topic int?, next_ms int?, tries int?, outcome text?, by text?
SELECT p.appeal, a.digits, p.state, p.due_ms, p.made_ms, a.owner, b.id, b.state, b.reason, b.line, coalesce(b.topic, a.topic), b.next_ms,
       b.tries, b.outcome,
       (SELECT s.name FROM journal j JOIN staff s ON s.id = j.actor
        WHERE j.appeal = p.appeal AND j.kind = 'callback.made' ORDER BY j.pos DESC LIMIT 1)
FROM promise p JOIN appeal a ON a.id = p.appeal
LEFT JOIN callback b ON b.id = (SELECT max(c.id) FROM callback c WHERE c.appeal = p.appeal)
WHERE p.appeal = :appeal AND p.kind = 2 AND p.state IN (1, 2, 5) ORDER BY p.id DESC LIMIT 1;

-- name: callback_list
-- What is owed: first what is due first; behind the program's own tries those that are for people to make.
-- params: most int
-- returns: appeal int, digits int, promise_state int, due_ms int, made_ms int, owner int?, id int?, state int?, reason int?, line text?,
--   topic int?, next_ms int?, tries int?, outcome text?, by text?
SELECT p.appeal, a.digits, p.state, p.due_ms, p.made_ms, a.owner, b.id, b.state, b.reason, b.line, coalesce(b.topic, a.topic), b.next_ms,
       b.tries, b.outcome,
       (SELECT s.name FROM journal j JOIN staff s ON s.id = j.actor
        WHERE j.appeal = p.appeal AND j.kind = 'callback.made' ORDER BY j.pos DESC LIMIT 1)
FROM promise p JOIN appeal a ON a.id = p.appeal
LEFT JOIN callback b ON b.id = (SELECT max(c.id) FROM callback c WHERE c.appeal = p.appeal)
WHERE p.kind = 2 AND p.state IN (1, 2, 5) ORDER BY p.due_ms, p.appeal LIMIT :most;
