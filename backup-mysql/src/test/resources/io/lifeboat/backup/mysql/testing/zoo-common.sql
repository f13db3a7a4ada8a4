-- What both vendors have. A line "-- kind: NAME" opens each kind; ZooContract counts them.
SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', foreign_key_checks = 0;

-- kind: integers at their limits
CREATE TABLE integers (id INT PRIMARY KEY, t TINYINT, tu TINYINT UNSIGNED, s SMALLINT, su SMALLINT UNSIGNED, m MEDIUMINT, mu MEDIUMINT UNSIGNED,
  i INT, iu INT UNSIGNED, b BIGINT, bu BIGINT UNSIGNED, z INT(8) UNSIGNED ZEROFILL, flag BOOLEAN);
INSERT INTO integers VALUES
  (1, -128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, 0, FALSE),
  (2, 127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 99999999, TRUE),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (-1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, 1, 2);

-- kind: decimals
CREATE TABLE decimals (id INT PRIMARY KEY, wide DECIMAL(65,30), whole DECIMAL(65,0), tiny DECIMAL(30,30), plain NUMERIC(10,2), unsigned_one DECIMAL(5,2) UNSIGNED);
INSERT INTO decimals VALUES
  (1, 99999999999999999999999999999999999.999999999999999999999999999999, 99999999999999999999999999999999999999999999999999999999999999999, 0.999999999999999999999999999999, 99999999.99, 999.99),
  (2, -99999999999999999999999999999999999.999999999999999999999999999999, -99999999999999999999999999999999999999999999999999999999999999999, -0.000000000000000000000000000001, -0.01, 0),
  (3, NULL, NULL, NULL, NULL, NULL), (4, 0, 0, 0, 0, 0);

-- kind: single floats to the last bit
CREATE TABLE floats (id INT PRIMARY KEY, f FLOAT, fu FLOAT UNSIGNED, f2 FLOAT(9,3), p FLOAT(20));
INSERT INTO floats VALUES (1, 16777217, 16777217, 123456.789, 1.1), (2, 3.402823466e38, 3.402823466e38, 99999.875, 0.1), (3, 1.401298464e-45, 1.17549435e-38, 0.001, 1e-40),
  (4, 0.1, 0.3333333, 0, 33554433), (5, 16777219, 8388609.5, -123456.789, -1.17549435e-38), (6, NULL, NULL, NULL, NULL), (7, -3.402823466e38, 0, -0.001, 12345678);

-- kind: double floats to the last bit
CREATE TABLE doubles (id INT PRIMARY KEY, d DOUBLE, du DOUBLE UNSIGNED, d2 DOUBLE(30,10));
INSERT INTO doubles VALUES (1, 1.7976931348623157e308, 1.7976931348623157e308, 12345678901234567890.1234567891), (2, -1.7976931348623157e308, 0, -0.0000000001),
  (3, 4.9406564584124654e-324, 2.2250738585072014e-308, 0), (4, 0.1, 0.30000000000000004, 1), (5, 9007199254740993, 9007199254740991, 2), (6, NULL, NULL, NULL), (7, 1e15, 123456789012345678, 3),
  (8, 5e-320, 2.2250738585072009e-308, 4), (9, 1e23, 8.41e21, 5), (10, 123456.78901234567, 1.0000000000000002, 6);

-- kind: negative zero
CREATE TABLE negative_zero (id INT PRIMARY KEY, f FLOAT, d DOUBLE);
INSERT INTO negative_zero VALUES (1, -1e-300 * 1e-300, -1e-300 * 1e-300), (2, 0, 0);

-- kind: bits
CREATE TABLE bits (id INT PRIMARY KEY, b1 BIT(1), b7 BIT(7), b8 BIT(8), b9 BIT(9), b33 BIT(33), b63 BIT(63), b64 BIT(64), d BIT(4) NOT NULL DEFAULT b'0101');
INSERT INTO bits VALUES (1, b'1', b'1111111', b'11111111', b'111111111', b'111111111111111111111111111111111', 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, b'1111'),
  (2, b'0', b'0', b'0', b'0', b'0', b'0', b'0', b'0'), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, b'1'), (4, b'1', 0x5C, 0x5C, 0x5C, 0x5C5C5C5C, 0x0A5C09005C4E0D1A, 0x5C4E270A0D1A0009, b'10');

-- kind: enums
CREATE TABLE enums (id INT PRIMARY KEY, e ENUM('a', 'b''c', '', 'd,e', 'back\\slash', 'ümläut', '日本', 'ﬀ', 'NULL', '\\N', '0', '1') CHARACTER SET utf8mb4, l ENUM('x', 'é') CHARACTER SET latin1 NOT NULL DEFAULT 'é',
  many ENUM('v01','v02','v03','v04','v05','v06','v07','v08','v09','v10'));
INSERT INTO enums (id, e, l) VALUES (1, 'a', 'x'), (2, 'b''c', 'é'), (3, '', 'x'), (4, 'd,e', 'x'), (5, 'back\\slash', 'x'), (6, 'ümläut', 'x'), (7, '日本', 'x'), (8, 'ﬀ', 'x'), (9, 'NULL', 'x'), (10, '\\N', 'x'), (11, '0', 'x'), (12, '1', 'x'), (13, NULL, 'x');
UPDATE enums SET many = id WHERE id <= 10;

-- kind: sets
CREATE TABLE sets (id INT PRIMARY KEY, s SET('x', 'y''', 'ü', 'back\\slash', '\\N'), wide SET('0','1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17','18','19','20','21','22','23','24','25','26','27','28','29','30','31',
  '32','33','34','35','36','37','38','39','40','41','42','43','44','45','46','47','48','49','50','51','52','53','54','55','56','57','58','59','60','61','62','63'));
INSERT INTO sets VALUES (1, 'x,y''', 0xFFFFFFFFFFFFFFFF + 0), (2, '', ''), (3, NULL, NULL), (4, 'x,y'',ü,back\\slash,\\N', '0,63'), (5, '\\N', '63');

-- kind: years
CREATE TABLE years (id INT PRIMARY KEY, y YEAR);
INSERT INTO years VALUES (1, 1901), (2, 2155), (3, 0), (4, NULL), (5, '0000'), (6, 2026);

-- kind: zero dates and partial zero dates
CREATE TABLE zero_dates (id INT PRIMARY KEY, d DATE, dt DATETIME(6), ts TIMESTAMP(6) NULL, w DATE NOT NULL DEFAULT '0000-00-00', p DATE DEFAULT '2026-00-00', t TIMESTAMP NOT NULL DEFAULT '0000-00-00 00:00:00');
INSERT INTO zero_dates VALUES (1, '0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', '0000-00-00', '2026-05-00', '0000-00-00 00:00:00'), (2, '2026-00-00', '2026-11-00 12:00:00.5', NULL, '0000-00-01', '0000-05-05', '2026-01-01 00:00:00'),
  (3, NULL, NULL, NULL, '2026-00-31', NULL, '1970-01-01 00:00:01');
SET SESSION sql_mode = 'ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION';

-- kind: invalid dates
CREATE TABLE invalid_dates (id INT PRIMARY KEY, d DATE, dt DATETIME);
INSERT INTO invalid_dates VALUES (1, '2026-02-31', '2026-02-30 10:00:00'), (2, '2026-04-31', '2025-02-29 00:00:00');
SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION';

-- kind: dates and times at their limits
CREATE TABLE times (id INT PRIMARY KEY, d DATE, dt DATETIME, dt3 DATETIME(3), dt6 DATETIME(6), t TIME, t3 TIME(3), t6 TIME(6));
INSERT INTO times VALUES (1, '1000-01-01', '1000-01-01 00:00:00', '1000-01-01 00:00:00.001', '1000-01-01 00:00:00.000001', '-838:59:59', '-838:59:59.000', '-838:59:58.999999'),
  (2, '9999-12-31', '9999-12-31 23:59:59', '9999-12-31 23:59:59.999', '9999-12-31 23:59:59.999999', '838:59:59', '838:59:59.000', '838:59:58.999999'),
  (3, '0001-01-01', '0001-01-01 00:00:00', '0001-01-01 00:00:00.5', '2024-02-29 12:34:56.000010', '-00:00:01', '-00:00:00.001', '-00:00:00.000001'), (4, NULL, NULL, NULL, NULL, '00:00:00', NULL, NULL);

-- kind: timestamps across zones and daylight saving
CREATE TABLE stamps (id INT PRIMARY KEY, t TIMESTAMP NULL, t3 TIMESTAMP(3) NULL, t6 TIMESTAMP(6) NULL, made TIMESTAMP(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6));
INSERT INTO stamps VALUES (1, '1970-01-01 00:00:01', '1970-01-01 00:00:01.001', '1970-01-01 00:00:01.000001', '2026-01-01 00:00:00.000001'), (2, '2038-01-19 03:14:07', '2038-01-19 03:14:07.000', '2038-01-19 03:14:06.999999', '2026-01-01 00:00:00.1'),
  (3, '2026-03-29 01:30:00', '2026-03-29 02:30:00.123', '2026-03-29 02:59:59.999999', '2026-03-29 01:00:00'), (4, '2026-10-25 00:30:00', '2026-10-25 01:30:00.123', '2026-10-25 02:30:00.123456', '2026-10-25 00:59:59.999999'), (5, NULL, NULL, NULL, '2026-11-01 05:30:00');

-- kind: texts that usually break
CREATE TABLE texts (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(200), t TEXT) DEFAULT CHARSET utf8mb4;
INSERT INTO texts (v, t) VALUES ('C:\\', 'C:\\'), ('\\', '\\\\'), ('\\N', '\\N'), (NULL, NULL), ('', ''), ('NULL', 'null'), ('it''s "quoted" `back`', '''"`'), ('a\r\nb', '\r\n'), ('\n', '\r'), ('a\tb', '\t'), (CONCAT('nul', CHAR(0 USING utf8mb4), 'x'), CHAR(0 USING utf8mb4)),
  (CHAR(26 USING utf8mb4), CONCAT('x', CHAR(26 USING utf8mb4), 'y')), ('😀 emoji 👩‍👩‍👧‍👦', '😀'), ('é', 'é'), ('); DROP TABLE texts; -- ', '/* none */ # nor this'), ('%s %d %n', '${jndi:x}'), ('x\\', '\\\n'), ('\\\t', '\\\0\\'), ('\\.', '\\.\n'), ('\b', '\\b\b'), (',', '"a","b"'), (' leading', 'trailing  '), ('ﬀ', '﻿bom'), ('\\Z', '\\0');

-- kind: trailing spaces
CREATE TABLE trailing_ (id INT PRIMARY KEY, c CHAR(10), v VARCHAR(10), b BINARY(6), vb VARBINARY(6));
INSERT INTO trailing_ VALUES (1, 'a   ', 'a   ', 'a', 'a '), (2, '   ', '   ', '', ''), (3, 'a', 'a', x'610000', x'610000'), (4, '', '', x'000000000000', x'00'), (5, 'a ', 'a\t', x'612020', x'612020'), (6, NULL, NULL, NULL, NULL);

-- kind: every size of blob with every byte
CREATE TABLE blobs (id INT PRIMARY KEY, ti TINYBLOB, b BLOB, m MEDIUMBLOB, l LONGBLOB, bin BINARY(255), vb VARBINARY(300));
SET @every = x'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF';
INSERT INTO blobs VALUES (1, LEFT(@every, 255), @every, @every, @every, LEFT(@every, 255), @every), (2, RIGHT(@every, 255), REPEAT(@every, 255), REPEAT(@every, 300), REPEAT(@every, 5000), RIGHT(@every, 255), CONCAT(@every, x'5C')), (3, '', '', '', '', '', ''), (4, NULL, NULL, NULL, NULL, NULL, NULL);

-- kind: every size of text
CREATE TABLE long_texts (id INT PRIMARY KEY, ti TINYTEXT, t TEXT, m MEDIUMTEXT, l LONGTEXT) DEFAULT CHARSET utf8mb4;
INSERT INTO long_texts VALUES (1, REPEAT('ü', 127), REPEAT('日', 21845), REPEAT('\\', 70000), REPEAT('😀\n', 100000)), (2, '', '', '', ''), (3, NULL, NULL, NULL, NULL);

-- kind: latin1
CREATE TABLE in_latin1 (id INT PRIMARY KEY, v VARCHAR(300), k VARCHAR(20) COLLATE latin1_bin) DEFAULT CHARSET latin1;
INSERT INTO in_latin1 VALUES (1, CONVERT(@every USING latin1), 'é'), (2, x'E9E8', x'8182'), (3, '€', x'5C');

-- kind: utf8mb3
CREATE TABLE in_utf8mb3 (id INT PRIMARY KEY, v VARCHAR(50)) DEFAULT CHARSET utf8mb3;
INSERT INTO in_utf8mb3 VALUES (1, 'äöü 日本語'), (2, 'C:\\'), (3, '￿');

-- kind: utf8mb4 with several collations
CREATE TABLE in_utf8mb4 (id INT PRIMARY KEY, a VARCHAR(20) COLLATE utf8mb4_bin, b VARCHAR(20) COLLATE utf8mb4_unicode_ci, c VARCHAR(20) COLLATE utf8mb4_general_ci) DEFAULT CHARSET utf8mb4;
INSERT INTO in_utf8mb4 VALUES (1, '😀', 'ß', 'Ä'), (2, '🏳️‍🌈', 'SS', 'a');

-- kind: ucs2
CREATE TABLE in_ucs2 (id INT PRIMARY KEY, v VARCHAR(50), t TEXT) DEFAULT CHARSET ucs2;
INSERT INTO in_ucs2 VALUES (1, 'a日\\', '\n\\'), (2, x'5C5C005C', x'D800'), (3, x'0A0D0A0A', x'095C');

-- kind: utf16
CREATE TABLE in_utf16 (id INT PRIMARY KEY, v VARCHAR(50), le VARCHAR(50) CHARACTER SET utf16le) DEFAULT CHARSET utf16;
INSERT INTO in_utf16 VALUES (1, '😀\\', '😀\\'), (2, x'5C5C', x'5C5C'), (3, x'0A5C', x'0A5C');

-- kind: utf32
CREATE TABLE in_utf32 (id INT PRIMARY KEY, v VARCHAR(50)) DEFAULT CHARSET utf32;
INSERT INTO in_utf32 VALUES (1, '😀\\'), (2, x'00005C5C');

-- kind: gbk, whose second byte may be a backslash
CREATE TABLE in_gbk (id INT PRIMARY KEY, v VARCHAR(50), t TEXT, e ENUM('運', 'b')) DEFAULT CHARSET gbk;
INSERT INTO in_gbk (id, v, t) VALUES (1, x'815C', x'815C815C'), (2, x'C45C', x'815C5C'), (3, x'D55C27', x'5C815C0A'), (4, '運', '運\\N'), (5, x'DF5C', x'5C4E');
UPDATE in_gbk SET e = 1;

-- kind: sjis, whose second byte may be a backslash
CREATE TABLE in_sjis (id INT PRIMARY KEY, v VARCHAR(50), t TEXT, c CHAR(10)) DEFAULT CHARSET sjis;
INSERT INTO in_sjis VALUES (1, x'835C', x'835C835C', x'955C'), (2, x'955C8EA6', x'835C5C', x'835C'), (3, x'835C27', x'5C835C0A', x'5C'), (4, '表', 'ソ\\N', 'ソ');

-- kind: cp932, big5, euckr, ujis
CREATE TABLE in_east (id INT PRIMARY KEY, w VARCHAR(50) CHARACTER SET cp932, b VARCHAR(50) CHARACTER SET big5, k VARCHAR(50) CHARACTER SET euckr, u VARCHAR(50) CHARACTER SET ujis);
INSERT INTO in_east VALUES (1, x'835C', x'A45C', '한국', '日本'), (2, x'8740', x'B35C', x'5C', x'8FB0A1'), (3, x'955C5C', x'A55C5C4E', '\\', '\\');

-- kind: ascii, koi8r, cp1251, greek
CREATE TABLE in_small (id INT PRIMARY KEY, a VARCHAR(50) CHARACTER SET ascii, k VARCHAR(50) CHARACTER SET koi8r, c VARCHAR(50) CHARACTER SET cp1251, g VARCHAR(50) CHARACTER SET greek, b VARCHAR(50) CHARACTER SET binary);
INSERT INTO in_small VALUES (1, 'a\\', 'Привет', 'Привет', 'Αθήνα', x'00FF5C'), (2, '', x'FF', x'98', x'FE', x'');

-- kind: JSON
CREATE TABLE jsons (id INT PRIMARY KEY, j JSON, d JSON DEFAULT (JSON_OBJECT('a', 1)));
INSERT INTO jsons (id, j) VALUES (1, '{"k": "v\\\\ \\"é\\" 😀 \\u0000 \\n", "n": [1, 2.5, 1e300, -0.1, 18446744073709551615, -9223372036854775808, true, null]}'), (2, 'null'), (3, NULL), (4, '"text"'), (5, '[]'), (6, '{}'), (7, '{"": {"a b": [[]]}}'), (8, '"\\\\N"'), (9, '"C:\\\\\\\\"');

-- kind: geometries of every kind
CREATE TABLE geometries (id INT PRIMARY KEY, g GEOMETRY, p POINT, l LINESTRING, y POLYGON, mp MULTIPOINT, ml MULTILINESTRING, my MULTIPOLYGON, c GEOMETRYCOLLECTION);
INSERT INTO geometries VALUES (1, ST_GeomFromText('POINT(1.5 -2.5)'), ST_GeomFromText('POINT(0.1 0.2)'), ST_GeomFromText('LINESTRING(0 0, 1 1, 2 3)'), ST_GeomFromText('POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 4 2, 4 4, 2 4, 2 2))'),
  ST_GeomFromText('MULTIPOINT(0 0, 1 2)'), ST_GeomFromText('MULTILINESTRING((0 0, 1 1), (2 2, 3 3))'), ST_GeomFromText('MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))'), ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 1 1))')),
  (2, ST_GeomFromText('POINT(13 13)', 4326), NULL, NULL, NULL, NULL, NULL, NULL, ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

-- kind: generated columns, stored and virtual, and their indexes
CREATE TABLE generated_ones (id INT PRIMARY KEY, a INT, s INT GENERATED ALWAYS AS (a * 2) STORED, v VARCHAR(20) GENERATED ALWAYS AS (CONCAT('v', a)) VIRTUAL COMMENT 'computed', z INT DEFAULT 9, KEY k_s (s), KEY k_v (v), UNIQUE KEY u_s (s, id));
INSERT INTO generated_ones (id, a) VALUES (1, 10), (2, NULL), (3, -5);

-- kind: generated column in the middle and last
CREATE TABLE generated_first (g INT GENERATED ALWAYS AS (x + 1) VIRTUAL, x INT NOT NULL, y INT GENERATED ALWAYS AS (g + 1) VIRTUAL, id INT NOT NULL, PRIMARY KEY (id));
INSERT INTO generated_first (x, id) VALUES (1, 1), (5, 2);

-- kind: a table of generated columns only besides its key
CREATE TABLE only_generated (id INT PRIMARY KEY AUTO_INCREMENT, one INT AS (1) VIRTUAL);
INSERT INTO only_generated (id) VALUES (1), (7);

-- kind: invisible columns
CREATE TABLE invisible_columns (id INT PRIMARY KEY, secret INT INVISIBLE DEFAULT 5, shown VARCHAR(10), other TIMESTAMP NULL DEFAULT NULL INVISIBLE);
INSERT INTO invisible_columns (id, secret, shown) VALUES (1, 42, 'x'), (2, NULL, 'y');
INSERT INTO invisible_columns (id, shown) VALUES (3, 'z');

-- kind: descending and mixed indexes
CREATE TABLE descending (a INT, b INT, c VARCHAR(20), PRIMARY KEY (a DESC, b), KEY k (b DESC, c ASC));
INSERT INTO descending VALUES (1, 1, 'x'), (1, 2, 'y'), (2, 1, 'z');

-- kind: prefix indexes
CREATE TABLE prefixes (id INT PRIMARY KEY, t TEXT, b BLOB, v VARCHAR(300), KEY k_t (t(10)), UNIQUE KEY k_b (b(20)), KEY k_m (v(5), id));
INSERT INTO prefixes VALUES (1, 'long text', 'blob', 'varchar'), (2, NULL, NULL, NULL);

-- kind: primary key on a prefix
CREATE TABLE prefix_key (t VARCHAR(200) NOT NULL, n INT, PRIMARY KEY (t(10))) DEFAULT CHARSET utf8mb4;
INSERT INTO prefix_key VALUES ('abcdefghijk', 1), ('abcdefghi', 2), ('ABCDEFGHIZZ', 3), ('', 4);

-- kind: fulltext indexes
CREATE TABLE searched (id INT PRIMARY KEY, title VARCHAR(200), body TEXT, FULLTEXT KEY ft (title, body), FULLTEXT KEY ft2 (body)) ENGINE = InnoDB;
INSERT INTO searched VALUES (1, 'backup', 'restore without fear'), (2, 'lifeboat', NULL);

-- kind: spatial indexes
CREATE TABLE places (id INT PRIMARY KEY, at_ POINT NOT NULL, SPATIAL KEY sp (at_));
INSERT INTO places VALUES (1, ST_GeomFromText('POINT(1 1)')), (2, ST_GeomFromText('POINT(-1 1e10)'));

-- kind: check constraints
CREATE TABLE checked (id INT PRIMARY KEY, a INT CHECK (a > 0), b INT, CONSTRAINT `b ``more`` than a` CHECK (b > a), CONSTRAINT text_check CHECK (a <> 13 OR 'x, KEY k (' = ''));
INSERT INTO checked VALUES (1, 1, 2), (2, NULL, NULL);

-- kind: defaults by expression
CREATE TABLE expression_defaults (id INT PRIMARY KEY, u CHAR(36) DEFAULT (UUID()), b BLOB DEFAULT ('abc'), d DATE DEFAULT (CURRENT_DATE + INTERVAL 1 DAY), t TEXT DEFAULT ('with '' quote'));
INSERT INTO expression_defaults (id) VALUES (1), (2);

-- kind: literal defaults of every sort
CREATE TABLE literal_defaults (id INT PRIMARY KEY, n INT DEFAULT NULL, z INT NOT NULL DEFAULT 0, s VARCHAR(20) DEFAULT 'a''b\\c', e VARCHAR(5) NOT NULL DEFAULT '', d DECIMAL(5,2) DEFAULT 1.50, b BINARY(3) DEFAULT 'ab', t TIME DEFAULT '-01:00:00', en ENUM('x', 'y') DEFAULT 'y');
INSERT INTO literal_defaults (id) VALUES (1);

-- kind: comments everywhere
CREATE TABLE commented (id INT PRIMARY KEY COMMENT 'the ''key''; -- not a comment', a INT COMMENT '/* ü 😀 */', KEY k (a) COMMENT 'PRIMARY KEY (`x`), KEY `y` (`z`)') COMMENT = 'a table; with "quotes", `ticks`,\nlines and a \\ at its end\\';
INSERT INTO commented VALUES (1, 1);

-- kind: partitions by range
CREATE TABLE by_range (id INT NOT NULL, made DATE NOT NULL, v VARCHAR(10), PRIMARY KEY (id, made), KEY k (v)) PARTITION BY RANGE (YEAR(made)) (PARTITION p0 VALUES LESS THAN (2000) COMMENT = 'old', PARTITION p1 VALUES LESS THAN (2020), PARTITION p2 VALUES LESS THAN MAXVALUE);
INSERT INTO by_range VALUES (1, '1999-01-01', 'a'), (2, '2010-01-01', 'b'), (3, '2030-01-01', 'c');

-- kind: partitions by range of columns
CREATE TABLE by_range_columns (a INT, b VARCHAR(10), c DATE) PARTITION BY RANGE COLUMNS (b, a) (PARTITION p0 VALUES LESS THAN ('m', 10), PARTITION p1 VALUES LESS THAN (MAXVALUE, MAXVALUE));
INSERT INTO by_range_columns VALUES (1, 'a', NULL), (20, 'm', '2026-01-01'), (3, 'z', NULL);

-- kind: partitions by list
CREATE TABLE by_list (id INT NOT NULL, region INT NOT NULL) PARTITION BY LIST (region) (PARTITION north VALUES IN (1, 2), PARTITION south VALUES IN (3));
INSERT INTO by_list VALUES (1, 1), (2, 2), (3, 3);

-- kind: partitions by list of columns
CREATE TABLE by_list_columns (id INT NOT NULL, region VARCHAR(10) NOT NULL) PARTITION BY LIST COLUMNS (region) (PARTITION a VALUES IN ('x', 'it''s'), PARTITION b VALUES IN ('z'));
INSERT INTO by_list_columns VALUES (1, 'x'), (2, 'it''s'), (3, 'z');

-- kind: partitions by hash
CREATE TABLE by_hash (id INT PRIMARY KEY, v INT) PARTITION BY HASH (id) PARTITIONS 3;
INSERT INTO by_hash VALUES (1, 1), (2, 2), (3, 3), (4, 4);

-- kind: partitions by linear hash and by key
CREATE TABLE by_key (id INT PRIMARY KEY, v INT) PARTITION BY LINEAR KEY (id) PARTITIONS 4;
INSERT INTO by_key VALUES (1, 1), (2, 2), (3, 3), (4, 4);

-- kind: sub-partitions
CREATE TABLE sub_partitions (id INT NOT NULL, made DATE NOT NULL) PARTITION BY RANGE (YEAR(made)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE);
INSERT INTO sub_partitions VALUES (1, '2010-01-01'), (2, '2025-01-01'), (3, '2026-01-01');

-- kind: tables with odd names
CREATE TABLE `select` (`from` INT PRIMARY KEY, `order` INT, KEY `key` (`order`));
INSERT INTO `select` VALUES (1, 2);
CREATE TABLE `it's "odd" ``name``` (`a ``b`` 'c' "d"` INT PRIMARY KEY, `x.y` INT, `KEY` INT);
INSERT INTO `it's "odd" ``name``` VALUES (1, 2, 3);
CREATE TABLE `dots.and spaces` (id INT PRIMARY KEY, `a b` INT);
INSERT INTO `dots.and spaces` VALUES (1, 2);
CREATE TABLE `größe 日本` (`schlüssel` INT PRIMARY KEY, `ключ` VARCHAR(10));
INSERT INTO `größe 日本` VALUES (1, 'ü');
CREATE TABLE `100% \\ _und_ ?` (`50%` INT PRIMARY KEY, `\\` INT, `@x` INT, `?` INT, `:y` INT);
INSERT INTO `100% \\ _und_ ?` VALUES (1, 2, 3, 4, 5);
CREATE TABLE `-- x` (`/*` INT PRIMARY KEY, `*/` INT, `#` INT);
INSERT INTO `-- x` VALUES (1, 2, 3);
CREATE TABLE `1e5` (`2` INT PRIMARY KEY);
INSERT INTO `1e5` VALUES (2);
CREATE TABLE `sixty-four-characters-are-the-longest-name-that-a-table-may-hav` (id INT PRIMARY KEY);
INSERT INTO `sixty-four-characters-are-the-longest-name-that-a-table-may-hav` VALUES (1);

-- kind: tables whose names differ by case only
CREATE TABLE `Case` (id INT PRIMARY KEY);
INSERT INTO `Case` VALUES (1), (2);
CREATE TABLE `case` (id INT PRIMARY KEY);
INSERT INTO `case` VALUES (3);

-- kind: foreign keys in a cycle
CREATE TABLE hen (id INT PRIMARY KEY, egg_id INT, CONSTRAINT fk_hen FOREIGN KEY (egg_id) REFERENCES egg (id));
CREATE TABLE egg (id INT PRIMARY KEY, hen_id INT, CONSTRAINT fk_egg FOREIGN KEY (hen_id) REFERENCES hen (id) ON DELETE CASCADE ON UPDATE CASCADE);
INSERT INTO hen VALUES (1, 1), (2, 2), (3, NULL);
INSERT INTO egg VALUES (1, 2), (2, 1), (3, NULL);

-- kind: a foreign key to its own table
CREATE TABLE tree (id INT PRIMARY KEY, parent_id INT, CONSTRAINT fk_self FOREIGN KEY (parent_id) REFERENCES tree (id) ON DELETE CASCADE);
INSERT INTO tree VALUES (1, 5), (2, 1), (3, 2), (4, NULL), (5, 4);

-- kind: a foreign key to a unique key, with every action
CREATE TABLE a_child (id INT PRIMARY KEY, r1 INT, r2 INT, r3 INT, code VARCHAR(10), n INT, CONSTRAINT c1 FOREIGN KEY (r1) REFERENCES z_parent (id) ON DELETE SET NULL ON UPDATE RESTRICT, CONSTRAINT c2 FOREIGN KEY (r2) REFERENCES z_parent (id) ON DELETE NO ACTION,
  CONSTRAINT c3 FOREIGN KEY (code, n) REFERENCES z_parent (code, n) ON UPDATE CASCADE, KEY own_key (r3), CONSTRAINT c4 FOREIGN KEY (r3) REFERENCES z_parent (id));
CREATE TABLE z_parent (id INT PRIMARY KEY, code VARCHAR(10) NOT NULL, n INT NOT NULL, UNIQUE KEY u (code, n));
INSERT INTO a_child VALUES (1, 1, 1, 1, 'x', 1), (2, NULL, 2, 2, 'y', 2), (3, NULL, NULL, NULL, NULL, NULL);
INSERT INTO z_parent VALUES (1, 'x', 1), (2, 'y', 2);

-- kind: no primary key
CREATE TABLE keyless (a INT, b VARCHAR(10));
INSERT INTO keyless VALUES (1, 'a'), (1, 'a'), (NULL, NULL), (NULL, NULL), (2, 'b');

-- kind: no key and no rows
CREATE TABLE nothing (a INT, b TEXT, KEY k (a));

-- kind: a unique key InnoDB clusters on
CREATE TABLE clustered (a INT NOT NULL, b INT NOT NULL, c INT, UNIQUE KEY maybe (c), UNIQUE KEY first_one (a, b), UNIQUE KEY second_one (b), KEY plain (c, a));
INSERT INTO clustered VALUES (1, 1, NULL), (1, 2, NULL), (2, 3, 7);

-- kind: AUTO_INCREMENT that is not the first column, with gaps and a raised next value
CREATE TABLE counter (name VARCHAR(10), n BIGINT UNSIGNED NOT NULL AUTO_INCREMENT, KEY by_name (name), UNIQUE KEY by_n (n)) AUTO_INCREMENT = 100;
INSERT INTO counter (name) VALUES ('a'), ('b');
INSERT INTO counter VALUES ('c', 500);
DELETE FROM counter WHERE n = 101;
ALTER TABLE counter AUTO_INCREMENT = 9000000000;

-- kind: AUTO_INCREMENT with a value of zero and a negative one
SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION';
CREATE TABLE zero_counter (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(10));
INSERT INTO zero_counter VALUES (0, 'zero'), (5, 'five'), (-3, 'minus');
SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION';

-- kind: AUTO_INCREMENT at its end
CREATE TABLE full_counter (id TINYINT UNSIGNED PRIMARY KEY AUTO_INCREMENT);
INSERT INTO full_counter VALUES (255), (1);

-- kind: primary keys of every type
CREATE TABLE key_decimal (k DECIMAL(20,5) PRIMARY KEY, v INT); INSERT INTO key_decimal VALUES (-1.5, 1), (0, 2), (99999.99999, 3);
CREATE TABLE key_text (k VARCHAR(50) COLLATE utf8mb4_unicode_ci PRIMARY KEY, v INT) DEFAULT CHARSET utf8mb4; INSERT INTO key_text VALUES ('a', 1), ('B', 2), ('ß', 3), ('', 4), ('😀', 5), ('\\', 6), ('''', 7);
CREATE TABLE key_binary (k VARBINARY(50) PRIMARY KEY, v INT); INSERT INTO key_binary VALUES ('', 1), (x'00', 2), (x'0000', 3), (x'FF', 4), (x'5C', 5), (x'27', 6);
CREATE TABLE key_date (k DATETIME(6) PRIMARY KEY, v INT); INSERT INTO key_date VALUES ('0000-00-00', 1), ('2026-01-01 00:00:00.000001', 2), ('9999-12-31 23:59:59.999999', 3);
CREATE TABLE key_enum (k ENUM('z', 'a') PRIMARY KEY, v INT); INSERT INTO key_enum VALUES ('a', 1), ('z', 2);
CREATE TABLE key_bit (k BIT(40) PRIMARY KEY, v INT); INSERT INTO key_bit VALUES (0, 1), (0xFFFFFFFFFF, 2), (0x5C5C, 3);
CREATE TABLE key_double (k DOUBLE PRIMARY KEY, v INT); INSERT INTO key_double VALUES (0.1, 1), (-1e300, 2), (5e-324, 3);
CREATE TABLE key_float (k FLOAT PRIMARY KEY, v INT); INSERT INTO key_float VALUES (0.1, 1), (16777217, 2), (16777219, 3);
CREATE TABLE key_many (a INT, b VARCHAR(5), c DATE, v INT, PRIMARY KEY (b, a, c)); INSERT INTO key_many VALUES (1, 'x', '2026-01-01', 1), (2, 'x', '2026-01-01', 2), (1, 'y', '2026-01-01', 3);
CREATE TABLE key_unsigned (k BIGINT UNSIGNED PRIMARY KEY, v INT); INSERT INTO key_unsigned VALUES (0, 1), (9223372036854775807, 2), (9223372036854775808, 3), (18446744073709551615, 4);
CREATE TABLE key_stamp (k TIMESTAMP(6) PRIMARY KEY, v INT); INSERT INTO key_stamp VALUES ('2026-03-29 01:30:00.5', 1), ('2026-10-25 00:30:00', 2), ('2026-10-25 01:30:00', 3);

-- kind: a table that is cut into ranges
CREATE TABLE cut_by_id (id INT PRIMARY KEY AUTO_INCREMENT, filler VARCHAR(400), twin INT, UNIQUE KEY u (twin), KEY k (filler(20)));
INSERT INTO cut_by_id (filler) VALUES (REPEAT('lorem \\ ipsum\n', 20));
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
INSERT INTO cut_by_id (filler) SELECT CONCAT(id, LEFT(filler, 250)) FROM cut_by_id;
UPDATE cut_by_id SET twin = id * 3;
INSERT INTO cut_by_id (id, filler) VALUES (-2147483648, 'least'), (2147483600, 'far away');

-- kind: a table that is cut by text
CREATE TABLE cut_by_text (k VARCHAR(80) COLLATE utf8mb4_unicode_ci NOT NULL, v INT, filler CHAR(200) DEFAULT '', PRIMARY KEY (k)) DEFAULT CHARSET utf8mb4;
INSERT INTO cut_by_text (k, v) SELECT CONCAT(SHA2(id, 224), IF(id % 3 = 0, 'Ä', IF(id % 3 = 1, '\\', '''')), id), id FROM cut_by_id;
-- kind: a table that is cut by two columns
CREATE TABLE cut_by_two (a INT, b INT, filler CHAR(200) DEFAULT 'x', PRIMARY KEY (a, b));
INSERT INTO cut_by_two (a, b) SELECT id % 5, id FROM cut_by_id;

-- kind: MyISAM
CREATE TABLE in_myisam (a INT, b INT NOT NULL AUTO_INCREMENT, v VARCHAR(10), PRIMARY KEY (a, b), FULLTEXT KEY ft (v)) ENGINE = MyISAM ROW_FORMAT = DYNAMIC;
INSERT INTO in_myisam (a, v) VALUES (1, 'x'), (1, 'y'), (2, 'z');
DELETE FROM in_myisam WHERE v = 'y';

-- kind: MEMORY
CREATE TABLE in_memory (id INT PRIMARY KEY, v VARCHAR(10), KEY b (v) USING BTREE, KEY h (v) USING HASH) ENGINE = MEMORY MAX_ROWS = 1000;
INSERT INTO in_memory VALUES (1, 'x'), (2, NULL);

-- kind: CSV
CREATE TABLE in_csv (id INT NOT NULL, v VARCHAR(50) NOT NULL) ENGINE = CSV;
INSERT INTO in_csv VALUES (1, 'a,"b"\\\n'), (2, '');

-- kind: MERGE
CREATE TABLE merge_a (id INT NOT NULL, KEY k (id)) ENGINE = MyISAM;
INSERT INTO merge_a VALUES (1), (2);
CREATE TABLE merged (id INT NOT NULL, KEY k (id)) ENGINE = MRG_MyISAM UNION = (merge_a) INSERT_METHOD = LAST;

-- kind: row formats
CREATE TABLE compressed (id INT PRIMARY KEY, t TEXT) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8;
INSERT INTO compressed VALUES (1, REPEAT('x', 10000));
CREATE TABLE compact (id INT PRIMARY KEY, t TEXT) ROW_FORMAT = COMPACT STATS_PERSISTENT = 1 STATS_SAMPLE_PAGES = 30;
INSERT INTO compact VALUES (1, 'x');
CREATE TABLE redundant (id INT PRIMARY KEY, t TEXT) ROW_FORMAT = REDUNDANT;
INSERT INTO redundant VALUES (1, 'x');

-- kind: what triggers write
CREATE TABLE log (id INT PRIMARY KEY AUTO_INCREMENT, what VARCHAR(100));
CREATE TABLE watched (id INT PRIMARY KEY, v INT);
INSERT INTO watched VALUES (1, 10), (2, 20);

DELIMITER ;;
-- kind: several triggers of one event, in order, that would change rows
CREATE TRIGGER t_second BEFORE INSERT ON watched FOR EACH ROW SET NEW.v = NEW.v * 100;;
CREATE TRIGGER t_first BEFORE INSERT ON watched FOR EACH ROW PRECEDES t_second SET NEW.v = NEW.v + 1;;
CREATE TRIGGER t_third BEFORE INSERT ON watched FOR EACH ROW FOLLOWS t_second BEGIN SET NEW.v = NEW.v - 1; INSERT INTO log (what) VALUES ('it''s; (a) "row" \\'); END;;
CREATE TRIGGER t_after AFTER DELETE ON watched FOR EACH ROW BEGIN DELETE FROM log; END;;
CREATE DEFINER = `absent``one`@`%.example.org` TRIGGER t_absent AFTER UPDATE ON watched FOR EACH ROW SET @x = 1;;

-- kind: a trigger of its own sql_mode
SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES';;
CREATE TRIGGER t_mode BEFORE UPDATE ON "log" FOR EACH ROW SET NEW."what" = 'C:\' || NEW."what";;
SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION';;

-- kind: procedures
CREATE PROCEDURE plain_procedure(IN a INT, OUT b INT, INOUT c VARCHAR(10) CHARACTER SET latin1) MODIFIES SQL DATA SQL SECURITY INVOKER COMMENT 'does; ''things'' ü' BEGIN
  -- a comment ; with delimiter
  DECLARE done INT DEFAULT 0; /* another $$ ;; */
  SELECT COUNT(*) INTO b FROM watched WHERE v > a; # and this one
  SET c = CONCAT('C:\\', '日本 😀');
END;;
CREATE DEFINER = `absent`@`localhost` PROCEDURE `select``me`() SELECT 1;;

-- kind: a procedure with an odd delimiter
DELIMITER //
CREATE PROCEDURE slashes() BEGIN SELECT '//' || 'x'; SELECT ';;', '$$', '\\'; END//
DELIMITER ;;

-- kind: a procedure of its own sql_mode
SET SESSION sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES';;
CREATE PROCEDURE "in ansi"() BEGIN SELECT 'C:\', "v" FROM "watched"; END;;
SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION';;

-- kind: functions
CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC NO SQL RETURN n * 2;;
CREATE FUNCTION greeting(name VARCHAR(50) CHARACTER SET utf8mb4) RETURNS VARCHAR(100) CHARSET utf8mb4 COLLATE utf8mb4_bin DETERMINISTIC READS SQL DATA COMMENT 'hello' RETURN CONCAT('Grüße 😀, ', name, '\\');;

-- kind: a function that calls one created later
CREATE FUNCTION a_caller(n INT) RETURNS INT DETERMINISTIC RETURN z_called(n) + 1;;
CREATE FUNCTION z_called(n INT) RETURNS INT DETERMINISTIC RETURN n;;

-- kind: events, enabled, disabled, to come and ended
CREATE EVENT yearly ON SCHEDULE EVERY 1 YEAR STARTS '2037-01-01 00:00:00' ON COMPLETION PRESERVE COMMENT 'once a ''year''' DO DELETE FROM log;;
CREATE EVENT sleeping ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2037-01-01 00:00:00' DISABLE DO BEGIN DELETE FROM log; SET @x = '; $$'; END;;
CREATE EVENT someday ON SCHEDULE AT '2037-06-01 12:00:00' DO SELECT 1;;
CREATE EVENT ended ON SCHEDULE EVERY 1 DAY STARTS '2020-01-01 00:00:00' ENDS '2020-02-01 00:00:00' ON COMPLETION PRESERVE DISABLE DO SELECT 1;;
-- kind: an event of another time zone and sql_mode
SET SESSION time_zone = '+05:30', sql_mode = 'ANSI_QUOTES';;
CREATE EVENT "elsewhere" ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:30:00' DO DELETE FROM "log";;
SET SESSION time_zone = '+00:00', sql_mode = 'NO_ENGINE_SUBSTITUTION';;
DELIMITER ;

-- kind: views on views, created before what they need by name
CREATE VIEW z_base AS SELECT id, v FROM watched WHERE v > 0;
CREATE VIEW a_on_base AS SELECT id, twice(v) AS doubled FROM z_base;
CREATE VIEW b_on_view AS SELECT COUNT(*) AS n FROM a_on_base;

-- kind: views with algorithm, definer, security and check option
CREATE ALGORITHM = TEMPTABLE VIEW v_temp AS SELECT DISTINCT id FROM watched;
CREATE ALGORITHM = MERGE SQL SECURITY INVOKER VIEW v_merge (`a b`, `c``d`) AS SELECT id, v FROM watched WITH CASCADED CHECK OPTION;
CREATE DEFINER = `absent`@`%` VIEW v_absent AS SELECT 1 AS one;
CREATE VIEW v_local AS SELECT * FROM watched WHERE v < 1000 WITH LOCAL CHECK OPTION;

-- kind: views with text in them
CREATE VIEW `v "odd" ``one```  AS SELECT 'C:\\ ü 😀 '' ; --' AS t, _latin1 x'E9' AS l, `100% \\ _und_ ?`.`50%` AS p FROM `100% \\ _und_ ?`;

-- kind: a view with a column of every type
CREATE VIEW v_types AS SELECT i.*, f.f, d.wide, j.j FROM integers i JOIN floats f USING (id) JOIN decimals d USING (id) JOIN jsons j USING (id);
