-- Statements of the tests of db: every type, absent values, many parameters, both ways to wait.

-- name: item_insert
-- A row with every type.
-- params: id int, num int?, words text?, bytes blob?, kind int
INSERT INTO item (id, num, words, bytes, kind) VALUES (:id, :num, :words, :bytes, :kind);

-- name: item_get
-- The row of an id.
-- params: id int
-- returns: id int, num int?, words text?, bytes blob?, kind int
-- later
SELECT id, num, words, bytes, kind FROM item WHERE id = :id;

-- name: item_words
-- The words of a row, wrongly said to be always there.
-- params: id int
-- returns: words text
SELECT words FROM item WHERE id = :id;

-- name: item_move
-- Gives all rows of a kind another.
-- params: was int, kind int
-- changes
UPDATE item SET kind = :kind WHERE kind = :was;

-- name: item_delete
-- Removes a row.
-- params: id int
-- changes
DELETE FROM item WHERE id = :id;

-- name: item_count
-- How many rows there are, and the sum of their ids.
-- returns: items int, total int?
SELECT count(*), CAST(sum(id) AS BIGINT) FROM item;

-- name: item_list
-- All ids from one on.
-- params: first int, most int
-- returns: id int
SELECT id FROM item WHERE id >= :first ORDER BY id LIMIT :most;

-- name: count_slowly
-- Takes very long: counts far.
-- returns: n int
WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 4000000000) SELECT count(*) FROM c;

-- name: state_raise
-- Fails with an SQLSTATE, where there is such a thing.
-- params: state text
-- returns: never int
-- sqlite:
SELECT 1 WHERE :state IS NULL;
-- postgres:
SELECT raise_state(:state);

-- name: item_kind
-- Every row's id and kind.
-- returns: id int, kind int
SELECT id, kind FROM item ORDER BY id;

-- name: store_sound
-- Is the file sound in itself? "ok", or what is wrong with it.
-- returns: words text
-- sqlite:
PRAGMA integrity_check;
-- postgres:
SELECT 'ok';

-- name: tamper_row
-- Another hand: a row of the journal gets another body.
-- params: pos int, body text
-- changes
UPDATE journal SET body = :body WHERE pos = :pos;

-- name: tamper_hash
-- Another hand: a row of the journal gets another hash.
-- params: pos int, hash blob
-- changes
UPDATE journal SET hash = :hash WHERE pos = :pos;

-- name: tamper_remove
-- Another hand: rows of the journal are removed.
-- params: first int, last int
-- changes
DELETE FROM journal WHERE pos >= :first AND pos <= :last;

-- name: tamper_unmark
-- Another hand: signed heads are removed.
-- params: first int
-- changes
DELETE FROM journal_mark WHERE pos >= :first;

-- name: tamper_mark
-- Another hand: a signed head gets another signature.
-- params: pos int, signature blob
-- changes
UPDATE journal_mark SET signature = :signature WHERE pos = :pos;

-- name: tamper_head
-- Another hand: the head row stands earlier.
-- params: pos int, hash blob
-- changes
UPDATE journal_head SET pos = :pos, hash = :hash WHERE one = 1;

-- name: tamper_citizen
-- A citizen with a wrapped key, or without.
-- params: id int, wrapped blob?
INSERT INTO citizen (id, created_ms, wrapped) VALUES (:id, 1, :wrapped);

-- name: tamper_citizen_key
-- Another hand: a citizen gets another wrapped key.
-- params: id int, wrapped blob?
-- changes
UPDATE citizen SET wrapped = :wrapped WHERE id = :id;

-- name: cut_count
-- What a store holds after a cut: rows that must be as many as each other.
-- returns: appeals int, numbers int, entered int, serial int
SELECT (SELECT count(*) FROM appeal), (SELECT count(DISTINCT digits) FROM appeal),
       (SELECT count(*) FROM journal WHERE kind = 'appeal.entered'), (SELECT serial FROM journal_head WHERE one = 1);

-- name: cut_torn
-- Appeals that are not whole: without their contact, question or citizen, or whose owed promise is not what their state says.
-- returns: appeals int
SELECT count(*) FROM appeal a
WHERE NOT EXISTS (SELECT 1 FROM contact c WHERE c.appeal = a.id)
   OR NOT EXISTS (SELECT 1 FROM citizen c WHERE c.id = a.citizen AND c.wrapped IS NOT NULL)
   OR (SELECT count(*) FROM message m WHERE m.appeal = a.id)
      <> (SELECT count(*) FROM journal j WHERE j.appeal = a.id AND j.kind IN
          ('appeal.entered', 'appeal.message', 'appeal.answered', 'appeal.requested', 'appeal.noted', 'appeal.reopened'))
   OR (SELECT count(*) FROM promise p WHERE p.appeal = a.id AND p.state IN (1, 2, 5))
      <> CASE WHEN a.state IN (1, 2, 3, 6) THEN 1 ELSE 0 END
   OR EXISTS (SELECT 1 FROM promise p WHERE p.appeal = a.id AND p.state = 2 AND a.state <> 3)
   OR EXISTS (SELECT 1 FROM promise p WHERE p.appeal = a.id AND p.state = 1 AND (a.state = 3 OR p.due_ms <> a.answer_by_ms))
   OR a.version <> 1 + (SELECT count(*) FROM journal j WHERE j.appeal = a.id AND j.kind <> 'appeal.entered');

-- name: promise_state
-- What became of a promise.
-- params: id int
-- returns: state int
SELECT state FROM promise WHERE id = :id;
