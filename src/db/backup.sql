-- Statements of making and restoring a backup.

-- name: backup_file_list
-- Blobs that rows name, in order.
-- params: after int, most int
-- returns: id int, blob text, at_ms int
SELECT id, blob, at_ms FROM file WHERE id > :after ORDER BY id LIMIT :most;
