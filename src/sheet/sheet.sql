-- Statements of sheets: documents with versions.

-- name: sheet_in_force
-- The newest published version of each sheet.
-- returns: kind text, key text, version int, body text
SELECT s.kind, s.key, s.version, s.body FROM sheet s
WHERE s.version = (SELECT max(p.version) FROM sheet p WHERE p.kind = s.kind AND p.key = s.key AND p.published_ms IS NOT NULL)
ORDER BY s.kind, s.key LIMIT 1000;

-- name: sheet_heads
-- The newest version of each sheet of a kind, and which one is in force.
-- params: kind text
-- returns: key text, version int, at_ms int, name text?, in_force int, empty int
SELECT s.key, s.version, s.at_ms, m.name,
       CAST(coalesce((SELECT max(p.version) FROM sheet p WHERE p.kind = s.kind AND p.key = s.key AND p.published_ms IS NOT NULL), 0) AS BIGINT),
       CASE WHEN s.body = '[]' AND s.published_ms IS NOT NULL THEN 1 ELSE 0 END
FROM sheet s LEFT JOIN staff m ON m.id = s.by_staff
WHERE s.kind = :kind AND s.version = (SELECT max(t.version) FROM sheet t WHERE t.kind = s.kind AND t.key = s.key)
ORDER BY s.key LIMIT 1000;

-- name: sheet_marks
-- How far the versions of a sheet go: the newest, and the newest that is published; 0 none.
-- params: kind text, key text
-- returns: newest int, in_force int
SELECT CAST(coalesce(max(version), 0) AS BIGINT),
       CAST(coalesce(max(CASE WHEN published_ms IS NULL THEN 0 ELSE version END), 0) AS BIGINT)
FROM sheet WHERE kind = :kind AND key = :key;

-- name: sheet_versions
-- Versions of a sheet, the newest first.
-- params: kind text, key text
-- returns: version int, digest text, note text, name text?, at_ms int, of_version int?, published_ms int?, published_name text?
SELECT s.version, s.digest, s.note, m.name, s.at_ms, s.of_version, s.published_ms, p.name
FROM sheet s LEFT JOIN staff m ON m.id = s.by_staff LEFT JOIN staff p ON p.id = s.published_by
WHERE s.kind = :kind AND s.key = :key ORDER BY s.version DESC LIMIT 200;

-- name: sheet_get
-- One version.
-- params: kind text, key text, version int
-- returns: body text, digest text, published_ms int?
SELECT body, digest, published_ms FROM sheet WHERE kind = :kind AND key = :key AND version = :version;

-- name: sheet_count
-- How many sheets of a kind there are.
-- params: kind text
-- returns: n int
SELECT count(DISTINCT key) FROM sheet WHERE kind = :kind;

-- name: sheet_add
-- A new version.
-- params: kind text, key text, version int, body text, digest text, note text, by_staff int, at_ms int, of_version int?,
--   published_ms int?, published_by int?
INSERT INTO sheet (kind, key, version, body, digest, note, by_staff, at_ms, of_version, published_ms, published_by)
VALUES (:kind, :key, :version, :body, :digest, :note, :by_staff, :at_ms, :of_version, :published_ms, :published_by);

-- name: sheet_publish
-- A version is in force from now on.
-- params: kind text, key text, version int, published_ms int, published_by int
UPDATE sheet SET published_ms = :published_ms, published_by = :published_by
WHERE kind = :kind AND key = :key AND version = :version;

-- name: sheet_drop_drafts
-- Forgets what was never published and has a newer version.
-- params: kind text, key text, version int
DELETE FROM sheet WHERE kind = :kind AND key = :key AND version < :version AND published_ms IS NULL;
