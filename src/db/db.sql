-- What db/migrate.c remembers of the schema's history. Its table is made here, before any migration.

-- name: migration_table
-- Makes the list of applied migrations where there is none.
-- sqlite:
CREATE TABLE IF NOT EXISTS migration (
  number INTEGER PRIMARY KEY,                   -- NNNN of src/db/migrate/NNNN_name.sql
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,                       -- SHA-256 of its texts, hexadecimal
  serves INTEGER NOT NULL,                      -- the oldest program that can still work with the store: its last migration
  at_ms INTEGER NOT NULL                        -- when it was applied
) STRICT;
-- postgres:
CREATE TABLE IF NOT EXISTS migration (
  number BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  checksum TEXT COLLATE "C" NOT NULL,
  serves BIGINT NOT NULL,
  at_ms BIGINT NOT NULL
);

-- name: migration_there
-- Is there a list of applied migrations?
-- returns: tables int
-- sqlite:
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration';
-- postgres:
SELECT count(*) FROM pg_catalog.pg_tables WHERE tablename = 'migration' AND schemaname = current_schema();

-- name: migration_lock
-- Lets one node at a time bring the schema forward; held until the transaction ends.
-- returns: locked int
-- sqlite:
SELECT 1;
-- postgres:
SELECT 1 FROM (SELECT pg_advisory_xact_lock(7305243801)) AS lock;

-- name: migration_list
-- The applied migrations in order.
-- returns: number int, name text, checksum text, serves int
SELECT number, name, checksum, serves FROM migration ORDER BY number;

-- name: migration_insert
-- Remembers a migration as applied.
-- params: number int, name text, checksum text, serves int, at_ms int
INSERT INTO migration (number, name, checksum, serves, at_ms)
VALUES (:number, :name, :checksum, :serves, :at_ms);
