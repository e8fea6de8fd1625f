-- Statements of the trunk room: passwords that were typed at the desk.

-- name: trunk_password_all
-- Passwords of trunks, by their key.
-- returns: trunk text, sealed blob
SELECT trunk, sealed FROM trunk_password ORDER BY trunk LIMIT 100;

-- name: trunk_password_put
-- The password of a trunk, in place of the one before.
-- params: trunk text, sealed blob, changed_ms int
INSERT INTO trunk_password (trunk, sealed, changed_ms) VALUES (:trunk, :sealed, :changed_ms)
ON CONFLICT (trunk) DO UPDATE SET sealed = excluded.sealed, changed_ms = excluded.changed_ms;

-- name: trunk_password_drop
-- A trunk has none any more.
-- params: trunk text
DELETE FROM trunk_password WHERE trunk = :trunk;
