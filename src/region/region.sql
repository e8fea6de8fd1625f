-- Statements of the room of regions.

-- name: office_list
-- Every office that was ever marked, by region, with who marked it last.
-- returns: region int, down int, reason text, staff int, name text?, since_ms int, until_ms int?, version int
SELECT o.region, o.down, o.reason, o.staff, s.name, o.since_ms, o.until_ms, o.version
FROM office o LEFT JOIN staff s ON s.id = o.staff ORDER BY o.region;

-- name: office_get
-- An office's mark.
-- params: region int
-- returns: down int, reason text, since_ms int, until_ms int?, version int
SELECT down, reason, since_ms, until_ms, version FROM office WHERE region = :region;

-- name: office_put
-- An office is marked, or its mark lifted.
-- params: region int, down int, reason text, staff int, since_ms int, until_ms int?, version int
INSERT INTO office (region, down, reason, staff, since_ms, until_ms, version)
VALUES (:region, :down, :reason, :staff, :since_ms, :until_ms, :version)
ON CONFLICT (region) DO UPDATE SET down = excluded.down, reason = excluded.reason, staff = excluded.staff, since_ms = excluded.since_ms,
  until_ms = excluded.until_ms, version = excluded.version;

-- name: office_over
-- An office whose mark has ended by itself, if there is one.
-- params: now_ms int
-- returns: region int, reason text, since_ms int, until_ms int, version int
SELECT region, reason, since_ms, until_ms, version FROM office WHERE down = 1 AND until_ms <= :now_ms ORDER BY region LIMIT 1;
