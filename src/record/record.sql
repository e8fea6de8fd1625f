-- Statements of the record room.

-- name: record_call
-- The call that a recording is of, and what it was about: names of the topic (the appeal's, else the call's) and of the one above.
-- params: call int
-- returns: appeal int?, recorded int?, ru text?, en text?, above_ru text?, above_en text?
SELECT c.appeal, (SELECT r.call FROM recording r WHERE r.call = c.id), t.name_ru, t.name_en, p.name_ru, p.name_en
FROM call c LEFT JOIN appeal a ON a.id = c.appeal LEFT JOIN topic t ON t.id = COALESCE(a.topic, c.topic) LEFT JOIN topic p ON p.id = t.parent
WHERE c.id = :call;

-- name: record_add
-- A recording.
-- params: call int, blob text, sealed blob, began_ms int, length_ms int, size_bytes int, cut int, pauses text, gaps text, peaks blob,
--   erase_ms int
INSERT INTO recording (call, blob, sealed, began_ms, length_ms, size_bytes, cut, pauses, gaps, peaks, erase_ms)
VALUES (:call, :blob, :sealed, :began_ms, :length_ms, :size_bytes, :cut, :pauses, :gaps, :peaks, :erase_ms);

-- name: record_get
-- A recording, who talked, and whose appeal the call is a contact of.
-- params: call int
-- returns: blob text, sealed blob, staff int?, appeal int?, owner int?, wrapped blob?
SELECT r.blob, r.sealed, c.staff, c.appeal, a.owner, z.wrapped
FROM recording r JOIN call c ON c.id = r.call LEFT JOIN appeal a ON a.id = c.appeal LEFT JOIN citizen z ON z.id = a.citizen
WHERE r.call = :call;

-- name: record_list
-- The recordings of an appeal, newest first; erase_ms: absent of a message that a caller left, which is kept as long as its appeal.
-- params: appeal int, most int
-- returns: call int, staff int?, owner int?, began_ms int, length_ms int, size_bytes int, cut int, pauses text, gaps text, peaks blob,
--   erase_ms int?
SELECT r.call, c.staff, a.owner, r.began_ms, r.length_ms, r.size_bytes, r.cut, r.pauses, r.gaps, r.peaks,
       CASE WHEN m.call IS NULL THEN r.erase_ms END
FROM recording r JOIN call c ON c.id = r.call LEFT JOIN appeal a ON a.id = c.appeal LEFT JOIN voicemail m ON m.call = r.call
WHERE c.appeal = :appeal OR c.id IN (SELECT s.call FROM call_split s WHERE s.appeal = :appeal)
ORDER BY r.began_ms DESC, r.call DESC LIMIT :most;

-- name: record_due
-- Recordings that were kept long enough, oldest first; a message that a caller left is part of its appeal.
-- params: now_ms int, most int
-- returns: call int
SELECT call FROM recording WHERE erase_ms <= :now_ms AND NOT EXISTS (SELECT 1 FROM voicemail m WHERE m.call = recording.call) ORDER BY erase_ms, call LIMIT :most;

-- name: record_drop
-- A recording goes.
-- params: call int
DELETE FROM recording WHERE call = :call;

-- name: record_known
-- Does a blob belong to a recording?
-- params: blob text
-- returns: call int
SELECT call FROM recording WHERE blob = :blob;

-- name: record_any
-- Is there any recording?
-- returns: call int
SELECT call FROM recording LIMIT 1;
