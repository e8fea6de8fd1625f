-- Statements of the phone room: SIP telephones of operators.

-- name: phone_get
-- The telephone of a member.
-- params: staff int
-- returns: realm text?, address text?, auto_answer int, version int
SELECT realm, address, auto_answer, version FROM staff_phone WHERE staff = :staff;

-- name: phone_put
-- The telephone of a member as it is to be.
-- params: staff int, realm text?, sealed blob?, address text?, auto_answer int, version int, changed_ms int
INSERT INTO staff_phone (staff, realm, sealed, address, auto_answer, version, changed_ms)
VALUES (:staff, :realm, :sealed, :address, :auto_answer, :version, :changed_ms)
ON CONFLICT (staff) DO UPDATE SET realm = excluded.realm, sealed = excluded.sealed, address = excluded.address,
  auto_answer = excluded.auto_answer, version = excluded.version, changed_ms = excluded.changed_ms;

-- name: phone_change
-- The same without its password, which stays.
-- params: staff int, auto_answer int, version int, changed_ms int
UPDATE staff_phone SET auto_answer = :auto_answer, version = :version, changed_ms = :changed_ms WHERE staff = :staff;

-- name: phone_drop
-- A member has none any more.
-- params: staff int
DELETE FROM staff_phone WHERE staff = :staff;

-- name: phone_all
-- Telephones of those who are active, by their login.
-- returns: staff int, login text, name text, realm text?, sealed blob?, address text?, auto_answer int, version int
SELECT staff_phone.staff, staff.login, staff.name, realm, sealed, address, auto_answer, staff_phone.version
FROM staff_phone JOIN staff ON staff.id = staff_phone.staff WHERE staff.active = 1 ORDER BY staff.login LIMIT 5000;
