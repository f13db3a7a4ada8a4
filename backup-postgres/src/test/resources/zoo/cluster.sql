-- What a database needs outside of itself: on each server once, harmless when it is there.
SET client_min_messages = error;
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['zoo_owner', 'zoo_reader', 'zoo "odd" Rôle'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I', wanted);
    END IF;
  END LOOP;
END $$;
GRANT zoo_reader TO zoo_owner WITH ADMIN OPTION;
SELECT format('CREATE TABLESPACE zoo_space LOCATION %L', :'space')
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_tablespace WHERE spcname = 'zoo_space') \gexec
