package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A user with few privileges gets a right backup, or the exact GRANT; and any name works. */
@Tag("one-jdk")
public abstract class AccessContract extends ServerCase {

  private static final Pattern GRANT = Pattern.compile("GRANT .+? TO .+?;");
  private static final List<String> NEEDED = List.of("SELECT", "SHOW VIEW", "TRIGGER", "EVENT");

  private static final String CONTENT =
      """
      CREATE TABLE kept (id INT PRIMARY KEY, v VARCHAR(20), KEY k (v)); INSERT INTO kept VALUES (1, 'C:\\\\'), (2, NULL);
      CREATE TABLE child (id INT PRIMARY KEY, kept_id INT, FOREIGN KEY (kept_id) REFERENCES kept (id)); INSERT INTO child VALUES (1, 1);
      CREATE VIEW seen AS SELECT id FROM kept;
      CREATE TRIGGER fired BEFORE INSERT ON kept FOR EACH ROW SET NEW.v = CONCAT('DEFINER=`x`@`y` /*', NEW.v, '*/');
      CREATE PROCEDURE called() SELECT 'DEFINER=`root`@`%`' AS t;
      CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN n * 2;
      CREATE EVENT later ON SCHEDULE EVERY 1 YEAR STARTS '2037-01-01 00:00:00' DO DELETE FROM kept;
      """;

  private int users;

  /**
   * Make the cases of a vendor.
   *
   * @param vendor what is tested
   */
  protected AccessContract(Vendor vendor) {
    super(vendor);
  }

  private String newUser() throws IOException {
    String name = "user_" + getClass().getSimpleName().length() + "_" + users++;
    server()
        .sql(
            "",
            "DROP USER IF EXISTS %s@'%%'; CREATE USER %s@'%%' IDENTIFIED BY 'pass-word-1';"
                .formatted(name, name));
    return name;
  }

  private DatabaseEndpoint as(String user, String database) {
    return server().endpoint(database).toBuilder().user(user).password("pass-word-1").build();
  }

  private void grant(String privilege, String database, String user) throws IOException {
    server()
        .sql(
            "", "GRANT %s ON %s.* TO %s@'%%'".formatted(privilege, Contents.quote(database), user));
  }

  private List<Finding> check(DatabaseEndpoint source) {
    return vendor.provider().dumper().check(source, dumpOptions(), context());
  }

  /** Does what an operator would do: runs the grants that the findings name, to the letter. */
  private int runGrants(List<Finding> findings) throws IOException {
    int run = 0;
    for (Finding finding : findings) {
      Matcher grant = GRANT.matcher(finding.fix());
      assertTrue(grant.find(), "no grant in: " + finding.message() + " " + finding.fix());
      server().sql("", grant.group());
      run++;
    }
    return run;
  }

  @Test
  void aUserWithFourPrivilegesIsToldTheOneGrantThatIsMissingAndThenBacksUp() throws Exception {
    String source = databaseWith(server(), CONTENT);
    String target = emptyDatabase(server());
    String user = newUser();
    for (String privilege : NEEDED) {
      grant(privilege, source, user);
    }
    runGrants(errors(check(as(user, source))));
    assertEquals(List.of(), errors(check(as(user, source))));
    load(dump(as(user, source)), server().endpoint(target));
    assertSameDatabase(server(), source, server(), target);
    drop(server(), source, target);
  }

  /** It has LOCK TABLES and no RELOAD, and there is nothing to lock. */
  @Test
  void theUsualUserOfAnApplicationBacksUpAnEmptyDatabase() throws Exception {
    String source = emptyDatabase(server());
    String user = newUser();
    grant("ALL PRIVILEGES", source, user);
    runGrants(errors(check(as(user, source))));
    dump(as(user, source));
    drop(server(), source);
  }

  @TestFactory
  Stream<DynamicTest> eachMissingPrivilegeIsNamedWithTheGrantThatMends() {
    return NEEDED.stream()
        .map(missing -> DynamicTest.dynamicTest(missing, () -> namesTheGrantOf(missing)));
  }

  private void namesTheGrantOf(String missing) throws Exception {
    String source = databaseWith(server(), CONTENT);
    String target = emptyDatabase(server());
    String user = newUser();
    grant("CREATE", source, user); // so that the database is seen at all
    for (String privilege : NEEDED) {
      if (!privilege.equals(missing)) {
        grant(privilege, source, user);
      }
    }
    List<Finding> found = errors(check(as(user, source)));
    assertTrue(
        found.stream().anyMatch(finding -> finding.fix().contains("GRANT " + missing + " ON ")),
        found.toString());
    for (int i = 0; i < 3 && !found.isEmpty(); i++) {
      runGrants(found);
      found = errors(check(as(user, source)));
    }
    assertEquals(List.of(), found);
    load(dump(as(user, source)), server().endpoint(target));
    assertSameDatabase(server(), source, server(), target);
    drop(server(), source, target);
  }

  @Test
  void aRestoreByAUserWithoutSuperRewritesDefinersAndSaysSo() throws Exception {
    TestServer server = server();
    server.sql("", "SET GLOBAL log_bin_trust_function_creators = 1");
    String source = databaseWith(server, CONTENT);
    String target = emptyDatabase(server);
    String user = newUser();
    grant("ALL PRIVILEGES", target, user);
    DumpOnDisk dump = dump(server.endpoint(source));
    RestoreOptions options = RestoreOptions.inPlace().withDialect(vendor.ownOptions());
    List<Finding> found =
        errors(
            vendor
                .provider()
                .restorer()
                .check(as(user, target), dump.description(), options, context()));
    if (found.isEmpty()) {
      load(dump, as(user, target));
      assertEquals(
          "",
          Contents.difference(
              new Contents(server, source).rows(), new Contents(server, target).rows()));
      String restored = new Contents(server, target).schema();
      assertTrue(restored.contains("DEFINER=`x`@`y` /*"), "text in a trigger stays");
      assertTrue(restored.contains("'DEFINER=`root`@`%`'"), "text in a procedure stays");
      assertTrue(restored.contains("DEFINER=`" + user + "`"), restored);
      assertTrue(
          reported.stream()
              .anyMatch(
                  finding ->
                      finding.toString().contains("DEFINER") || finding.code().contains("definer")),
          reported.toString());
    } else {
      assertTrue(runGrants(found) > 0);
      load(dump, as(user, target));
      assertSameDatabase(server, source, server, target);
    }
    drop(server, source, target);
  }

  @Test
  void aDefinerWhoIsAbsentIsReplacedAndReported() throws Exception {
    String source =
        databaseWith(
            server(),
            """
            CREATE TABLE kept (id INT PRIMARY KEY);
            CREATE DEFINER = `no``body`@`%` VIEW seen AS SELECT 'DEFINER=`no``body`@`%`' AS t;
            CREATE DEFINER = `no``body`@`%` PROCEDURE called() SELECT 1;
            """);
    String target = emptyDatabase(server());
    load(dump(server().endpoint(source)), server().endpoint(target));
    assertEquals(
        "1",
        server()
            .sql(target, "SELECT COUNT(*) FROM seen WHERE t LIKE 'DEFINER=`no%'", "-N")
            .strip());
    assertTrue(reported.toString().contains("no`body"), reported.toString());
    drop(server(), source, target);
  }

  @TestFactory
  Stream<DynamicTest> anyDatabaseNameWorks() {
    return some(
            4,
            Stream.of(
                "-a `quo'te\"d` \\slash",
                "; %_.$HOME=&?#(x)[y]{z}",
                "gr\u00fc\u00dfe \u65e5\u672c",
                "select",
                "dash-ed name",
                "`tick``s`",
                "quo'te\"s",
                "back\\slash",
                "-dash",
                "per%cent_und",
                "semi;colon",
                "dot.dot",
                "$HOME",
                "a=b&c?d#e",
                "(x)[y]{z}",
                "1e5"))
        .map(name -> DynamicTest.dynamicTest(name, () -> worksUnder(name)));
  }

  private void worksUnder(String name) throws Exception {
    drop(server(), name);
    server().sql("", "CREATE DATABASE " + Contents.quote(name) + " CHARACTER SET utf8mb4");
    server().sql(name, CONTENT);
    String target = name + "2";
    drop(server(), target);
    server().sql("", "CREATE DATABASE " + Contents.quote(target) + " CHARACTER SET utf8mb4");
    if (!vendor.isMySql() && name.matches(".*['\"\\\\].*")) {
      refusesEvents(name);
      server().sql(name, "DROP EVENT later");
    }
    assertEquals(List.of(), errors(check(server().endpoint(name))));
    load(dump(server().endpoint(name)), server().endpoint(target));
    assertSameDatabase(server(), name, server(), target);
    drop(server(), name, target);
  }

  /** The dump program of MariaDB does not find them. */
  private void refusesEvents(String name) {
    assertEquals(
        List.of("events.database-name"),
        errors(check(server().endpoint(name))).stream().map(Finding::code).toList());
    DialectException refused =
        assertThrows(DialectException.class, () -> dump(server().endpoint(name)));
    assertEquals(DialectException.Reason.UNSUPPORTED, refused.reason());
  }

  @TestFactory
  Stream<DynamicTest> anyPasswordWorks() {
    StringBuilder printable = new StringBuilder();
    for (char c = ' '; c < 0x7f; c++) {
      printable.append(c);
    }
    return some(
            2,
            Stream.of(
                printable.toString(),
                "p\u00e4ss \u65e5\u672c",
                new StringBuilder(printable).reverse().toString(),
                "#starts with a hash",
                "\"quoted\"",
                "ends with backslash\\",
                " spaces ",
                "tab\tin it",
                "%41&user=root?x#y"))
        .map(password -> DynamicTest.dynamicTest(password, () -> worksWith(password)));
  }

  private void worksWith(String password) throws Exception {
    String source = databaseWith(server(), CONTENT);
    String target = emptyDatabase(server());
    String user = newUser();
    server()
        .sql(
            "",
            "ALTER USER %s@'%%' IDENTIFIED BY %s; GRANT ALL ON *.* TO %s@'%%'"
                .formatted(user, Contents.text(password), user));
    DatabaseEndpoint from =
        server().endpoint(source).toBuilder().user(user).password(password).build();
    DatabaseEndpoint into =
        server().endpoint(target).toBuilder().user(user).password(password).build();
    load(dump(from), into);
    assertSameDatabase(server(), source, server(), target);
    drop(server(), source, target);
  }

  @Test
  void thePasswordIsInNoCommandLineOfARestoreAndNoFileIsLeft() throws Exception {
    String source = databaseWith(server(), CONTENT);
    String target = emptyDatabase(server());
    DumpOnDisk dump = dump(server().endpoint(source));
    Path work = Files.createDirectories(freshFolder("work"));
    OperationContext context = OperationContext.in(work);
    StringBuilder seen = new StringBuilder();
    try (DumpSession session =
        vendor.provider().dumper().open(server().endpoint(source), dumpOptions(), context)) {
      seen.append(commandLines());
      DumpOnDisk.write(session, 2, context, freshFolder("parts"));
      seen.append(commandLines());
    }
    try (RestoreSession session =
        vendor
            .provider()
            .restorer()
            .open(
                server().endpoint(target),
                dump.description(),
                RestoreOptions.inPlace().withDialect(vendor.ownOptions()),
                new DumpOnDisk.NoJournal(),
                context)) {
      for (DumpPart part : dump.description().parts()) {
        try (InputStream in =
            new FilterInputStream(Files.newInputStream(dump.file(part))) {
              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                seen.append(commandLines());
                return super.read(bytes, offset, length);
              }
            }) {
          session.apply(part, in, context);
        }
      }
      session.complete(context);
    }
    assertFalse(seen.toString().contains(TestServer.PASSWORD.substring(0, 8)));
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(), left.toList());
    }
    drop(server(), source, target);
  }

  private static String commandLines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process :
          processes.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
        try {
          lines.add(
              Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                  .replace('\0', ' '));
        } catch (IOException e) {
          // It ended.
        }
      }
    }
    return String.join("\n", lines);
  }

  @Test
  void aWrongPasswordIsSaidWithoutShowingIt() throws Exception {
    String source = databaseWith(server(), CONTENT);
    DatabaseEndpoint wrong = server().endpoint(source).toBuilder().password("wr0ng-1").build();
    DialectException failure =
        assertThrows(
            DialectException.class,
            () -> vendor.provider().dumper().open(wrong, dumpOptions(), context()));
    assertEquals(DialectException.Reason.AUTHENTICATION, failure.reason());
    assertFalse(failure.toString().contains("wr0ng-1"));
    drop(server(), source);
  }

  @Test
  void aDatabaseThatIsNotThereIsSaid() {
    DialectException failure =
        assertThrows(
            DialectException.class,
            () ->
                vendor
                    .provider()
                    .dumper()
                    .open(server().endpoint("not there"), dumpOptions(), context()));
    assertEquals(DialectException.Reason.CONFIGURATION, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains("not there"));
  }
}
