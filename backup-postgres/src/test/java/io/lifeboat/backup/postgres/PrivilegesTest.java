package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Users who may not do everything: what is short is named with its grant, what works is done. */
@Tag("one-jdk")
class PrivilegesTest extends OnServer {

  private String secured() throws Exception {
    String source = server.createDatabase("secured");
    server.sql(
        source,
        """
        CREATE SCHEMA "hid den";
        CREATE TABLE "hid den"."t ""x"" y" (id int);
        CREATE TABLE open (id int);
        CREATE SEQUENCE "hid den".s;
        INSERT INTO open VALUES (1);
        GRANT SELECT ON open TO PUBLIC;""");
    return source;
  }

  @Test
  void missingPrivilegesAreNamedWithTheirGrants() throws Exception {
    String source = secured();
    String reader = server.createRole("reader", "");
    DatabaseEndpoint endpoint = server.endpoint(source, reader);
    List<Finding> findings = check(endpoint, server.options());
    String said = errors(findings);
    for (String grant :
        List.of(
            "GRANT SELECT ON TABLE \"hid den\".\"t \"\"x\"\" y\" TO " + reader,
            "GRANT USAGE ON SCHEMA \"hid den\" TO " + reader,
            "GRANT SELECT ON SEQUENCE \"hid den\".s TO " + reader)) {
      assertTrue(said.contains(grant), grant + " in " + said);
    }
    assertThrows(DialectException.class, () -> Dump.of(endpoint, server.options(), context()));
  }

  @Test
  void theGrantsThatAreNamedAreEnough() throws Exception {
    String source = secured();
    String reader = server.createRole("reader", "");
    DatabaseEndpoint endpoint = server.endpoint(source, reader);
    for (Finding finding : check(endpoint, server.options())) {
      if (finding.fix().startsWith("GRANT ") || finding.fix().startsWith("ALTER ")) {
        server.sql(source, finding.fix().substring(0, finding.fix().indexOf(';')));
      }
    }
    assertEquals("", errors(check(endpoint, server.options())));
    Dump dump = Dump.of(endpoint, server.options(), context());
    assertEquals(Contents.of(server, source).rows(), Contents.of(server, restored(dump)).rows());
  }

  @Test
  void rowsHiddenByRowSecurityFailTheDumpAndAreNamed() throws Exception {
    String source = server.createDatabase("rls");
    String reader = server.createRole("reader", "");
    String owner = server.createRole("owner", "");
    server.sql(
        source,
        """
        CREATE TABLE mine (id int, who text);
        INSERT INTO mine VALUES (1, '%s'), (2, 'other');
        ALTER TABLE mine ENABLE ROW LEVEL SECURITY;
        CREATE POLICY p ON mine USING (who = current_user);
        GRANT SELECT ON mine TO %s;
        CREATE TABLE forced (id int);
        INSERT INTO forced VALUES (1);
        ALTER TABLE forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        ALTER TABLE forced OWNER TO %s;
        GRANT SELECT ON mine, forced TO %s;"""
            .formatted(reader, reader, owner, owner));
    for (String role : List.of(reader, owner)) {
      DatabaseEndpoint endpoint = server.endpoint(source, role);
      String said = errors(check(endpoint, server.options()));
      assertTrue(said.contains("mine"), said);
      assertTrue(said.contains("ALTER ROLE " + role + " BYPASSRLS"), said);
      assertThrows(DialectException.class, () -> Dump.of(endpoint, server.options(), context()));
    }
    assertTrue(
        errors(check(server.endpoint(source, owner), server.options())).contains("forced"),
        "the owner is bound too where it is forced");
    server.sql("postgres", "ALTER ROLE " + owner + " BYPASSRLS");
    assertEquals("", errors(check(server.endpoint(source, owner), server.options())));
    Dump whole = Dump.of(server.endpoint(source, owner), server.options(), context());
    assertEquals("2", server.value(restored(whole), "SELECT count(*) FROM mine"));
  }

  @Test
  void onTheCallersWordADumpHoldsWhatRowSecurityShows() throws Exception {
    String source = server.createDatabase("rls");
    String reader = server.createRole("reader", "");
    server.sql(
        source,
        """
        CREATE TABLE mine (id int, who text);
        INSERT INTO mine VALUES (1, '%s'), (2, 'other');
        ALTER TABLE mine ENABLE ROW LEVEL SECURITY;
        CREATE POLICY p ON mine USING (who = current_user);
        GRANT SELECT ON mine TO %s;"""
            .formatted(reader, reader));
    PostgresOptions shown = server.optionsBuilder().rowSecurityApplied(true).build();
    DatabaseEndpoint endpoint = server.endpoint(source, reader);
    assertEquals("", errors(check(endpoint, shown)));
    Dump dump = Dump.of(endpoint, shown, context());
    assertEquals("1", server.value(restored(dump), "SELECT string_agg(id::text, ',') FROM mine"));
  }

  @Test
  void largeObjectsThatMayNotBeReadAreNamed() throws Exception {
    String source = server.createDatabase("lo");
    String reader = server.createRole("reader", "");
    server.sql(source, "SELECT lo_create(77)");
    String said = errors(check(server.endpoint(source, reader), server.options()));
    assertTrue(said.contains("large object"), said);
    PostgresOptions without = server.optionsBuilder().largeObjects(false).build();
    assertEquals("", errors(check(server.endpoint(source, reader), without)));
  }

  /** As on managed servers: no superuser, extensions and schema public of somebody else. */
  @Test
  void aPlainRoleRestoresIntoItsOwnDatabase() throws Exception {
    String owner = server.createRole("owner", "");
    String source = server.createDatabase("app", "OWNER " + owner);
    server.sql(
        source,
        "CREATE EXTENSION hstore; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION file_fdw; COMMENT ON EXTENSION hstore IS 'changed by the provider'");
    server.sql(
        source,
        owner,
        """
          CREATE SCHEMA app;
          CREATE TABLE app.t (id serial PRIMARY KEY, h public.hstore, up int REFERENCES app.t);
          INSERT INTO app.t (h, up) VALUES ('a=>1', NULL), ('b=>2', 1);
          CREATE INDEX ON app.t USING gin (h);
          CREATE VIEW app.v AS SELECT id FROM app.t;
          CREATE MATERIALIZED VIEW app.m AS SELECT count(*) FROM app.t;
          CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
          CREATE TRIGGER tr BEFORE INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION app.f();
          SELECT lo_put(lo_create(5), 0, 'mine');""");
    String target = server.createDatabase("app", "OWNER " + owner);
    server.sql(
        target,
        "CREATE EXTENSION hstore; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION file_fdw; COMMENT ON EXTENSION hstore IS 'changed by the provider'");
    server.sql(
        target, owner, "CREATE SCHEMA old; CREATE TABLE old.t (id int); SELECT lo_create(6)");
    DatabaseEndpoint into = server.endpoint(target, owner);
    Dump dump = Dump.of(server.endpoint(source, owner), server.options(), context());
    assertEquals(
        "",
        errors(
            restorer.check(into, dump.description(), Dump.restoring(server.options()), context())));
    dump.restore(into, server.options(), context());
    assertEquals(Contents.of(server, source), Contents.of(server, target));
  }

  @Test
  void subscriptionsThatAUserMayNotReadAreNotSilentlyAbsent() throws Exception {
    String role = server.createRole("plain", "");
    String source = server.createDatabase("subscribed", "OWNER " + role);
    server.sql(
        source,
        "CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere.invalid' PUBLICATION p WITH (connect = false, slot_name = NONE)");
    List<Finding> reported = Collections.synchronizedList(new ArrayList<>());
    Dump.of(server.endpoint(source, role), server.options(), context().withFindings(reported::add));
    server.sql(source, "DROP SUBSCRIPTION sub");
    assertTrue(
        reported.stream().anyMatch(found -> found.code().equals("dump.subscriptions")),
        reported::toString);
  }

  @Test
  void aTargetOfAnotherLocaleIsNamedBeforeTheRestore() throws Exception {
    String locale = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE '%1$s' LC_CTYPE '%1$s'";
    String source = server.createDatabase("source", locale.formatted("C"));
    String target = server.createDatabase("target", locale.formatted("C.UTF-8"));
    Dump dump = dump(source);
    List<Finding> found =
        restorer.check(
            server.endpoint(target),
            dump.description(),
            Dump.restoring(server.options()),
            context());
    String said =
        String.valueOf(found.stream().filter(one -> one.code().equals("database.locale")).toList());
    assertTrue(said.contains("C.UTF-8"), found::toString);
  }

  @Test
  void rolesThatTheTargetLacksRefuseTheRestoreAndAreSkippedOnTheCallersWord() throws Exception {
    String gone = server.createRole("gone", "");
    String source = server.createDatabase("roles");
    server.sql(
        source,
        "CREATE TABLE t (id int); INSERT INTO t VALUES (1); ALTER TABLE t OWNER TO %s; CREATE TABLE u (id int); GRANT SELECT ON u TO %s"
            .formatted(gone, gone));
    Dump dump = dump(source);
    server.dropDatabase(source);
    server.sql("postgres", "DROP ROLE " + gone);
    String target = server.createDatabase("target");
    server.sql(target, "CREATE TABLE mine (id int)");
    Contents before = Contents.of(server, target);
    String said =
        errors(
            restorer.check(
                server.endpoint(target),
                dump.description(),
                Dump.restoring(server.options()),
                context()));
    assertTrue(said.contains(gone), said);
    DialectException refused =
        assertThrows(
            DialectException.class,
            () -> dump.load(server.endpoint(target), server.options(), context()));
    assertTrue(message(refused).contains("CREATE ROLE \"" + gone + "\""), message(refused));
    assertEquals(before, Contents.of(server, target), "refused before anything was touched");

    PostgresOptions skipping = server.optionsBuilder().absentRolesSkipped(true).build();
    List<Finding> reported = Collections.synchronizedList(new ArrayList<>());
    OperationContext listening = context().withFindings(reported::add);
    List<Finding> checked =
        restorer.check(
            server.endpoint(target), dump.description(), Dump.restoring(skipping), listening);
    assertEquals("", errors(checked));
    dump.restore(server.endpoint(target), skipping, listening);
    assertEquals("1", server.value(target, "SELECT count(*) FROM t"));
    assertTrue((checked + reported.toString()).contains(gone), "what was skipped is said");
  }

  @Test
  void ownersAndPrivilegesAreLeftOutOnRequest() throws Exception {
    String owner = server.createRole("owner", "");
    String source = server.createDatabase("owned");
    server.sql(
        source,
        "CREATE TABLE t (id int); ALTER TABLE t OWNER TO %s; CREATE TABLE u (id int); GRANT SELECT ON u TO %s"
            .formatted(owner, owner));
    PostgresOptions neither = server.optionsBuilder().owners(false).privileges(false).build();
    String target = server.createDatabase("target");
    dump(source).restore(server.endpoint(target), neither, context());
    assertEquals(
        "postgres|null",
        server.value(
            target, "SELECT pg_get_userbyid(relowner), relacl FROM pg_class WHERE relname = 't'"));
    assertEquals("null", server.value(target, "SELECT relacl FROM pg_class WHERE relname = 'u'"));
  }
}
