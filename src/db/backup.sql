-- Statements of restoring a backup.

-- name: backup_file_list
-- Blobs that rows name, in order.
-- params: after int, most int
-- returns: id int, blob text
SELECT id, blob FROM file WHERE id > :after ORDER BY id LIMIT :most;
