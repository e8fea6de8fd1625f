-- Statements of the schedule room.

-- name: term_list
-- Terms that were set otherwise than built in.
-- returns: name text, value text, version int
SELECT name, value, version FROM term ORDER BY name;

-- name: term_get
-- One term.
-- params: name text
-- returns: value text, version int
SELECT value, version FROM term WHERE name = :name;

-- name: term_put
-- Sets a term.
-- params: name text, value text, version int
INSERT INTO term (name, value, version) VALUES (:name, :value, :version)
ON CONFLICT (name) DO UPDATE SET value = :value, version = :version;

-- name: calendar_list
-- Calendars that were set.
-- returns: name text, body text, version int
SELECT name, body, version FROM calendar ORDER BY name LIMIT 64;

-- name: calendar_get
-- One calendar.
-- params: name text
-- returns: body text, version int
SELECT body, version FROM calendar WHERE name = :name;

-- name: calendar_count
-- How many calendars were set.
-- returns: n int
SELECT count(*) FROM calendar;

-- name: calendar_put
-- Sets a calendar.
-- params: name text, body text, version int
INSERT INTO calendar (name, body, version) VALUES (:name, :body, :version)
ON CONFLICT (name) DO UPDATE SET body = :body, version = :version;

-- name: calendar_exceptions
-- Exceptions of all calendars that were not withdrawn, in the order they were published.
-- params: after_ms int
-- returns: id int, calendar text, from_ms int, to_ms int, body text, published_ms int, by_staff int, second_staff int?, waits int
SELECT id, calendar, from_ms, to_ms, body, published_ms, by_staff, second_staff, waits
FROM calendar_exception WHERE withdrawn_ms IS NULL AND to_ms > :after_ms ORDER BY published_ms, id LIMIT 500;

-- name: calendar_exceptions_shown
-- Exceptions of all calendars that were not withdrawn and end after a time, by their beginning, with those who made them.
-- params: after_ms int
-- returns: id int, calendar text, from_ms int, to_ms int, body text, by_staff int, by_name text?, second_staff int?,
--   second_name text?, waits int
SELECT e.id, e.calendar, e.from_ms, e.to_ms, e.body, e.by_staff, b.name, e.second_staff, s.name, e.waits
FROM calendar_exception e LEFT JOIN staff b ON b.id = e.by_staff LEFT JOIN staff s ON s.id = e.second_staff
WHERE e.withdrawn_ms IS NULL AND e.to_ms > :after_ms ORDER BY e.from_ms, e.id LIMIT 500;

-- name: calendar_person
-- How a staff member is called.
-- params: id int
-- returns: name text
SELECT name FROM staff WHERE id = :id;

-- name: calendar_exception_count
-- How many exceptions there are that were not withdrawn and end after a time.
-- params: after_ms int
-- returns: n int
SELECT count(*) FROM calendar_exception WHERE withdrawn_ms IS NULL AND to_ms > :after_ms;

-- name: calendar_exception_get
-- One exception that was not withdrawn.
-- params: id int
-- returns: calendar text, from_ms int, to_ms int, body text, by_staff int, waits int
SELECT calendar, from_ms, to_ms, body, by_staff, waits FROM calendar_exception WHERE id = :id AND withdrawn_ms IS NULL;

-- name: calendar_exception_add
-- Publishes an exception, or keeps one that waits for a second person.
-- params: id int, calendar text, from_ms int, to_ms int, body text, published_ms int, by_staff int, waits int
INSERT INTO calendar_exception (id, calendar, from_ms, to_ms, body, published_ms, by_staff, waits)
VALUES (:id, :calendar, :from_ms, :to_ms, :body, :published_ms, :by_staff, :waits);

-- name: calendar_exception_confirm
-- A second person agreed to a short notice: it acts from now on.
-- params: id int, second_staff int, published_ms int
UPDATE calendar_exception SET second_staff = :second_staff, published_ms = :published_ms, waits = 0 WHERE id = :id;

-- name: calendar_exception_withdraw
-- Takes an exception back.
-- params: id int, withdrawn_ms int
UPDATE calendar_exception SET withdrawn_ms = :withdrawn_ms WHERE id = :id;

-- name: schedule_count
-- How many calendars and terms somebody has set.
-- returns: n int
SELECT (SELECT count(*) FROM calendar) + (SELECT count(*) FROM term);
