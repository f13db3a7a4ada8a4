package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.JournalEntry;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.contract.DialectContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the dialects that drive MySQL's and MariaDB's clients do besides, on a real server. */
public abstract class ClientDialectContract extends DialectContract {

  /** The database that is dumped. */
  protected static final String SOURCE = "zoo `x` ü";

  /** The database that is restored into. */
  protected static final String TARGET = "-target";

  /**
   * Return the image of the server.
   *
   * @return such as {@code mariadb:11.8}
   */
  protected abstract String image();

  /**
   * Return options that find the clients.
   *
   * @param directory of the clients
   * @return the options
   */
  protected abstract DialectOptions options(Path directory);

  /**
   * Return the image of the other vendor.
   *
   * @return such as {@code mysql:9.7}
   */
  protected abstract String otherVendor();

  private static final Set<String> FILLED = new HashSet<>();

  /** Fills the source once, the target each time. */
  @BeforeEach
  public void fill() throws IOException {
    assumeFalse(
        "none".equals(System.getProperty("servers")), "servers were switched off: -Dservers=none");
    if (FILLED.add(image())) {
      Zoo.fill(server(), SOURCE);
    }
    Zoo.other(server(), TARGET);
  }

  /** The shared server. */
  protected final TestServer server() {
    return TestServer.shared(image());
  }

  @Override
  protected final DatabaseEndpoint source() {
    return server().endpoint(SOURCE);
  }

  @Override
  protected final DatabaseEndpoint target() {
    return server().endpoint(TARGET);
  }

  @Override
  protected final DialectOptions options() {
    return options(server().clients());
  }

  @Override
  protected final String fingerprint(DatabaseEndpoint database) throws IOException {
    return server().fingerprint(database.database());
  }

  private OperationContext inWork() {
    return OperationContext.in(work);
  }

  private DumpOptions dumping(Path clients) {
    return DumpOptions.defaults().withDialect(options(clients));
  }

  private static DialectException writeAll(
      DumpSession session, OutputStream out, OperationContext context) {
    return assertThrows(
        DialectException.class,
        () -> {
          for (DumpPart part : session.description().parts()) {
            session.write(part, out, context);
          }
        });
  }

  /** The clients of this process whose command line names a program. */
  private static List<ProcessHandle> clients(String program) {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> commandLine(process).contains(program))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
              Path.of("/proc", String.valueOf(process.pid()), "cmdline"),
              StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void aKilledClientFailsTheDump() throws Exception {
    Path killed = clientsWhoseDump("'%s' \"$@\" | head -c 3000; kill -9 $$");
    DialectException failure =
        assertThrows(
            DialectException.class,
            () -> provider().dumper().open(source(), dumping(killed), inWork()));
    assertTrue(
        Set.of(DialectException.Reason.CLIENT_FAILED, DialectException.Reason.DATA)
            .contains(failure.reason()),
        failure.toString());
  }

  @Test
  void thePasswordIsInNoCommandLineAndNoFileIsLeft() throws Exception {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    Path slow = clientsWhoseDump("'%s' \"$@\"; status=$?; sleep 1; exit $status");
    AtomicBoolean watching = new AtomicBoolean(true);
    Thread watcher =
        new Thread(
            () -> {
              while (watching.get()) {
                clients("").forEach(process -> seen.add(commandLine(process)));
              }
            });
    watcher.start();
    try (DumpSession session = provider().dumper().open(source(), dumping(slow), inWork())) {
      for (DumpPart part : session.description().parts()) {
        session.write(part, OutputStream.nullOutputStream(), inWork());
      }
    } finally {
      watching.set(false);
      watcher.join();
    }
    assertTrue(seen.toString().contains("dump"), "the client was seen");
    assertFalse(seen.toString().contains(TestServer.PASSWORD.substring(0, 8)));
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(slow), left.toList());
    }
  }

  /** The clients, of which the one that dumps does something else. */
  private Path clientsWhoseDump(String script) throws IOException {
    Path directory = Files.createDirectories(work.resolve("clients"));
    for (String program : List.of("mysqldump", "mariadb-dump", "mysql", "mariadb")) {
      Path real = server().clients().resolve(program);
      if (Files.exists(real)) {
        String body =
            program.endsWith("dump")
                ? "#!/bin/sh\ncase \"$*\" in *--version*|*--help*) exec '%s' \"$@\";; esac\n%s\n"
                    .formatted(real, script.formatted(real))
                : "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(real);
        Path file = Files.writeString(directory.resolve(program), body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      }
    }
    return directory;
  }

  @Test
  void clientsOfTheOtherVendorAreRefusedWithASentence() {
    Path other = TestServer.clientsOf(otherVendor());
    List<Finding> findings = provider().dumper().check(source(), dumping(other), inWork());
    String said = findings.stream().map(Finding::message).collect(Collectors.joining(" "));
    assertTrue(said.contains("of another vendor"), said);
  }

  @Test
  void aMissingPrivilegeIsNamedWithItsGrant() throws Exception {
    server()
        .sql(
            "",
            "CREATE USER IF NOT EXISTS reader@'%' IDENTIFIED BY 'reader'; GRANT SELECT ON *.* TO reader@'%'");
    DatabaseEndpoint reader = source().toBuilder().user("reader").password("reader").build();
    List<Finding> findings =
        provider().dumper().check(reader, dumping(server().clients()), inWork());
    String fixes = findings.stream().map(Finding::fix).collect(Collectors.joining(" "));
    assertTrue(fixes.contains("GRANT TRIGGER ON"), fixes);
    assertTrue(fixes.contains("GRANT EVENT ON"), fixes);
    assertTrue(fixes.contains("GRANT SHOW VIEW ON"), fixes);
  }

  @Test
  void aClientThatLiesAboutSuccessFailsTheDump() throws Exception {
    for (String lie :
        List.of(
            "echo 'Error 2013: Lost connection' >&2; exit 0",
            "exit 0",
            "echo 'INSERT INTO `a` VALUES (1);'; exit 0",
            "echo '-- Dump completed'; exit 3")) {
      Path liars = clientsWhoseDump(lie);
      assertThrows(
          DialectException.class,
          () -> {
            try (DumpSession session =
                provider().dumper().open(source(), dumping(liars), inWork())) {
              for (DumpPart part : session.description().parts()) {
                session.write(part, OutputStream.nullOutputStream(), inWork());
              }
            }
          },
          lie);
    }
  }

  @Test
  void aDumpOfTheOtherVendorIsRefused() {
    DumpDescription other =
        DumpDescription.of(otherVendor().substring(0, otherVendor().indexOf(':')), 1, "5.5", "")
            .withRequirements(Set.of("collation:nowhere_ci"))
            .withAttributes(Map.of("lower_case_table_names", "7"));
    Set<String> codes =
        provider()
            .restorer()
            .check(target(), other, RestoreOptions.inPlace().withDialect(options()), inWork())
            .stream()
            .map(Finding::code)
            .collect(Collectors.toSet());
    assertTrue(
        codes.containsAll(Set.of("database.dialect", "server.collation", "server.attribute")),
        codes.toString());
  }

  @Test
  void commandsOfTheClientInADumpAreNeverRun() throws Exception {
    Path touched = work.resolve("touched");
    for (String command : List.of("\\! touch " + touched, "system touch " + touched)) {
      String text = "SELECT 1;\n" + command + "\n;\n-- Dump completed\n";
      try (var session =
          provider()
              .restorer()
              .open(
                  target(),
                  DumpDescription.of(source().dialect(), 1, "5.5", ""),
                  RestoreOptions.inPlace().withDialect(options()),
                  new NoJournal(),
                  inWork())) {
        DumpPart part = DumpPart.of(Stage.DATA, "dump");
        assertThrows(
            DialectException.class,
            () ->
                session.apply(
                    part,
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    inWork()));
      }
      assertFalse(Files.exists(touched), command);
    }
  }

  @Test
  void aServerThatIsKilledFailsTheDump() throws Exception {
    TestServer doomed = TestServer.start(image());
    Zoo.fill(doomed, SOURCE);
    OutputStream killing =
        new OutputStream() {
          private boolean killed;

          @Override
          public void write(int b) {}

          @Override
          public void write(byte[] bytes, int offset, int length) {
            if (!killed) {
              killed = true;
              doomed.kill();
            }
          }
        };
    try (DumpSession session =
        provider().dumper().open(doomed.endpoint(SOURCE), dumping(doomed.clients()), inWork())) {
      DialectException failure = writeAll(session, killing, inWork());
      assertFalse(String.valueOf(failure.getMessage()).isBlank());
    }
  }

  /** A journal that nobody asks. */
  private static final class NoJournal implements Journal {

    @Override
    public void append(JournalEntry entry) {}

    @Override
    public List<JournalEntry> entries() {
      return List.of();
    }

    @Override
    public void replace(List<JournalEntry> remaining) {}
  }
}
