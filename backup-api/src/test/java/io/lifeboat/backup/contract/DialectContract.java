package io.lifeboat.backup.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.CancellationToken;
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
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreLock;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.spi.DialectProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every dialect does, on a real database. Subclass it in the tests of a plugin.
 *
 * <p>The source holds at least two tables with rows, and more than 100 KB of dump in all.
 */
public abstract class DialectContract {

  /** A private folder for contexts. */
  @TempDir protected Path work;

  /**
   * Return what is tested.
   *
   * @return the provider
   */
  protected abstract DialectProvider provider();

  /**
   * Return a filled database.
   *
   * @return the source; not changed by any test
   */
  protected abstract DatabaseEndpoint source();

  /**
   * Return a database to restore into.
   *
   * @return the target, holding something else than the source
   */
  protected abstract DatabaseEndpoint target();

  /**
   * Return the dialect's options.
   *
   * @return what finds the clients of this test
   */
  protected abstract DialectOptions options();

  /**
   * Describe everything in a database, so that equal texts mean equal databases.
   *
   * @param database a database
   * @return its contents
   * @throws Exception if it can't be read
   */
  protected abstract String fingerprint(DatabaseEndpoint database) throws Exception;

  private OperationContext context() {
    return OperationContext.in(work);
  }

  private DumpOptions dumpOptions() {
    return DumpOptions.defaults().withDialect(options());
  }

  private RestoreOptions restoreOptions() {
    return RestoreOptions.inPlace().withDialect(options());
  }

  /** A dump in memory. */
  private record Dump(
      DumpDescription description, Map<DumpPart, byte[]> parts, Map<String, Tally> tallies) {}

  private Dump dump() throws Exception {
    try (DumpSession session = provider().dumper().open(source(), dumpOptions(), context())) {
      Map<DumpPart, byte[]> parts = new LinkedHashMap<>();
      Map<String, Tally> tallies = new TreeMap<>();
      for (DumpPart part : session.description().parts()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PartResult result = session.write(part, out, context());
        result.tallies().forEach((table, tally) -> tallies.merge(table, tally, Tally::plus));
        parts.put(part, out.toByteArray());
      }
      return new Dump(session.description(), parts, tallies);
    }
  }

  private Proof load(Dump dump) throws Exception {
    try (RestoreSession session =
        provider()
            .restorer()
            .open(target(), dump.description(), restoreOptions(), new MemoryJournal(), context())) {
      for (Stage stage : Stage.values()) {
        for (DumpPart part : dump.description().parts()) {
          if (part.stage() == stage) {
            InputStream in = new ByteArrayInputStream(dump.parts().get(part));
            session.apply(part, in, context());
            assertEquals(-1, in.read(), "a part is read to its end");
          }
        }
      }
      Proof proof = session.prove(Prove.COUNTS, context());
      session.complete(context());
      return proof;
    }
  }

  @Test
  void aRoundTripGivesTheSameDatabase() throws Exception {
    assertNotEquals(fingerprint(source()), fingerprint(target()), "the test itself is fair");
    Dump dump = dump();
    Proof proof = load(dump);
    assertEquals(fingerprint(source()), fingerprint(target()));
    Map<String, Long> loaded = rows(proof.tallies());
    assertEquals(rows(dump.tallies()), loaded);
    assertTrue(loaded.size() >= 2);
  }

  private static Map<String, Long> rows(Map<String, Tally> tallies) {
    Map<String, Long> rows = new TreeMap<>();
    tallies.forEach(
        (table, tally) -> {
          if (tally.rows() > 0) {
            rows.put(table, tally.rows());
          }
        });
    return rows;
  }

  @Test
  void aGoodDatabaseHasNoErrors() throws Exception {
    List<Finding> dumping = provider().dumper().check(source(), dumpOptions(), context());
    assertEquals(List.of(), dumping.stream().filter(Finding::isError).toList());
    List<Finding> restoring =
        provider().restorer().check(target(), dump().description(), restoreOptions(), context());
    assertEquals(List.of(), restoring.stream().filter(Finding::isError).toList());
  }

  @Test
  void aWrongPasswordIsAFindingThatDoesNotShowIt() {
    DatabaseEndpoint wrong = source().toBuilder().password("wr0ng-s3cret").build();
    List<Finding> findings = provider().dumper().check(wrong, dumpOptions(), context());
    assertTrue(findings.stream().anyMatch(Finding::isError));
    assertFalse(findings.toString().contains("wr0ng-s3cret"));
    assertThrows(
        DialectException.class, () -> provider().dumper().open(wrong, dumpOptions(), context()));
  }

  @Test
  void aServerThatIsNotThereIsAFinding() {
    DatabaseEndpoint nowhere = source().toBuilder().host("127.0.0.1").port(1).build();
    List<Finding> findings = provider().dumper().check(nowhere, dumpOptions(), context());
    assertTrue(findings.stream().anyMatch(Finding::isError));
  }

  @Test
  void aFailureOfTheOutputPassesUnchanged() throws Exception {
    IOException full = new IOException("full");
    OutputStream broken =
        new OutputStream() {
          private long taken;

          @Override
          public void write(int b) throws IOException {
            if (++taken > 50_000) {
              throw full;
            }
          }
        };
    try (DumpSession session = provider().dumper().open(source(), dumpOptions(), context())) {
      IOException failure =
          assertThrows(
              IOException.class,
              () -> {
                for (DumpPart part : session.description().parts()) {
                  session.write(part, broken, context());
                }
              });
      assertSame(full, failure);
    }
  }

  @Test
  void aCancelledDumpEndsAsCancelled() throws Exception {
    CancellationToken token = CancellationToken.create();
    OperationContext context = context().withCancellation(token);
    OutputStream cancelling =
        new OutputStream() {
          @Override
          public void write(int b) {
            token.cancel("enough");
          }
        };
    try (DumpSession session = provider().dumper().open(source(), dumpOptions(), context)) {
      DumpPart part = session.description().parts().get(0);
      DialectException failure =
          assertThrows(DialectException.class, () -> session.write(part, cancelling, context));
      assertEquals(DialectException.Reason.CANCELLED, failure.reason());
    }
  }

  @Test
  void aFailureOfTheInputFailsTheLoad() throws Exception {
    Dump dump = dump();
    IOException cut = new IOException("cut");
    try (RestoreSession session =
        provider()
            .restorer()
            .open(target(), dump.description(), restoreOptions(), new MemoryJournal(), context())) {
      DumpPart part = dump.description().parts().get(0);
      byte[] half = Arrays.copyOf(dump.parts().get(part), dump.parts().get(part).length / 2);
      InputStream broken =
          new ByteArrayInputStream(half) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
              int read = super.read(bytes, offset, length);
              if (read < 0) {
                sneak(cut);
              }
              return read;
            }
          };
      assertSame(
          cut, assertThrows(IOException.class, () -> session.apply(part, broken, context())));
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void sneak(Throwable e) throws E {
    throw (E) e;
  }

  @Test
  void aTruncatedDumpFailsToLoad() throws Exception {
    Dump dump = dump();
    dump.parts().replaceAll((part, bytes) -> Arrays.copyOf(bytes, bytes.length * 2 / 3));
    assertThrows(DialectException.class, () -> load(dump));
  }

  @Test
  void oneRestoreAtATimeHappensToATarget() throws Exception {
    RestoreLock first = provider().restorer().lock(target(), restoreOptions(), context());
    try (first) {
      DialectException refused =
          assertThrows(
              DialectException.class,
              () -> provider().restorer().lock(target(), restoreOptions(), context()));
      assertEquals(DialectException.Reason.LOCKED, refused.reason());
      provider().restorer().lock(source(), restoreOptions(), context()).close();
    }
    first.close();
    provider().restorer().lock(target(), restoreOptions(), context()).close();
  }

  @Test
  void closingTwiceDoesNothing() throws Exception {
    DumpSession session = provider().dumper().open(source(), dumpOptions(), context());
    session.close();
    session.close();
  }

  /** A journal of a test. */
  private static final class MemoryJournal implements Journal {

    private final List<JournalEntry> entries = new ArrayList<>();

    @Override
    public synchronized void append(JournalEntry entry) {
      entries.add(entry);
    }

    @Override
    public synchronized List<JournalEntry> entries() {
      return List.copyOf(entries);
    }

    @Override
    public synchronized void replace(List<JournalEntry> remaining) {
      entries.clear();
      entries.addAll(remaining);
    }
  }
}
