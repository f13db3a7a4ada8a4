-- What came with 16 and 17.
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
CREATE SCHEMA since17;
SET search_path = since17, pg_catalog;

-- kind: grant to maintain
CREATE TABLE maintained (id int);
GRANT MAINTAIN ON maintained TO zoo_reader;
-- kind: identity of a partitioned table
CREATE TABLE identities (id bigint GENERATED ALWAYS AS IDENTITY, t text) PARTITION BY RANGE (id);
CREATE TABLE identities_1 PARTITION OF identities FOR VALUES FROM (1) TO (100);
INSERT INTO identities (t) VALUES ('a'), ('b');
-- kind: exclusion constraint of a partitioned table
CREATE TABLE excluded (day date, r int4range, EXCLUDE USING gist (day WITH =, r WITH &&)) PARTITION BY RANGE (day);
CREATE TABLE excluded_1 PARTITION OF excluded FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO excluded VALUES ('2026-01-01', '[1,2)'), ('2026-01-01', '[2,3)');
-- kind: access method of a partitioned table
CREATE TABLE in_heap (id int) PARTITION BY RANGE (id) USING zoo_heap;
CREATE TABLE in_heap_1 PARTITION OF in_heap FOR VALUES FROM (1) TO (10) USING heap;
-- kind: builtin collation
CREATE COLLATION builtin (provider = builtin, locale = 'C.UTF-8');
-- kind: collation with rules
CREATE COLLATION ruled (provider = icu, locale = 'und', rules = '& a < g');
-- kind: infinite interval
CREATE TABLE intervals (a interval);
INSERT INTO intervals VALUES ('infinity'), ('-infinity');
-- kind: event trigger at login
CREATE FUNCTION at_login() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RETURN; END';
CREATE EVENT TRIGGER at_login ON login EXECUTE FUNCTION at_login();
ALTER EVENT TRIGGER at_login DISABLE;
