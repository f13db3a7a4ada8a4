-- Every type, at its limits. Each kind of object is counted by its marker.
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;

-- kind: schema
CREATE SCHEMA types;
-- kind: extension
CREATE EXTENSION hstore WITH SCHEMA types;
CREATE EXTENSION ltree WITH SCHEMA types;
CREATE EXTENSION citext WITH SCHEMA types;
CREATE EXTENSION cube WITH SCHEMA types;
CREATE EXTENSION isn WITH SCHEMA types;
CREATE EXTENSION pg_trgm WITH SCHEMA types;
CREATE EXTENSION btree_gist WITH SCHEMA types;
SET search_path = types, pg_catalog;

-- kind: type integer
CREATE TABLE integers (a int2, b int4, c int8);
INSERT INTO integers VALUES (-32768, -2147483648, -9223372036854775808), (32767, 2147483647, 9223372036854775807), (0, 0, 0), (NULL, NULL, NULL);

-- kind: type numeric
CREATE TABLE numerics (a numeric, b numeric(1000, 500), c numeric(3, -2), d numeric(5, 7));
INSERT INTO numerics VALUES
  ('NaN', 'NaN', 'NaN', 'NaN'), ('Infinity', NULL, NULL, NULL), ('-Infinity', NULL, NULL, NULL),
  (0, 0, 0, 0), (-0.0, -0.00, 12345, 0.0012345),
  (('1' || repeat('0', 20000))::numeric, ('9' || repeat('7', 499))::numeric, -99900, -0.0099999),
  (('0.' || repeat('0', 16000) || '1')::numeric, ('-0.' || repeat('3', 500))::numeric, NULL, NULL),
  (1.10, 1.100, NULL, NULL), (1.1000, 1, NULL, NULL);

-- kind: type float
CREATE TABLE floats (a float4, b float8);
INSERT INTO floats VALUES
  ('NaN', 'NaN'), ('Infinity', 'Infinity'), ('-Infinity', '-Infinity'), ('-0', '-0'), (0.1, 0.1), (1e-45, 5e-324),
  (3.4028235e38, 1.7976931348623157e308), (1.17549435e-38, 2.2250738585072014e-308), (16777217, 9007199254740993),
  (0.30000001, 0.1::float8 + 0.2::float8), (1::float4 / 3, 1::float8 / 3);
INSERT INTO floats SELECT sqrt(n)::float4, exp(n / 7.0::float8) FROM generate_series(1, 200) n;

-- kind: type bit
CREATE TABLE bits (a bit(1), b bit(9), c varbit, d varbit(70));
INSERT INTO bits VALUES (B'0', B'101010101', B'', B''), (B'1', B'000000000', repeat('10', 2000)::varbit, repeat('1', 70)::varbit), (NULL, NULL, NULL, NULL);

-- kind: type money
CREATE TABLE moneys (a money);
INSERT INTO moneys VALUES ('-92233720368547758.08'), ('92233720368547758.07'), ('0'), ('-0.01'), ('1234567.89'), (NULL);

-- kind: type boolean
CREATE TABLE booleans (a bool, b "char", c name);
INSERT INTO booleans VALUES (true, 'x', 'a name'), (false, '', ''), (NULL, '\001', repeat('ü', 31)), (NULL, NULL, NULL);

-- kind: type text
CREATE TABLE texts (id int, t text, v varchar(20), c char(10));
INSERT INTO texts VALUES
  (1, '', '', ''), (2, NULL, NULL, NULL), (3, E'C:\\', E'C:\\', E'C:\\'), (4, E'\\N', E'\\N', E'\\N'), (5, E'\\.', E'\\.', E'\\.'),
  (6, E'tab\there', E'\t', E'\t'), (7, E'cr\rlf\r\n\n', E'\r\n', E'\n'), (8, E'\x1A', E'\x1A', E'\x1A'), (9, E'\b\f\v\x01\x7F', E'\x1B', 'x '),
  (10, '😀👨‍👩‍👧‍👦 𝔘𝔫𝔦 ﷽ עברית', '😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀', '😀😀😀😀😀😀😀😀😀😀'), (11, E'it''s "quoted" `and` $dollar$ ;', '--', '/* */'),
  (12, E'\\\\server\\share\\', E'\\\\', E'\\'), (13, E'a\\\nb', E'\\\n', E'\\\t'), (14, E'e\u0301 vs é', '  spaces  ', '  pad'),
  (15, U&'\FFFF\+10FFFF\FEFF', 'NULL', 'null'), (16, E'\\x41', E'\\101', E'\\b'), (17, '{1,2}', '(1,2)', '[1,2)');

-- kind: type bytea
CREATE TABLE byteas (id int, b bytea);
INSERT INTO byteas VALUES (1, ''), (2, NULL), (3, '\x00'), (4, '\x5c'), (5, '\x5c78'), (6, decode('Go0KCQ==', 'base64'));
INSERT INTO byteas SELECT 10, string_agg(set_byte('\x00', 0, n), ''::bytea ORDER BY n) FROM generate_series(0, 255) n;
INSERT INTO byteas SELECT 100 + n, set_byte('\x00', 0, n) FROM generate_series(0, 255) n;

-- kind: type date and time
CREATE TABLE times (id int, d date, t time, tz timetz, ts timestamp, tstz timestamptz, p0 timestamp(0), p3 timestamptz(3), t2 time(2));
INSERT INTO times VALUES
  (1, 'infinity', '00:00', '00:00+15:59', 'infinity', 'infinity', 'infinity', 'infinity', '00:00'),
  (2, '-infinity', '24:00', '24:00-15:59', '-infinity', '-infinity', '-infinity', '-infinity', '23:59:59.99'),
  (3, '4713-01-01 BC', '23:59:59.999999', '12:34:56.789+05:30:17', '4713-01-01 00:00:00 BC', '4713-01-01 00:00:00+00 BC', '0001-01-01 BC', '0001-12-31 BC', NULL),
  (4, '5874897-12-31', NULL, NULL, '294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999999+00', '2000-02-29 12:00', '2026-11-25 12:00:00.1239', NULL),
  (5, '0001-01-01', '12:00', '12:00+01', '2026-03-29 02:30:00', '2026-03-29 02:30:00 Europe/Berlin', NULL, NULL, NULL),
  (6, '1582-10-10', NULL, NULL, '2026-10-25 02:30:00', '2026-10-25 00:30:00+00', NULL, NULL, NULL),
  (7, NULL, NULL, NULL, '1883-11-18 12:03:58', '1883-11-18 12:03:58 America/New_York', NULL, NULL, NULL),
  (8, NULL, NULL, NULL, '2016-12-31 23:59:60', '2026-10-25 01:30:00+00', NULL, NULL, NULL);

-- kind: type interval
CREATE TABLE intervals (a interval, b interval year to month, c interval day to second(3), d interval hour);
INSERT INTO intervals VALUES
  ('1 year -2 mons 3 days -04:05:06.789', '1-2', '1 02:03:04.5678', '5 hours'), ('-178000000 years', '-1-11', '-1 day', '-5 hours'), ('0', '0', '0', '0'),
  ('178000000 years 11 mons 2147483647 days 2562047788:00:54.775807', NULL, NULL, NULL), ('-1 mon +1 day -00:00:00.000001', NULL, NULL, NULL), ('P1Y2M3DT4H5M6.7S', NULL, NULL, NULL);

-- kind: type json
CREATE TABLE jsons (id int, j json, b jsonb, p jsonpath);
INSERT INTO jsons VALUES
  (1, '{"b" :1,  "a":[1, 2.50 ,1e400], "b":2, "é":"\u00e9 \ud83d\ude00"}', '{"b":1,"a":[1,2.50,1e300],"n":null,"deep":{"x":[[[]]]}}', '$.a[*] ? (@ > 1)'),
  (2, 'null', 'null', 'strict $'), (3, '""', '"\\ \" \n \t"', '$."a b"'), (4, NULL, NULL, NULL), (5, E'[\n1\n]', '[]', NULL), (6, '"\u0000"', '123456789012345678901234567890.00', NULL);

-- kind: type xml
CREATE TABLE xmls (id int, x xml);
INSERT INTO xmls VALUES (1, '<?xml version="1.0"?><a b="c">&amp; é <![CDATA[ <x> ]]></a>'), (2, xmlparse(content 'text <b/> more')), (3, NULL), (4, xmlparse(content ''));

-- kind: type uuid
CREATE TABLE uuids (a uuid);
INSERT INTO uuids VALUES ('00000000-0000-0000-0000-000000000000'), ('ffffffff-ffff-ffff-ffff-ffffffffffff'), ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'), (NULL);

-- kind: type text search
CREATE TABLE searches (v tsvector, q tsquery);
INSERT INTO searches VALUES ('a:1A fat:2B,4C cat:5D ''quo''''ted'' ''back\\slash'''::tsvector, 'fat & (rat | !cat:*AB) <-> ''a b'''::tsquery), ('', ''), (NULL, NULL),
  (array_to_tsvector(ARRAY['no', 'positions']), 'a <2> b');

-- kind: type network
CREATE TABLE networks (a inet, b cidr, c macaddr, d macaddr8);
INSERT INTO networks VALUES ('192.168.0.1/24', '192.168.0.0/24', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05'), ('::ffff:1.2.3.4/128', '::/0', 'ffffffffffff', 'ff:ff:ff:ff:ff:ff:ff:ff'),
  ('0.0.0.0', '10.0.0.0/8', NULL, NULL), ('2001:db8::1/64', '2001:db8::/32', NULL, NULL);

-- kind: type geometric
CREATE TABLE shapes (a point, b line, c lseg, d box, e path, f path, g polygon, h circle);
INSERT INTO shapes VALUES ('(0.1,1e-300)', '{1,2,3.3}', '[(0,0),(1,1.1)]', '(1,1),(0,0)', '[(0,0),(1,1)]', '((0,0),(1,1),(2,0))', '((0,0),(1,1),(2,0))', '<(0,0),0.1>'),
  ('(NaN,Infinity)', '{0,-1,0}', '[(-Infinity,0),(NaN,1)]', '(Infinity,1),(-Infinity,0)', '((-0,0))', '[(1,2)]', '((1e308,1e-308))', '<(1,1),Infinity>');

-- kind: type system
CREATE TABLE systems (a pg_lsn, b txid_snapshot, c pg_snapshot, d xid8, e oid, f regtype, g regclass, h regproc, i regprocedure, j oidvector, k int2vector, l regconfig, m regnamespace, n xid, o tid, p cid, q aclitem, r refcursor, s regrole, t regcollation);
INSERT INTO systems VALUES ('0/0', '10:20:10,14,15', '10:20:10,14,15', '18446744073709551615', 4294967295, 'integer', 'pg_class', 'pg_catalog.now', 'pg_catalog.abs(bigint)', '1 2 3', '-1 0 32767', 'english', 'types', '4294967295', '(4294967295,65535)', '7', 'zoo_owner=r/zoo_owner', 'cur', 'zoo_reader', '"C"'),
  ('FFFFFFFF/FFFFFFFF', NULL, NULL, NULL, 0, 'types.hstore', 'types.texts', NULL, NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

-- kind: enum
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'it''s "odd"', '');
ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok';
ALTER TYPE mood ADD VALUE 'so-so' AFTER 'meh';
-- kind: composite type
CREATE TYPE pair AS (a int, "b c" text COLLATE "C", m mood);
-- kind: domain
CREATE DOMAIN posint AS int DEFAULT 7 NOT NULL CONSTRAINT positive CHECK (VALUE > 0);
CREATE DOMAIN code AS text COLLATE "C" CHECK (VALUE ~ '^[a-z\\]+$') CONSTRAINT short CHECK (length(VALUE) < 10);
ALTER DOMAIN code ADD CONSTRAINT later CHECK (VALUE <> 'never') NOT VALID;
-- kind: domain over array
CREATE DOMAIN codes AS code[] CHECK (cardinality(VALUE) < 5);
-- kind: domain over composite
CREATE DOMAIN pairs AS pair CHECK (VALUE IS NULL OR (VALUE).a IS NOT NULL);
-- kind: range type
CREATE FUNCTION float_gap(a float8, b float8) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a - b';
CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float_gap, multirange_type_name = floatranges);
CREATE TYPE textrange AS RANGE (subtype = text, collation = "C");
-- kind: base type
CREATE TYPE cents;
CREATE FUNCTION cents_in(cstring) RETURNS cents LANGUAGE internal IMMUTABLE STRICT AS 'int8in';
CREATE FUNCTION cents_out(cents) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int8out';
CREATE TYPE cents (INPUT = cents_in, OUTPUT = cents_out, LIKE = int8, CATEGORY = 'N', PREFERRED = false, DEFAULT = '5', DELIMITER = ';');
-- kind: shell type
CREATE TYPE shell;

-- kind: type array
CREATE TABLE arrays (id int, i int[], t text[], d3 int[][][], m mood[], p pair[], c codes, pt point[], b box[], r int4range[], j jsonb[], by bytea[]);
INSERT INTO arrays VALUES
  (1, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (3, '{1,NULL,3}', ARRAY['', NULL, 'NULL', 'a,b', '{}', '"', E'\\', E'\n', ' '], '{{{1,2},{3,4}},{{5,6},{7,NULL}}}', '{sad,"it''s \"odd\"","",so-so}', ARRAY[ROW(1, NULL, 'sad'), ROW(NULL, E'a"\\,()', 'happy')]::pair[], ARRAY['a', E'b\\']::code[], '{"(1,2)"}', '{(1,1),(0,0);(2,2),(1,1)}', '{"[1,5)",empty}', ARRAY['{"a":1}', NULL]::jsonb[], ARRAY['\x00', '\x5c2c']::bytea[]),
  (4, '[-5:-3]={1,2,3}', '[0:1]={a,b}', '[2:2][3:4][5:5]={{{1},{2}}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

-- kind: type range
CREATE TABLE ranges (a int4range, b int8range, c numrange, d tsrange, e tstzrange, f daterange, g floatrange, h textrange);
INSERT INTO ranges VALUES ('empty', 'empty', 'empty', 'empty', 'empty', 'empty', 'empty', 'empty'), ('(,)', '[,5]', '(1.10,NaN)', '[-infinity,infinity]', '[2026-01-01 00:00+00,)', '[2026-01-01,2026-01-31]', '(0.1,Infinity]', textrange('a,b', E'c"\\]')),
  ('[1,10]', '(1,10)', '[1.0,1.0]', '[2026-01-01,2026-01-01]', NULL, '[,infinity)', '[-0,0]', textrange('', NULL));
-- kind: type multirange
CREATE TABLE multiranges (a int4multirange, b nummultirange, c datemultirange, d floatranges, e tstzmultirange);
INSERT INTO multiranges VALUES ('{}', '{}', '{}', '{}', '{}'), ('{[1,3),[5,7),(,0)}', '{[1.10,2.2),(3,)}', '{[2026-01-01,2026-02-01),[2027-01-01,)}', '{(0.1,0.2)}', NULL);

-- kind: type composite and domain column
CREATE TABLE composites (a pair, b pairs, c posint, d code, e cents, f cents[], g mood);
INSERT INTO composites VALUES (ROW(1, E'x,"y"\\', 'ok'), ROW(2, NULL, NULL), 1, E'abc\\', '123', '{1;2;NULL}', 'meh'), (NULL, NULL, 2147483647, NULL, NULL, NULL, NULL), (ROW(NULL, NULL, NULL), ROW(0, '', ''), 7, 'a', '-9223372036854775808', '{}', '');

-- kind: type of an extension
CREATE TABLE extras (a hstore, b ltree, c lquery, d ltxtquery, e citext, f cube, g isbn13);
INSERT INTO extras VALUES ('"a"=>"b", c=>NULL, "quo\"te"=>"ba\\ck", ""=>""', 'Top.Science.Astronomy', '*.Astro*%@|x.!y{1,2}', 'a & !b', 'CaSe', '(1,2.5),(3,-4)', '978-0-393-04002-9'), ('', '', NULL, NULL, '', '(0)', NULL);

-- kind: type collated
CREATE TABLE collated (a text COLLATE "C", b text COLLATE "POSIX", c text COLLATE "en_US", d varchar(9) COLLATE "und-x-icu");
INSERT INTO collated VALUES ('B', 'b', 'ä', 'ß'), ('a', 'Z', 'z', 'ss');

-- kind: toasted value
CREATE TABLE big (id int PRIMARY KEY, t text, b bytea);
INSERT INTO big SELECT 1, repeat(E'64 bytes, with what COPY must escape: \\ \t \n and some more ....', 1 << 20), NULL;
INSERT INTO big SELECT 2, string_agg(md5(n::text) || E'\\\n', ''), NULL FROM generate_series(1, (8 << 20) / 34) n;
INSERT INTO big SELECT 3, NULL, decode(string_agg(md5(n::text), ''), 'hex') FROM generate_series(1, (4 << 20) / 16) n;
