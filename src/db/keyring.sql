-- Statements of the keyring: working keys and citizens' keys, both wrapped under the master key.

-- name: keyring_list
-- The working keys.
-- returns: purpose int, wrapped blob
SELECT purpose, wrapped FROM keyring ORDER BY purpose;

-- name: keyring_insert
-- A working key that was just made.
-- params: purpose int, wrapped blob
INSERT INTO keyring (purpose, wrapped) VALUES (:purpose, :wrapped);

-- name: keyring_update
-- A working key under a newer master key.
-- params: purpose int, wrapped blob
UPDATE keyring SET wrapped = :wrapped WHERE purpose = :purpose;

-- name: keyring_used
-- Has anything been written to the journal? Then the store has keys, or has lost them.
-- returns: used int
SELECT count(*) FROM journal_head WHERE one = 1 AND pos > 0;

-- name: keyring_citizen_list
-- Citizens' keys that are not destroyed, in order.
-- params: after int, most int
-- returns: id int, wrapped blob
SELECT id, wrapped FROM citizen WHERE id > :after AND wrapped IS NOT NULL ORDER BY id LIMIT :most;

-- name: keyring_citizen_update
-- A citizen's key under a newer master key, unless it was destroyed or changed meanwhile.
-- params: id int, was blob, wrapped blob
UPDATE citizen SET wrapped = :wrapped WHERE id = :id AND wrapped = :was;
