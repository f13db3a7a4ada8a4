-- What came with 18.
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
CREATE SCHEMA since18;
SET search_path = since18, pg_catalog;

-- kind: virtual generated column
CREATE TABLE virtual (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL, c int GENERATED ALWAYS AS (a + 1) STORED, d text);
INSERT INTO virtual (a, d) SELECT n, 'd' || n FROM generate_series(1, 100) n;
-- kind: not null constraint with a name
CREATE TABLE not_nulls (a int CONSTRAINT "a ""must""" NOT NULL, b int, c int CONSTRAINT own NOT NULL NO INHERIT);
INSERT INTO not_nulls VALUES (1, NULL, 2);
-- kind: not null constraint not valid
ALTER TABLE not_nulls ADD CONSTRAINT later NOT NULL b NOT VALID;
-- kind: constraint that is not enforced
CREATE TABLE lax (a int CHECK (a > 0) NOT ENFORCED, b int);
CREATE TABLE strict (id int PRIMARY KEY);
ALTER TABLE lax ADD FOREIGN KEY (b) REFERENCES strict NOT ENFORCED;
INSERT INTO lax VALUES (-1, 99);
-- kind: temporal key
CREATE TABLE temporal (id int, valid daterange, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
INSERT INTO temporal VALUES (1, '[2026-01-01,2026-02-01)'), (1, '[2026-02-01,2026-03-01)');
CREATE TABLE temporal_child (id int, valid daterange, FOREIGN KEY (id, PERIOD valid) REFERENCES temporal (id, PERIOD valid));
INSERT INTO temporal_child VALUES (1, '[2026-01-10,2026-02-10)');
-- kind: publication of generated columns
CREATE PUBLICATION with_generated FOR TABLE virtual WITH (publish_generated_columns = stored);
