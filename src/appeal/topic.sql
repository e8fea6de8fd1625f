-- Statements for topics.

-- name: topic_list
-- Every topic, in the order it is shown.
-- returns: id int, parent int?, name_ru text, name_en text, sort int, active int, version int
SELECT id, parent, name_ru, name_en, sort, active, version FROM topic ORDER BY coalesce(parent, 0), sort, id LIMIT 1000;

-- name: topic_get
-- One topic.
-- params: id int
-- returns: parent int?, name_ru text, name_en text, sort int, active int, version int
SELECT parent, name_ru, name_en, sort, active, version FROM topic WHERE id = :id;

-- name: topic_count
-- How many topics there are.
-- returns: n int
SELECT count(*) FROM topic;

-- name: topic_add
-- A new topic.
-- params: id int, parent int?, name_ru text, name_en text, sort int, active int
INSERT INTO topic (id, parent, name_ru, name_en, sort, active, version)
VALUES (:id, :parent, :name_ru, :name_en, :sort, :active, 1);

-- name: topic_change
-- A topic as it is to be.
-- params: id int, parent int?, name_ru text, name_en text, sort int, active int, version int
-- changes
UPDATE topic SET parent = :parent, name_ru = :name_ru, name_en = :name_en, sort = :sort, active = :active,
       version = :version + 1
WHERE id = :id AND version = :version;
