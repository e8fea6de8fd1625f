-- Statements of the survey room.

-- name: survey_times
-- What callers said in a span of time, by quarters of an hour since the epoch (days of every zone begin at one) and by score.
-- params: from_ms int, to_ms int
-- returns: quarter int, score int, n int
SELECT at_ms / 900000, score, count(*) FROM survey
WHERE at_ms >= :from_ms AND at_ms < :to_ms GROUP BY at_ms / 900000, score ORDER BY at_ms / 900000, score;

-- name: survey_topics
-- The same by what the call's appeal is about, else by what was chosen in the menu; most answers first.
-- params: from_ms int, to_ms int
-- returns: topic int?, n int, total int
SELECT coalesce(a.topic, k.topic), count(*), CAST(sum(s.score) AS BIGINT)
FROM survey s JOIN call k ON k.id = s.call LEFT JOIN appeal a ON a.id = k.appeal
WHERE s.at_ms >= :from_ms AND s.at_ms < :to_ms
GROUP BY coalesce(a.topic, k.topic) ORDER BY count(*) DESC, coalesce(a.topic, k.topic) NULLS LAST;

-- name: survey_staff
-- The same by who talked.
-- params: from_ms int, to_ms int
-- returns: id int, name text, n int, total int
SELECT p.id, p.name, count(*), CAST(sum(s.score) AS BIGINT)
FROM survey s JOIN staff p ON p.id = s.staff
WHERE s.at_ms >= :from_ms AND s.at_ms < :to_ms GROUP BY p.id, p.name ORDER BY p.name, p.id;
