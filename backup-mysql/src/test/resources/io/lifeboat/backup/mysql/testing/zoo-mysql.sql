-- What MySQL alone has.
SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', foreign_key_checks = 0;

-- kind: ARCHIVE and BLACKHOLE, where the server has them
CREATE TABLE in_blackhole (id INT PRIMARY KEY) ENGINE = BLACKHOLE;

-- kind: collations of MySQL 8
CREATE TABLE in_0900 (id INT PRIMARY KEY, a VARCHAR(20) COLLATE utf8mb4_0900_ai_ci, b VARCHAR(20) COLLATE utf8mb4_0900_bin, c VARCHAR(20) COLLATE utf8mb4_ja_0900_as_cs_ks, t CHAR(5) COLLATE utf8mb4_0900_as_cs) DEFAULT CHARSET utf8mb4;
INSERT INTO in_0900 VALUES (1, '😀', 'a ', 'は', 'x');

-- kind: gb18030
CREATE TABLE in_gb18030 (id INT PRIMARY KEY, v VARCHAR(50)) DEFAULT CHARSET gb18030;
INSERT INTO in_gb18030 VALUES (1, x'815C'), (2, x'8130815C'), (3, '😀\\');

-- kind: functional indexes
CREATE TABLE functional (id INT PRIMARY KEY, name VARCHAR(50), a INT, KEY lowered ((LOWER(name))), UNIQUE KEY both_ ((a + id), name), KEY quoted ((CONCAT(name, ', KEY `x` ('))));
INSERT INTO functional VALUES (1, 'Abc', 1), (2, 'DEF', NULL);

-- kind: multi-valued indexes
CREATE TABLE multi_valued (id INT PRIMARY KEY, tags JSON, KEY zips ((CAST(tags->'$.zip' AS UNSIGNED ARRAY))), KEY words (id, (CAST(tags->'$.word' AS CHAR(20) ARRAY))));
INSERT INTO multi_valued VALUES (1, '{"zip": [1, 2, 3], "word": ["a", "b"]}'), (2, NULL), (3, '{}');

-- kind: invisible indexes
CREATE TABLE invisible_index (id INT PRIMARY KEY, a INT, KEY k (a) INVISIBLE);
INSERT INTO invisible_index VALUES (1, 1);

-- kind: vectors
CREATE TABLE vectors (id INT PRIMARY KEY, v VECTOR(3), wide VECTOR(2048));
INSERT INTO vectors VALUES (1, STRING_TO_VECTOR('[1.5, -2.25, 3e-38]'), NULL), (2, NULL, STRING_TO_VECTOR(CONCAT('[0.1', REPEAT(',0.3333333', 2047), ']'))), (3, x'5C0A0D275C4E00091A0A5C5C', NULL);

-- kind: a generated invisible primary key
SET SESSION sql_generate_invisible_primary_key = ON;
CREATE TABLE hidden_key (a INT, b VARCHAR(10));
SET SESSION sql_generate_invisible_primary_key = OFF;
INSERT INTO hidden_key VALUES (1, 'x'), (1, 'x'), (NULL, NULL);
DELETE FROM hidden_key LIMIT 1;
ALTER TABLE hidden_key AUTO_INCREMENT = 77;

-- kind: spatial reference systems
CREATE TABLE earth (id INT PRIMARY KEY, p POINT NOT NULL SRID 4326, l LINESTRING SRID 0, SPATIAL KEY sp (p));
INSERT INTO earth VALUES (1, ST_GeomFromText('POINT(52.5 13.4)', 4326), ST_GeomFromText('LINESTRING(0 0, 1 1)')), (2, ST_GeomFromText('POINT(-90 180)', 4326), NULL);

-- kind: check constraints that are not enforced
CREATE TABLE unenforced (id INT PRIMARY KEY, a INT, CONSTRAINT never CHECK (a > 100) NOT ENFORCED);
INSERT INTO unenforced VALUES (1, 1);

-- kind: JSON of MySQL's own
CREATE TABLE binary_json (id INT PRIMARY KEY, j JSON, g VARCHAR(20) GENERATED ALWAYS AS (j->>'$.name') STORED, KEY k (g));
INSERT INTO binary_json (id, j) VALUES (1, JSON_OBJECT('name', 'ü\\', 'd', 1.0e0, 'i', 1, 'u', 18446744073709551615, 'e', 1e300, 's', -1e-300, 'z', -0.0e0)), (2, JSON_ARRAY(0.1e0, 1e15, 1e16, 123456789.123e0, NULL, TRUE));

-- kind: column attributes of MySQL 8
CREATE TABLE attributes (id INT PRIMARY KEY, a INT COMMENT 'x' SECONDARY_ENGINE_ATTRIBUTE = '{"k": "v"}', b INT) SECONDARY_ENGINE_ATTRIBUTE = '{"table": 1}' AUTOEXTEND_SIZE = 4M;
INSERT INTO attributes VALUES (1, 2, 3);

-- kind: histograms
CREATE TABLE in_histogram (id INT PRIMARY KEY, a INT);
INSERT INTO in_histogram VALUES (1, 1), (2, 2);
ANALYZE TABLE in_histogram UPDATE HISTOGRAM ON a WITH 4 BUCKETS;

-- kind: defaults by functions
CREATE TABLE functional_defaults (id BINARY(16) PRIMARY KEY DEFAULT (UUID_TO_BIN(UUID())), p POINT DEFAULT (POINT(1, 2)), j JSON DEFAULT (JSON_ARRAY()), n INT DEFAULT (1 + 1));
INSERT INTO functional_defaults () VALUES ();

-- kind: a non-standard foreign key
CREATE TABLE odd_parent (id INT PRIMARY KEY, a INT NOT NULL, KEY k (a, id));
