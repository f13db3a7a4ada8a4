-- What the vendor's own pg_restore can't bring back: rows that hash to another partition in a new database.
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
CREATE SCHEMA beyond;
SET search_path = beyond, pg_catalog;

-- kind: partitions hashed on an array of an enum
CREATE TABLE mood_sets (m types.mood[], n int) PARTITION BY HASH (m);
CREATE TABLE mood_sets_0 PARTITION OF mood_sets FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE mood_sets_1 PARTITION OF mood_sets FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO mood_sets SELECT ARRAY[(enum_range(NULL::types.mood))[n % 7 + 1]], n FROM generate_series(1, 50) n;
-- kind: partitions hashed on a composite of an enum
CREATE TABLE mood_pairs (p types.pair, n int) PARTITION BY HASH (p);
CREATE TABLE mood_pairs_0 PARTITION OF mood_pairs FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE mood_pairs_1 PARTITION OF mood_pairs FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO mood_pairs SELECT ROW(n, 'x', (enum_range(NULL::types.mood))[n % 7 + 1])::types.pair, n FROM generate_series(1, 50) n;
-- kind: partitions hashed on a domain over an enum
CREATE DOMAIN moody AS types.mood;
CREATE TABLE moodies (m moody, n int) PARTITION BY HASH (m);
CREATE TABLE moodies_0 PARTITION OF moodies FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE moodies_1 PARTITION OF moodies FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO moodies SELECT (enum_range(NULL::types.mood))[n % 7 + 1], n FROM generate_series(1, 50) n;
