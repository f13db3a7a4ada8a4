package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a restore brings back. */
@Tag("one-jdk")
class RestoreTest extends OnServer {

  private static final String ROWS =
      "CREATE TABLE t (id int PRIMARY KEY, s text NOT NULL); INSERT INTO t SELECT n, 'row ' || n FROM generate_series(1, 3000) n";

  private String source(String statements) throws Exception {
    String source = server.createDatabase("source");
    server.sql(source, statements);
    return source;
  }

  @Test
  void whatReplacesTheOldDataLeavesNothingOfIt() throws Exception {
    String source = source(ROWS + "; SELECT lo_create(1)");
    String target = server.createDatabase("target");
    server.sql(
        target,
        """
        CREATE SCHEMA "o'l""d";
        CREATE TABLE "o'l""d".t (id serial PRIMARY KEY);
        CREATE TABLE t (other text);
        CREATE VIEW v AS SELECT * FROM t;
        CREATE MATERIALIZED VIEW m AS SELECT * FROM v;
        CREATE TYPE e AS ENUM ('a');
        CREATE TABLE p (id int) PARTITION BY RANGE (id);
        CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$no ddl here$$; END';
        CREATE EXTENSION hstore;
        CREATE PUBLICATION pub FOR ALL TABLES;
        CREATE FOREIGN DATA WRAPPER w;
        CREATE SERVER s FOREIGN DATA WRAPPER w;
        CREATE CAST (e AS text) WITH INOUT;
        SELECT lo_create(2);
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;""");
    server.sql(target, "CREATE EVENT TRIGGER et ON ddl_command_start EXECUTE FUNCTION f()");
    dump(source).restore(server.endpoint(target), server.options(), context());
    assertEquals(Contents.of(server, source), Contents.of(server, target));
  }

  @Test
  void aZooIsReplacedByAnotherDatabaseAndLeavesNothing() throws Exception {
    String source = source(ROWS);
    String zoo = Zoo.on(server);
    String target = server.createDatabase("target");
    dump(zoo).restore(server.endpoint(target), server.options(), context());
    dump(source).restore(server.endpoint(target), server.options(), context());
    assertEquals(Contents.of(server, source), Contents.of(server, target));
  }

  @Test
  void triggersOfEveryKindDoNotFireOnLoad() throws Exception {
    String source =
        source(
            """
            CREATE TABLE log (what text);
            CREATE TABLE t (id int PRIMARY KEY, s text);
            INSERT INTO t VALUES (1, 'original');
            CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO public.log VALUES (TG_NAME); IF TG_WHEN = 'BEFORE' AND TG_LEVEL = 'ROW' THEN NEW.s := 'spoiled'; END IF; RETURN NEW; END$$;
            CREATE TRIGGER plain BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION spoil();
            CREATE TRIGGER always AFTER INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION spoil();
            ALTER TABLE t ENABLE ALWAYS TRIGGER always;
            CREATE TRIGGER replica AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION spoil();
            ALTER TABLE t ENABLE REPLICA TRIGGER replica;
            CREATE TRIGGER truncated BEFORE TRUNCATE ON t EXECUTE FUNCTION spoil();
            CREATE RULE also AS ON INSERT TO t DO ALSO INSERT INTO log VALUES ('rule');""");
    String target = restored(dump(source));
    assertEquals("1|original", server.value(target, "SELECT * FROM t"));
    assertEquals("0", server.value(target, "SELECT count(*) FROM log"));
    server.sql(target, "INSERT INTO t VALUES (2, 'x')");
    assertNotEquals("0", server.value(target, "SELECT count(*) FROM log"), "and then they do");
  }

  private static final String DATABASE =
      """
      SELECT 'set', coalesce(setrole::regrole::text, ''), unnest(setconfig)
        FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase
        WHERE datname = current_database()
      UNION ALL SELECT 'comment', shobj_description(oid, 'pg_database'), ''
        FROM pg_database WHERE datname = current_database()
      UNION ALL SELECT 'limit', datconnlimit::text, '' FROM pg_database WHERE datname = current_database()
      UNION ALL SELECT 'acl', a.grantee::regrole::text, a.privilege_type || a.is_grantable
        FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) a
        WHERE datname = current_database() ORDER BY 1, 2, 3""";

  private static final String ALTERED =
      """
      ALTER DATABASE %1$s SET search_path = "$user", "a,b ""c", public;
      ALTER DATABASE %1$s SET work_mem = '7MB';
      ALTER DATABASE %1$s SET default_transaction_read_only = on;
      ALTER DATABASE %1$s SET my_extension.text = E'it''s \\\\ a\nline';
      ALTER DATABASE %1$s SET temp_tablespaces = '';
      ALTER DATABASE %1$s CONNECTION LIMIT 77;
      COMMENT ON DATABASE %1$s IS 'it''s ours';
      REVOKE ALL ON DATABASE %1$s FROM PUBLIC;
      GRANT CONNECT ON DATABASE %1$s TO %2$s WITH GRANT OPTION;
      ALTER ROLE %2$s IN DATABASE %1$s SET statement_timeout = '5min';""";

  private static final String OTHERWISE =
      """
      ALTER DATABASE %1$s SET work_mem = '9MB';
      ALTER DATABASE %1$s SET geqo = off;
      ALTER DATABASE %1$s SET default_transaction_read_only = on;
      GRANT TEMPORARY ON DATABASE %1$s TO %2$s;
      ALTER ROLE %2$s IN DATABASE %1$s SET lock_timeout = '1s';""";

  @Test
  void whatBelongsToTheDatabaseItselfComesBack() throws Exception {
    String source = source(ROWS);
    String role = server.createRole("reader", "");
    server.sql("postgres", ALTERED.formatted(PostgresTestServer.identifier(source), role));
    String expected = server.value(source, DATABASE);
    assertTrue(expected.contains("it's ours") && expected.contains("77"), expected);
    Dump dump = dump(source);
    String target = server.createDatabase("target");
    server.sql("postgres", OTHERWISE.formatted(PostgresTestServer.identifier(target), role));
    dump.restore(server.endpoint(target), server.options(), context());
    assertEquals(expected, server.value(target, DATABASE));
    dump.restore(server.endpoint(target), server.options(), context());
    assertEquals(expected, server.value(target, DATABASE), "into its own read-only default");
  }

  @Test
  void whatOnlyTheOwnerOfTheDatabaseMaySetIsReported() throws Exception {
    String source = source("CREATE TABLE t (id int)");
    server.sql(
        "postgres",
        "ALTER DATABASE %s SET work_mem = '7MB'".formatted(PostgresTestServer.identifier(source)));
    PostgresOptions plain = server.optionsBuilder().owners(false).privileges(false).build();
    Dump dump = Dump.of(server.endpoint(source), plain, context());
    String target = server.createDatabase("target");
    String role = server.createRole("restorer", "");
    server.sql(
        "postgres",
        "GRANT CREATE ON DATABASE %s TO %s".formatted(PostgresTestServer.identifier(target), role));
    server.sql(target, "GRANT ALL ON SCHEMA public TO " + role);
    List<Finding> reported = Collections.synchronizedList(new ArrayList<>());
    OperationContext listening = context().withFindings(reported::add);
    dump.restore(server.endpoint(target, role), plain, listening);
    assertTrue(reported.toString().contains("work_mem"), reported.toString());
    assertEquals("4MB", server.value(target, "SHOW work_mem"));
  }

  @Test
  void sequencesAndIdentitiesContinue() throws Exception {
    String source =
        source(
            """
            CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, s serial);
            INSERT INTO t DEFAULT VALUES; INSERT INTO t DEFAULT VALUES;
            CREATE SEQUENCE lonely START 5; SELECT nextval('lonely');""");
    String target = restored(dump(source));
    server.sql(target, "INSERT INTO t DEFAULT VALUES");
    assertEquals("3|3", server.value(target, "SELECT max(id), max(s) FROM t"));
    assertEquals("6", server.value(target, "SELECT nextval('lonely')"));
  }

  @Test
  void largeObjectsComeBackWithAndWithoutAChoiceOfSchemas() throws Exception {
    String source =
        source(
            "CREATE SCHEMA a; CREATE TABLE a.t (o oid); CREATE TABLE u (id int); SELECT lo_put(lo_create(42), 0, 'large'); INSERT INTO a.t VALUES (42)");
    String objects =
        "SELECT string_agg(convert_from(lo_get(oid), 'UTF8'), ',') FROM pg_largeobject_metadata";
    for (boolean large : new boolean[] {true, false}) {
      for (boolean choice : new boolean[] {true, false}) {
        PostgresOptions.Builder builder = server.optionsBuilder().largeObjects(large);
        PostgresOptions options = (choice ? builder.schemas("a") : builder).build();
        Dump dump = Dump.of(server.endpoint(source), options, context());
        String target = server.createDatabase("target");
        dump.restore(server.endpoint(target), options, context());
        assertEquals(large ? "large" : "null", server.value(target, objects));
        assertEquals("42", server.value(target, "SELECT * FROM a.t"));
        assertEquals(
            choice ? "t" : "f", server.value(target, "SELECT to_regclass('public.u') IS NULL"));
      }
    }
  }

  @Test
  void chosenAndExcludedTablesAreExact() throws Exception {
    String source =
        source(
            """
            CREATE TABLE "t.x*" (id int); INSERT INTO "t.x*" VALUES (1);
            CREATE TABLE "t.xy" (id serial); INSERT INTO "t.xy" DEFAULT VALUES;
            CREATE TABLE u (id int); INSERT INTO u VALUES (1);""");
    PostgresOptions without =
        server.optionsBuilder().excludeTables("public.t.x*").excludeRows("public.u").build();
    Dump dump = Dump.of(server.endpoint(source), without, context());
    String target = server.createDatabase("target");
    dump.restore(server.endpoint(target), without, context());
    assertEquals(
        "t.xy|u",
        server.value(
            target,
            "SELECT string_agg(relname, '|' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"));
    assertEquals("0", server.value(target, "SELECT count(*) FROM u"));
    assertEquals("1", server.value(target, "SELECT last_value FROM \"t.xy_id_seq\""));
    PostgresOptions mistyped = server.optionsBuilder().tables("public.nothing").build();
    assertTrue(errors(check(server.endpoint(source), mistyped)).contains("public.nothing"));
  }

  @Test
  void rowsOfTablesThatExtensionsMadeComeBack() throws Exception {
    PostgresTestServer own = PostgresTestServer.start(major);
    try {
      String folder = own.exec("sh", "-c", "dirname $(find / -xdev -name hstore.control)").strip();
      own.exec(
          "sh",
          "-c",
          "printf \"default_version = '1'\\n\" > %s/lifeboat_zoo.control; echo \"CREATE TABLE kept (id serial, t text); INSERT INTO kept (t) VALUES ('own'); CREATE TABLE lost (id int); SELECT pg_catalog.pg_extension_config_dump('kept', 'WHERE t <> ''own'''); SELECT pg_catalog.pg_extension_config_dump('kept_id_seq', '');\" > %s/lifeboat_zoo--1.sql"
              .replace("%s", folder));
      own.sql("postgres", "CREATE DATABASE source; ");
      own.sql("postgres", "CREATE DATABASE target");
      own.sql(
          "source", "CREATE EXTENSION lifeboat_zoo; INSERT INTO kept (t) VALUES ('mine'), ('too')");
      Dump dump = Dump.of(own.endpoint("source"), own.options(), context());
      dump.restore(own.endpoint("target"), own.options(), context());
      assertEquals(Contents.of(own, "source"), Contents.of(own, "target"));
    } finally {
      own.remove();
    }
  }

  @Test
  void aDatabaseInAnotherEncodingKeepsEveryByte() throws Exception {
    for (String encoding : List.of("SQL_ASCII", "LATIN1", "EUC_JP")) {
      String with = "TEMPLATE template0 ENCODING '%s' LOCALE 'C'".formatted(encoding);
      String source = server.createDatabase("source", with);
      server.sql(source, "CREATE TABLE t (id int, s text)");
      String bytes =
          switch (encoding) {
            case "SQL_ASCII" ->
                "convert_from(('\\x' || lpad(to_hex(n), 2, '0'))::bytea, 'SQL_ASCII')";
            case "LATIN1" -> "chr(n)";
            default -> "CASE WHEN n < 128 THEN chr(n) ELSE convert_from('\\xa4a2', 'EUC_JP') END";
          };
      server.sql(
          source, "INSERT INTO t SELECT n, %s FROM generate_series(1, 255) n".formatted(bytes));
      String target = server.createDatabase("target", with);
      dump(source).restore(server.endpoint(target), server.options(), context());
      String sum = "SELECT count(*), md5(string_agg(md5(s), '' ORDER BY id)) FROM t";
      assertEquals(server.value(source, sum), server.value(target, sum), encoding);
      assertTrue(server.value(target, sum).startsWith("255|"), encoding);
    }
  }

  @Test
  void emptyDatabasesComeBackEmpty() throws Exception {
    String source = server.createDatabase("empty");
    String target = server.createDatabase("target");
    server.sql(target, "CREATE TABLE t (id int)");
    dump(source).restore(server.endpoint(target), server.options(), context());
    assertEquals(Contents.of(server, source), Contents.of(server, target));
  }
}
