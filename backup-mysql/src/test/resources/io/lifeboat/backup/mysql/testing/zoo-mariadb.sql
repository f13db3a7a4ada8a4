-- What MariaDB alone has, from 10.11 on.
SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', foreign_key_checks = 0;

-- kind: Aria
CREATE TABLE in_aria (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(20)) ENGINE = Aria TRANSACTIONAL = 1 PAGE_CHECKSUM = 1;
INSERT INTO in_aria (v) VALUES ('x'), ('y');
CREATE TABLE in_aria_plain (id INT, v TEXT, FULLTEXT KEY f (v)) ENGINE = Aria TRANSACTIONAL = 0 ROW_FORMAT = DYNAMIC;
INSERT INTO in_aria_plain VALUES (1, 'x');

-- kind: sequences
CREATE SEQUENCE numbers START WITH 100 INCREMENT BY 10 MINVALUE 5 MAXVALUE 100000 CACHE 20 CYCLE COMMENT = 'a sequence';
SELECT NEXTVAL(numbers), NEXTVAL(numbers);
CREATE SEQUENCE `odd ``sequence` START WITH -1 INCREMENT BY -1 NOCACHE;
SELECT SETVAL(numbers, 5000);

-- kind: system-versioned tables with history
SET @@timestamp = UNIX_TIMESTAMP('2026-01-01 00:00:00');
CREATE TABLE versioned (id INT PRIMARY KEY, v VARCHAR(20), u INT WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING;
INSERT INTO versioned VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3);
SET @@timestamp = UNIX_TIMESTAMP('2026-02-01 00:00:00.5');
UPDATE versioned SET v = 'uno' WHERE id = 1;
SET @@timestamp = UNIX_TIMESTAMP('2026-03-01 00:00:00');
DELETE FROM versioned WHERE id = 2;
UPDATE versioned SET v = 'ein' WHERE id = 1;
SET @@timestamp = DEFAULT;

-- kind: system-versioned tables with periods of their own
SET @@timestamp = UNIX_TIMESTAMP('2026-01-01 00:00:00');
CREATE TABLE versioned_explicit (id INT, x INT, begun TIMESTAMP(6) GENERATED ALWAYS AS ROW START, ended TIMESTAMP(6) GENERATED ALWAYS AS ROW END INVISIBLE, PERIOD FOR SYSTEM_TIME (begun, ended)) WITH SYSTEM VERSIONING;
INSERT INTO versioned_explicit (id, x) VALUES (1, 1), (2, 2);
SET @@timestamp = UNIX_TIMESTAMP('2026-02-01 00:00:00');
UPDATE versioned_explicit SET x = x * 10;
SET @@timestamp = DEFAULT;

-- kind: system-versioned partitions
SET @@timestamp = UNIX_TIMESTAMP('2026-01-01 00:00:00');
CREATE TABLE versioned_parts (id INT PRIMARY KEY, x INT) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION p_hist HISTORY, PARTITION p_cur CURRENT);
INSERT INTO versioned_parts VALUES (1, 1), (2, 2);
SET @@timestamp = UNIX_TIMESTAMP('2026-02-01 00:00:00');
DELETE FROM versioned_parts WHERE id = 1;
SET @@timestamp = DEFAULT;

-- kind: application-time periods and WITHOUT OVERLAPS
CREATE TABLE booked (room INT, bed INT, from_ DATE, to_ DATE, PERIOD FOR stay (from_, to_), PRIMARY KEY (room, stay WITHOUT OVERLAPS), UNIQUE KEY u (bed, stay WITHOUT OVERLAPS));
INSERT INTO booked VALUES (1, 7, '2026-01-01', '2026-01-10'), (1, 7, '2026-01-10', '2026-01-12'), (2, 8, '2026-01-02', '2026-02-01');

-- kind: network addresses
CREATE TABLE addresses (id INT PRIMARY KEY, a6 INET6, a4 INET4, KEY k (a6));
INSERT INTO addresses VALUES (1, '2001:db8::1', '192.0.2.1'), (2, '::ffff:192.0.2.128', '0.0.0.0'), (3, NULL, NULL), (4, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '255.255.255.255'), (5, '5c0a:0d00:275c:4e09:1a00::', '92.10.13.39');

-- kind: UUIDs
CREATE TABLE uuids (u UUID PRIMARY KEY DEFAULT UUID(), v INT);
INSERT INTO uuids VALUES ('00000000-0000-0000-0000-000000000000', 1), ('ffffffff-ffff-ffff-ffff-ffffffffffff', 2), ('6ccd780c-baba-1026-9564-5b8c656024db', 3), ('5c0a0d00-275c-4e09-9a00-0a5c5c5c5c5c', 4);

-- kind: dynamic columns
CREATE TABLE dynamic (id INT PRIMARY KEY, d BLOB);
INSERT INTO dynamic VALUES (1, COLUMN_CREATE('color', 'black', 'size', 5, 'when', '2026-01-01' AS DATE));

-- kind: JSON as text with its check
CREATE TABLE json_text (id INT PRIMARY KEY, j JSON, l LONGTEXT CHARACTER SET latin1 CHECK (JSON_VALID(l)));
INSERT INTO json_text VALUES (1, '{"a" :  1.10, "a": 2,\n "b":"\\u00e9"}', '[ 1 ]'), (2, ' 1.0 ', NULL), (3, '"é"', NULL);

-- kind: compressed columns
CREATE TABLE compressed_columns (id INT PRIMARY KEY, t TEXT COMPRESSED, b BLOB COMPRESSED = zlib);
INSERT INTO compressed_columns VALUES (1, REPEAT('x', 5000), REPEAT(x'00FF5C', 500)), (2, '', NULL);

-- kind: ignored indexes
CREATE TABLE ignored_index (id INT PRIMARY KEY, a INT, KEY k (a) IGNORED);
INSERT INTO ignored_index VALUES (1, 1);

-- kind: hash unique keys on long columns
CREATE TABLE long_unique (id INT PRIMARY KEY, t TEXT, b LONGBLOB, UNIQUE KEY u (t), UNIQUE KEY v (b));
INSERT INTO long_unique VALUES (1, REPEAT('x', 5000), 'a'), (2, NULL, NULL), (3, 'y', 'A');

-- kind: page compression and encryption options
CREATE TABLE page_compressed (id INT PRIMARY KEY, t TEXT) PAGE_COMPRESSED = 1 PAGE_COMPRESSION_LEVEL = 3;
INSERT INTO page_compressed VALUES (1, 'x');

-- kind: persistent columns in old words and virtual columns with their own charset
CREATE TABLE old_words (id INT PRIMARY KEY, a VARCHAR(10), p VARCHAR(30) AS (CONCAT(a, '\\')) PERSISTENT, v VARCHAR(30) CHARACTER SET latin1 AS (UPPER(a)) VIRTUAL);
INSERT INTO old_words (id, a) VALUES (1, 'x'), (2, NULL);

-- kind: defaults by other columns
CREATE TABLE default_of_column (id INT PRIMARY KEY, a INT DEFAULT (id + 1), n BIGINT DEFAULT (UNIX_TIMESTAMP()));
INSERT INTO default_of_column (id) VALUES (1);

DELIMITER ;;
-- kind: packages
SET SESSION sql_mode = 'ORACLE';;
CREATE PACKAGE tools AS FUNCTION add_one(n INT) RETURN INT; PROCEDURE say; END;;
CREATE PACKAGE BODY tools AS
  FUNCTION add_one(n INT) RETURN INT AS BEGIN RETURN n + 1; END;
  PROCEDURE say AS BEGIN SELECT 'C:\\; it''s'; END;
END;;

-- kind: procedures in Oracle mode
CREATE PROCEDURE oracle_style(a IN VARCHAR2(10), b OUT NUMBER) AS x INT := 1; BEGIN b := x + 1; END;;
SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION';;

-- kind: aggregate functions
CREATE AGGREGATE FUNCTION total(x INT) RETURNS INT BEGIN DECLARE t INT DEFAULT 0; DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN t; LOOP FETCH GROUP NEXT ROW; SET t = t + x; END LOOP; END;;
DELIMITER ;
