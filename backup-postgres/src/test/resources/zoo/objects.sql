-- Everything that is not a table: code, rules, rights, searches, foreign data, large objects.
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
CREATE SCHEMA objects;
SET search_path = objects, pg_catalog;

-- kind: large object
SELECT lo_create(1), lo_create(2), lo_create(4294967295);
SELECT lo_put(1, 0, string_agg(set_byte('\x00', 0, n), ''::bytea ORDER BY n)) FROM generate_series(0, 255) n;
SELECT lo_put(4294967295, 0, decode(string_agg(md5(n::text), ''), 'hex')) FROM generate_series(1, 50000) n;
SELECT lo_create(5), lo_put(5, 5000000, '\xff');
-- kind: grant on a large object
GRANT SELECT ON LARGE OBJECT 1 TO zoo_reader;
GRANT UPDATE ON LARGE OBJECT 2 TO PUBLIC;

-- kind: sql function
CREATE FUNCTION add(a int, b int DEFAULT 2, VARIADIC rest int[] DEFAULT '{}') RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 7 LEAKPROOF AS $$SELECT a + b /* $1 'x' */$$;
-- kind: sql function with a parsed body
CREATE FUNCTION parsed(a int) RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM tables.plain WHERE id < a; END;
-- kind: plpgsql function
CREATE FUNCTION "odd ""name""; --"(INOUT a text, OUT b int, "c d" text DEFAULT E'\\') LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '7MB' AS $f$
BEGIN
  -- a comment; with $$ dollars
  b := length(a);
END $f$;

-- kind: set returning function
CREATE FUNCTION rows_of(n int) RETURNS TABLE (a int, b text) LANGUAGE sql ROWS 5 AS 'SELECT g, g::text FROM generate_series(1, n) g';
-- kind: internal function
CREATE FUNCTION internal_length(text) RETURNS int LANGUAGE internal STRICT IMMUTABLE AS 'textlen';
-- kind: c function
CREATE FUNCTION c_similarity(text, text) RETURNS real LANGUAGE c STRICT IMMUTABLE AS '$libdir/pg_trgm', 'similarity';
-- kind: window function
CREATE FUNCTION my_row_number() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE STRICT AS 'window_row_number';
-- kind: procedure
CREATE PROCEDURE tidy(IN a int, INOUT b text DEFAULT 'x') LANGUAGE plpgsql AS $$BEGIN b := b || a; END$$;
-- kind: language
CREATE FUNCTION plzoo_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION plzoo_validator(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE plzoo HANDLER plzoo_handler VALIDATOR plzoo_validator;
CREATE FUNCTION in_plzoo() RETURNS int LANGUAGE plzoo AS 'BEGIN RETURN 1; END';
-- kind: aggregate
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', PARALLEL = SAFE, COMBINEFUNC = int4pl);
CREATE AGGREGATE moving(int) (SFUNC = int4pl, STYPE = int, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int, SORTOP = <);
-- kind: ordered set aggregate
CREATE AGGREGATE middle(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
-- kind: operator
CREATE FUNCTION near(a float8, b float8) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT abs(a - b) < 0.1';
CREATE OPERATOR ~~~ (FUNCTION = near, LEFTARG = float8, RIGHTARG = float8, COMMUTATOR = ~~~, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE FUNCTION negate(float8) RETURNS float8 LANGUAGE internal IMMUTABLE STRICT AS 'float8um';
CREATE OPERATOR !- (FUNCTION = negate, RIGHTARG = float8);
-- kind: operator family
CREATE OPERATOR FAMILY families USING btree;
-- kind: operator class
CREATE FUNCTION cents_cmp(types.cents, types.cents) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'btint8cmp';
CREATE FUNCTION cents_lt(types.cents, types.cents) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int8lt';
CREATE FUNCTION cents_eq(types.cents, types.cents) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int8eq';
CREATE OPERATOR < (FUNCTION = cents_lt, LEFTARG = types.cents, RIGHTARG = types.cents);
CREATE OPERATOR = (FUNCTION = cents_eq, LEFTARG = types.cents, RIGHTARG = types.cents, MERGES);
CREATE OPERATOR CLASS cents_ops DEFAULT FOR TYPE types.cents USING btree FAMILY families AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 cents_cmp(types.cents, types.cents);
CREATE INDEX cents_index ON types.composites USING btree (e cents_ops);
-- kind: cast
CREATE CAST (types.cents AS bigint) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE FUNCTION as_mood(int) RETURNS types.mood LANGUAGE sql IMMUTABLE AS $$SELECT 'ok'::types.mood$$;
CREATE CAST (int AS types.mood) WITH FUNCTION as_mood(int) AS IMPLICIT;
CREATE CAST (types.pair AS text) WITH INOUT;
-- kind: transform
CREATE TRANSFORM FOR types.mood LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
-- kind: conversion
CREATE CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- kind: access method
CREATE ACCESS METHOD zoo_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE tables.in_zoo_heap (id int PRIMARY KEY) USING zoo_heap;
INSERT INTO tables.in_zoo_heap VALUES (1), (2);
-- kind: index access method
CREATE ACCESS METHOD zoo_tree TYPE INDEX HANDLER bthandler;
-- kind: collation
CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');
CREATE COLLATION c_copy FROM "C";
-- kind: nondeterministic collation
CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE tables.caseless (t text COLLATE objects.caseless PRIMARY KEY, g text COLLATE objects.german);
INSERT INTO tables.caseless VALUES ('Abc', 'ä'), ('ABD', 'ae');
-- kind: text search dictionary
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = pg_catalog.simple, accept = false);
-- kind: text search configuration
CREATE TEXT SEARCH CONFIGURATION zoo (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION zoo ALTER MAPPING FOR word, asciiword WITH words, english_stem;
ALTER TEXT SEARCH CONFIGURATION zoo DROP MAPPING FOR url;
-- kind: text search template
CREATE TEXT SEARCH TEMPLATE zoo_template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
-- kind: text search parser
CREATE TEXT SEARCH PARSER zoo_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE INDEX searched ON tables.plain USING gin (to_tsvector('objects.zoo', t));
-- kind: statistics object
CREATE STATISTICS stats (ndistinct, dependencies, mcv) ON id, t, n FROM tables.plain;
CREATE STATISTICS stats_expression ON (id % 10), (length(t)) FROM tables.plain;
ALTER STATISTICS stats SET STATISTICS 99;

-- kind: view
CREATE VIEW simple AS SELECT id AS "I d", t FROM tables.plain WHERE t LIKE E'%\\%' OR id < 5;
-- kind: view with check option
CREATE VIEW checked WITH (security_barrier, security_invoker, check_option = cascaded) AS SELECT * FROM tables.plain WHERE id < 100;
-- kind: recursive view
CREATE RECURSIVE VIEW countdown (n) AS VALUES (10) UNION ALL SELECT n - 1 FROM countdown WHERE n > 0;
-- kind: view that groups by a primary key
CREATE VIEW grouped AS SELECT p.id, p.k1, count(c.id) AS children FROM tables.parents p LEFT JOIN tables.children c ON c.parent = p.id GROUP BY p.id;
CREATE VIEW on_grouped AS SELECT * FROM grouped;
-- kind: view with a changed default
ALTER VIEW simple ALTER COLUMN t SET DEFAULT 'v';
-- kind: views and functions in a circle
CREATE VIEW circle AS SELECT 1 AS a;
CREATE FUNCTION on_circle() RETURNS SETOF circle LANGUAGE sql BEGIN ATOMIC SELECT 1; END;
CREATE OR REPLACE VIEW circle AS SELECT a FROM on_circle() f(a);
-- kind: materialized view
CREATE MATERIALIZED VIEW z_base AS SELECT region, sum(amount) AS amount FROM tables.sales GROUP BY region;
CREATE UNIQUE INDEX ON z_base (region);
-- kind: materialized view on another
CREATE MATERIALIZED VIEW a_on_z WITH (fillfactor = 90) AS SELECT max(amount) AS top FROM z_base;
CREATE VIEW between_them AS SELECT * FROM a_on_z;
CREATE MATERIALIZED VIEW "B on a" AS SELECT top, 1 AS one FROM between_them;
-- kind: materialized view without data
CREATE MATERIALIZED VIEW empty AS SELECT 1 AS a WITH NO DATA;
CREATE INDEX ON empty (a);
-- kind: materialized view on a function
CREATE MATERIALIZED VIEW through_function AS SELECT objects.parsed(100) AS n;

-- kind: rule
CREATE TABLE tables.ruled (a int, b text);
CREATE TABLE tables.rule_log (a int, what text);
INSERT INTO tables.ruled VALUES (1, 'a');
CREATE RULE log_insert AS ON INSERT TO tables.ruled DO ALSO INSERT INTO tables.rule_log VALUES (NEW.a, 'rule');
CREATE RULE no_delete AS ON DELETE TO tables.ruled DO INSTEAD NOTHING;
CREATE RULE sleeping AS ON UPDATE TO tables.ruled WHERE NEW.a > 5 DO ALSO INSERT INTO tables.rule_log VALUES (OLD.a, 'asleep');
ALTER TABLE tables.ruled DISABLE RULE sleeping;
ALTER TABLE tables.ruled ENABLE ALWAYS RULE no_delete;
-- kind: rule on a view
CREATE RULE insert_simple AS ON INSERT TO simple DO INSTEAD INSERT INTO tables.plain (id, t) VALUES (NEW."I d", NEW.t) RETURNING id, t;

-- kind: trigger
CREATE TABLE tables.triggered (id int PRIMARY KEY, t text, n int);
CREATE TABLE tables.trigger_log (id int GENERATED ALWAYS AS IDENTITY, what text);
INSERT INTO tables.triggered SELECT n, 'original', n FROM generate_series(1, 100) n;
CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tables.trigger_log (what) VALUES (TG_NAME || ' fired on ' || TG_TABLE_NAME);
  IF TG_LEVEL = 'ROW' AND TG_OP <> 'DELETE' AND TG_WHEN = 'BEFORE' THEN NEW.t := 'spoiled'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER spoil BEFORE INSERT OR UPDATE OF t, n ON tables.triggered FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION spoil('an "argument"', E'\\');
CREATE TRIGGER "always ""odd""" BEFORE INSERT ON tables.triggered FOR EACH ROW EXECUTE FUNCTION spoil();
ALTER TABLE tables.triggered ENABLE ALWAYS TRIGGER "always ""odd""";
CREATE TRIGGER on_replica AFTER INSERT ON tables.triggered FOR EACH STATEMENT EXECUTE FUNCTION spoil();
ALTER TABLE tables.triggered ENABLE REPLICA TRIGGER on_replica;
CREATE TRIGGER with_tables AFTER UPDATE ON tables.triggered REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION spoil();
CREATE TRIGGER on_truncate BEFORE TRUNCATE ON tables.triggered EXECUTE FUNCTION spoil();
ALTER TABLE tables.triggered ENABLE ALWAYS TRIGGER on_truncate;
-- kind: disabled trigger
CREATE TRIGGER off BEFORE DELETE ON tables.triggered FOR EACH ROW EXECUTE FUNCTION spoil();
ALTER TABLE tables.triggered DISABLE TRIGGER off;
-- kind: constraint trigger
CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON tables.triggered DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION spoil();
-- kind: instead of trigger
CREATE TRIGGER instead INSTEAD OF INSERT ON checked FOR EACH ROW EXECUTE FUNCTION spoil();
-- kind: trigger on a partitioned table
CREATE FUNCTION pass() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER pass AFTER INSERT ON tables.sales FOR EACH ROW EXECUTE FUNCTION pass();
ALTER TABLE tables.sales_2025 DISABLE TRIGGER pass;

-- kind: foreign data wrapper
CREATE FOREIGN DATA WRAPPER nothing OPTIONS (a 'it''s', "b c" E'\\');
CREATE EXTENSION file_fdw WITH SCHEMA objects;
CREATE EXTENSION postgres_fdw WITH SCHEMA objects;
-- kind: foreign server
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER elsewhere TYPE 't' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1', dbname 'nowhere');
-- kind: user mapping
CREATE USER MAPPING FOR zoo_owner SERVER elsewhere OPTIONS (user 'u', password 'mapped '' secret');
CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (user 'p');
-- kind: foreign table
CREATE FOREIGN TABLE tables.passwd (line text OPTIONS (force_not_null 'true')) SERVER files OPTIONS (filename '/nonexistent', format 'csv');
CREATE FOREIGN TABLE tables.remote (id int OPTIONS (column_name 'i d') NOT NULL, t text DEFAULT 'x', CHECK (id > 0)) SERVER elsewhere OPTIONS (table_name 'r');
-- kind: foreign partition
CREATE FOREIGN TABLE tables.remote_partition PARTITION OF tables.no_partitions FOR VALUES IN (1) SERVER elsewhere;

-- kind: publication
CREATE PUBLICATION chosen FOR TABLE tables.plain (id, t, n) WHERE (id > 5), tables.parents WITH (publish = 'insert, delete', publish_via_partition_root = true);
-- kind: publication of all tables
CREATE PUBLICATION everything FOR ALL TABLES;
-- kind: publication of a schema
CREATE PUBLICATION whole_schema FOR TABLES IN SCHEMA tables, "odd.""schema"" Ü";

-- kind: row security
CREATE TABLE tables.secured (id int PRIMARY KEY, owner text, secret text);
INSERT INTO tables.secured VALUES (1, 'zoo_owner', 'a'), (2, 'zoo_reader', 'b'), (3, 'nobody', 'c');
ALTER TABLE tables.secured OWNER TO zoo_owner;
ALTER TABLE tables.secured ENABLE ROW LEVEL SECURITY;
-- kind: forced row security
CREATE TABLE tables.forced (id int);
INSERT INTO tables.forced VALUES (1), (2);
ALTER TABLE tables.forced OWNER TO zoo_owner;
ALTER TABLE tables.forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- kind: policy
CREATE POLICY mine ON tables.secured AS PERMISSIVE FOR SELECT TO zoo_reader, "zoo ""odd"" Rôle" USING (owner = current_user);
CREATE POLICY "never ""x""" ON tables.secured AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (true) WITH CHECK (secret <> 'c');

-- kind: owner
ALTER TABLE tables.keyless OWNER TO "zoo ""odd"" Rôle";
ALTER SCHEMA "odd.""schema"" Ü" OWNER TO zoo_owner;
ALTER SEQUENCE tables.detached OWNER TO zoo_owner;
ALTER FUNCTION add(int, int, int[]) OWNER TO zoo_owner;
ALTER TYPE types.mood OWNER TO zoo_owner;
ALTER VIEW simple OWNER TO zoo_owner;
ALTER MATERIALIZED VIEW z_base OWNER TO "zoo ""odd"" Rôle";
ALTER LARGE OBJECT 1 OWNER TO zoo_owner;
-- kind: grant
GRANT USAGE ON SCHEMA tables, objects, types TO zoo_reader;
GRANT USAGE ON SCHEMA tables TO "zoo ""odd"" Rôle";
GRANT SELECT ON tables.sales TO "zoo ""odd"" Rôle";
GRANT SELECT, INSERT ON tables.plain TO zoo_reader WITH GRANT OPTION;
GRANT ALL ON tables.parents TO "zoo ""odd"" Rôle";
GRANT SELECT ON objects.simple TO PUBLIC;
GRANT USAGE, UPDATE ON SEQUENCE tables.detached TO zoo_reader;
GRANT EXECUTE ON FUNCTION add(int, int, int[]) TO zoo_reader;
REVOKE EXECUTE ON FUNCTION internal_length(text) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE tidy(int, text) TO zoo_owner;
GRANT USAGE ON TYPE types.mood TO zoo_reader;
REVOKE USAGE ON TYPE types.posint FROM PUBLIC;
GRANT USAGE ON LANGUAGE plzoo TO zoo_owner;
GRANT USAGE ON FOREIGN DATA WRAPPER nothing TO zoo_owner WITH GRANT OPTION;
GRANT USAGE ON FOREIGN SERVER elsewhere TO zoo_reader;
-- kind: grant by another grantor
SET ROLE zoo_owner;
GRANT SELECT ON tables.secured TO zoo_reader WITH GRANT OPTION;
SET ROLE zoo_reader;
GRANT SELECT ON tables.secured TO "zoo ""odd"" Rôle";
RESET ROLE;
-- kind: grant on columns
GRANT SELECT (id, owner), UPDATE (secret) ON tables.secured TO "zoo ""odd"" Rôle";
GRANT REFERENCES ("table") ON tables."select" TO zoo_reader;
-- kind: grant on something of the system
GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_logdir() TO zoo_reader;
REVOKE SELECT ON pg_catalog.pg_views FROM PUBLIC;
GRANT SELECT ON pg_catalog.pg_views TO zoo_owner;
GRANT EXECUTE ON FUNCTION types.similarity(text, text) TO zoo_reader;
-- kind: rights on schema public
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO zoo_owner;
-- kind: default privileges
ALTER DEFAULT PRIVILEGES FOR ROLE zoo_owner IN SCHEMA tables GRANT SELECT ON TABLES TO zoo_reader WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE zoo_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE zoo_owner GRANT USAGE ON SEQUENCES TO "zoo ""odd"" Rôle";

-- kind: comment
COMMENT ON TABLE tables.plain IS E'it''s "a" comment\nof two lines \\ 😀';
COMMENT ON COLUMN tables.plain.t IS 'a column';
COMMENT ON CONSTRAINT plain_pkey ON tables.plain IS 'a constraint';
COMMENT ON INDEX tables.plain_at IS 'an index';
COMMENT ON SCHEMA tables IS 'a schema';
COMMENT ON SCHEMA public IS 'another than the usual comment';
COMMENT ON SEQUENCE tables.detached IS 'a sequence';
COMMENT ON FUNCTION add(int, int, int[]) IS 'a function';
COMMENT ON AGGREGATE total(int) IS 'an aggregate';
COMMENT ON OPERATOR ~~~ (float8, float8) IS 'an operator';
COMMENT ON OPERATOR CLASS cents_ops USING btree IS 'an operator class';
COMMENT ON CAST (int AS types.mood) IS 'a cast';
COMMENT ON TYPE types.pair IS 'a type';
COMMENT ON COLUMN types.pair.a IS 'a column of a type';
COMMENT ON DOMAIN types.posint IS 'a domain';
COMMENT ON CONSTRAINT positive ON DOMAIN types.posint IS 'a constraint of a domain';
COMMENT ON VIEW simple IS 'a view';
COMMENT ON COLUMN simple."I d" IS 'a column of a view';
COMMENT ON MATERIALIZED VIEW z_base IS 'a materialized view';
COMMENT ON RULE log_insert ON tables.ruled IS 'a rule';
COMMENT ON TRIGGER spoil ON tables.triggered IS 'a trigger';
COMMENT ON POLICY mine ON tables.secured IS 'a policy';
COMMENT ON PUBLICATION chosen IS 'a publication';
COMMENT ON SERVER files IS 'a server';
COMMENT ON FOREIGN TABLE tables.remote IS 'a foreign table';
COMMENT ON FOREIGN DATA WRAPPER nothing IS 'a wrapper';
COMMENT ON COLLATION german IS 'a collation';
COMMENT ON CONVERSION latin IS 'a conversion';
COMMENT ON STATISTICS stats IS 'statistics';
COMMENT ON TEXT SEARCH CONFIGURATION zoo IS 'a configuration';
COMMENT ON TEXT SEARCH DICTIONARY words IS 'a dictionary';
COMMENT ON LANGUAGE plzoo IS 'a language';
COMMENT ON ACCESS METHOD zoo_heap IS 'an access method';
COMMENT ON EXTENSION hstore IS 'another comment than its own';
COMMENT ON LARGE OBJECT 1 IS 'a large "object"';

-- kind: event trigger
CREATE TABLE tables.event_log (what text);
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO tables.event_log VALUES (TG_EVENT || ' ' || TG_TAG); END$$;
CREATE EVENT TRIGGER on_end ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE INDEX', 'COMMENT') EXECUTE FUNCTION on_ddl();
CREATE EVENT TRIGGER on_start ON ddl_command_start EXECUTE FUNCTION on_ddl();
ALTER EVENT TRIGGER on_start ENABLE ALWAYS;
CREATE EVENT TRIGGER off ON sql_drop EXECUTE FUNCTION on_ddl();
ALTER EVENT TRIGGER off DISABLE;
CREATE EVENT TRIGGER on_rewrite ON table_rewrite EXECUTE FUNCTION on_ddl();
ALTER EVENT TRIGGER on_rewrite ENABLE REPLICA;
COMMENT ON EVENT TRIGGER on_rewrite IS 'an event trigger';
