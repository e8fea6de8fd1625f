-- Statements of announcements that every caller hears at once.

-- name: announce_in_force
-- The announcement that has not ended, if there is one.
-- returns: id int, words_ru text, words_en text, by_staff int, at_ms int, until_ms int?
SELECT id, words_ru, words_en, by_staff, at_ms, until_ms FROM announcement WHERE ended_ms IS NULL ORDER BY at_ms DESC LIMIT 1;

-- name: announce_list
-- The newest announcements, with those who made, confirmed and ended them.
-- returns: id int, words_ru text, words_en text, by_staff int, by_name text?, at_ms int, until_ms int?, second_name text?, confirmed_ms int?,
--   ended_ms int?, ended_by int?, ended_name text?
SELECT a.id, a.words_ru, a.words_en, a.by_staff, m.name, a.at_ms, a.until_ms, s.name, a.confirmed_ms, a.ended_ms, a.ended_by, e.name
FROM announcement a LEFT JOIN staff m ON m.id = a.by_staff LEFT JOIN staff s ON s.id = a.second_staff LEFT JOIN staff e ON e.id = a.ended_by
ORDER BY a.at_ms DESC, a.id DESC LIMIT 20;

-- name: announce_add
-- A new one: it ends at until_ms unless a second person confirms it before.
-- params: id int, words_ru text, words_en text, by_staff int, at_ms int, until_ms int
INSERT INTO announcement (id, words_ru, words_en, by_staff, at_ms, until_ms) VALUES (:id, :words_ru, :words_en, :by_staff, :at_ms, :until_ms);

-- name: announce_confirm
-- A second person agrees: it goes on until somebody ends it.
-- params: id int, second_staff int, confirmed_ms int
UPDATE announcement SET second_staff = :second_staff, confirmed_ms = :confirmed_ms, until_ms = NULL WHERE id = :id;

-- name: announce_end
-- It is heard no more.
-- params: id int, ended_ms int, ended_by int
UPDATE announcement SET ended_ms = :ended_ms, ended_by = :ended_by WHERE id = :id;
