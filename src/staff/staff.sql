-- Statements of the staff room.

-- name: staff_find_login
-- A member by login.
-- params: login text
-- returns: id int, login text, name text, password text?, roles int, active int, version int, failures int, locked_until_ms int?
SELECT id, login, name, password, roles, active, version, failures, locked_until_ms FROM staff WHERE login = :login;

-- name: staff_find_id
-- A member by id.
-- params: id int
-- returns: id int, login text, name text, password text?, roles int, active int, version int, failures int, locked_until_ms int?
SELECT id, login, name, password, roles, active, version, failures, locked_until_ms FROM staff WHERE id = :id;

-- name: staff_all
-- Every member, by login.
-- returns: id int, login text, name text, password text?, roles int, active int, version int, failures int, locked_until_ms int?
SELECT id, login, name, password, roles, active, version, failures, locked_until_ms FROM staff ORDER BY login LIMIT 5000;

-- name: staff_add
-- A new member.
-- params: id int, login text, name text, roles int, active int, created_ms int
INSERT INTO staff (id, login, name, roles, active, version, created_ms, failures)
VALUES (:id, :login, :name, :roles, :active, 1, :created_ms, 0);

-- name: staff_change
-- A member as it is to be.
-- params: id int, name text, roles int, active int
UPDATE staff SET name = :name, roles = :roles, active = :active, version = version + 1 WHERE id = :id;

-- name: staff_administrators
-- How many active administrators there are beside this one (32 is the administrator's bit).
-- params: id int
-- returns: n int
SELECT count(*) FROM staff WHERE active = 1 AND (roles & 32) = 32 AND id <> :id;

-- name: staff_try
-- Wrong passwords in a row, and no sign-in before.
-- params: id int, failures int, locked_until_ms int?
UPDATE staff SET failures = :failures, locked_until_ms = :locked_until_ms WHERE id = :id;

-- name: staff_set_password
-- A member's password; absent: none, a link is needed.
-- params: id int, password text?
UPDATE staff SET password = :password, failures = 0, locked_until_ms = NULL WHERE id = :id;

-- name: session_add
-- A session.
-- params: digest blob, staff int, csrf text, created_ms int, expires_ms int
INSERT INTO session (digest, staff, csrf, created_ms, seen_ms, expires_ms)
VALUES (:digest, :staff, :csrf, :created_ms, :created_ms, :expires_ms);

-- name: session_get
-- A session that has not expired, of a member who is active.
-- params: digest blob, now_ms int
-- returns: staff int, csrf text, expires_ms int, roles int, name text
SELECT s.staff, s.csrf, s.expires_ms, m.roles, m.name
FROM session s JOIN staff m ON m.id = s.staff
WHERE s.digest = :digest AND s.expires_ms > :now_ms AND m.active = 1;

-- name: session_count
-- A member's sessions that have not expired.
-- params: staff int, now_ms int
-- returns: n int
SELECT count(*) FROM session WHERE staff = :staff AND expires_ms > :now_ms;

-- name: session_drop
-- Ends a session.
-- params: digest blob
DELETE FROM session WHERE digest = :digest;

-- name: session_drop_others
-- Ends a member's sessions but one.
-- params: staff int, digest blob
DELETE FROM session WHERE staff = :staff AND digest <> :digest;

-- name: session_sweep
-- Forgets sessions that have expired.
-- params: now_ms int
DELETE FROM session WHERE expires_ms < :now_ms;

-- name: invite_add
-- A one-time sign-in link.
-- params: digest blob, staff int, expires_ms int
INSERT INTO invite (digest, staff, expires_ms) VALUES (:digest, :staff, :expires_ms);

-- name: invite_get
-- A link that was not used and is not too old.
-- params: digest blob, now_ms int
-- returns: staff int
SELECT staff FROM invite WHERE digest = :digest AND used_ms IS NULL AND expires_ms > :now_ms;

-- name: invite_use
-- A link that was used.
-- params: digest blob, used_ms int
UPDATE invite SET used_ms = :used_ms WHERE digest = :digest;

-- name: invite_drop
-- A member's links that were not used.
-- params: staff int
DELETE FROM invite WHERE staff = :staff AND used_ms IS NULL;

-- name: presence_add
-- A change of presence.
-- params: id int, staff int, state int, reason int?, at_ms int
INSERT INTO presence_log (id, staff, state, reason, at_ms) VALUES (:id, :staff, :state, :reason, :at_ms);

-- name: presence_list
-- How each active member stands now.
-- returns: id int, name text, roles int, state int?, reason int?, at_ms int?
SELECT s.id, s.name, s.roles,
       (SELECT p.state FROM presence_log p WHERE p.staff = s.id ORDER BY p.at_ms DESC, p.id DESC LIMIT 1),
       (SELECT p.reason FROM presence_log p WHERE p.staff = s.id ORDER BY p.at_ms DESC, p.id DESC LIMIT 1),
       (SELECT p.at_ms FROM presence_log p WHERE p.staff = s.id ORDER BY p.at_ms DESC, p.id DESC LIMIT 1)
FROM staff s WHERE s.active = 1 ORDER BY s.name LIMIT 5000;

-- name: skill_work
-- What each active member may be offered, by name; without a row of staff_work: everything.
-- returns: id int, name text, roles int, langs int?, level_other int?, written_most int?, regions_low int?, regions_high int?,
--   version int?
SELECT s.id, s.name, s.roles, w.langs, w.level_other, w.written_most, w.regions_low, w.regions_high, w.version
FROM staff s LEFT JOIN staff_work w ON w.staff = s.id WHERE s.active = 1 ORDER BY s.name, s.id LIMIT 5000;

-- name: skill_work_get
-- What one member may be offered.
-- params: staff int
-- returns: langs int, level_other int, written_most int?, regions_low int, regions_high int, version int
SELECT langs, level_other, written_most, regions_low, regions_high, version FROM staff_work WHERE staff = :staff;

-- name: skill_work_put
-- What a member may be offered, as it is to be.
-- params: staff int, langs int, level_other int, written_most int?, regions_low int, regions_high int, version int
INSERT INTO staff_work (staff, langs, level_other, written_most, regions_low, regions_high, version)
VALUES (:staff, :langs, :level_other, :written_most, :regions_low, :regions_high, :version)
ON CONFLICT (staff) DO UPDATE SET langs = excluded.langs, level_other = excluded.level_other, written_most = excluded.written_most,
  regions_low = excluded.regions_low, regions_high = excluded.regions_high, version = excluded.version;

-- name: skill_all
-- Levels of every active member in topics, by member and topic.
-- returns: staff int, topic int, level int
SELECT k.staff, k.topic, k.level FROM staff_skill k JOIN staff s ON s.id = k.staff WHERE s.active = 1
ORDER BY k.staff, k.topic LIMIT 320000;

-- name: skill_get
-- Levels of one member in topics.
-- params: staff int
-- returns: topic int, level int
SELECT topic, level FROM staff_skill WHERE staff = :staff ORDER BY topic;

-- name: skill_drop
-- Forgets the levels of a member.
-- params: staff int
DELETE FROM staff_skill WHERE staff = :staff;

-- name: skill_add
-- A level of a member in a topic.
-- params: staff int, topic int, level int
INSERT INTO staff_skill (staff, topic, level) VALUES (:staff, :topic, :level);
