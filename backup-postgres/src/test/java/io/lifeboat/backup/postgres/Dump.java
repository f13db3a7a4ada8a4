package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A dump in memory, made and loaded by the dialect as the core does it: parts of one stage side by
 * side.
 */
record Dump(DumpDescription description, Map<String, byte[]> parts, Map<String, Tally> tallies) {

  static final int WORKERS = 3;

  /** One part's work. */
  private interface Work {
    PartResult run(DumpPart part) throws Exception;
  }

  static DumpOptions dumping(PostgresOptions options) {
    return DumpOptions.defaults().withWorkers(WORKERS).withDialect(options);
  }

  static RestoreOptions restoring(PostgresOptions options) {
    return RestoreOptions.inPlace().withWorkers(WORKERS).withDialect(options);
  }

  static Dump of(DatabaseEndpoint source, PostgresOptions options, OperationContext context)
      throws Exception {
    return of(source, dumping(options), context);
  }

  static Dump of(DatabaseEndpoint source, DumpOptions options, OperationContext context)
      throws Exception {
    try (DumpSession session =
        new PostgresDialectProvider().dumper().open(source, options, context)) {
      return of(session, context);
    }
  }

  /** Writes all parts of an open session, {@link #WORKERS} at a time. */
  static Dump of(DumpSession session, OperationContext context) throws Exception {
    Map<String, byte[]> parts = new ConcurrentHashMap<>();
    Map<String, Tally> tallies =
        together(
            session.description().parts(),
            WORKERS,
            part -> {
              ByteArrayOutputStream out = new ByteArrayOutputStream();
              PartResult result = session.write(part, out, context);
              parts.put(part.id(), out.toByteArray());
              return result;
            });
    return new Dump(session.description(), parts, tallies);
  }

  /** Loads the dump in place, proves it, and compares what was proven with what was dumped. */
  void restore(DatabaseEndpoint target, PostgresOptions options, OperationContext context)
      throws Exception {
    assertEquals(counts(tallies), counts(load(target, options, context).tallies()));
  }

  /** Loads the dump in place and makes it live. */
  Proof load(DatabaseEndpoint target, PostgresOptions options, OperationContext context)
      throws Exception {
    try (RestoreSession session =
        new PostgresDialectProvider()
            .restorer()
            .open(target, description, restoring(options), new MemoryJournal(), context)) {
      fill(session, context);
      Proof proof = session.prove(Prove.ROWS, context);
      session.complete(context);
      return proof;
    }
  }

  /** Loads all parts, {@link #WORKERS} at a time. */
  void fill(RestoreSession session, OperationContext context) throws Exception {
    Work apply = part -> apply(session, part, context);
    together(in(Stage.SCHEMA, false), 1, apply);
    Map<String, Tally> loaded = together(in(Stage.DATA, false), WORKERS, apply);
    assertEquals(counts(tallies), counts(loaded), "what the server said it loaded");
    together(in(Stage.FINISH, true), WORKERS, apply);
    together(in(Stage.FINISH, false), 1, apply);
  }

  private PartResult apply(RestoreSession session, DumpPart part, OperationContext context)
      throws Exception {
    InputStream in = new ByteArrayInputStream(parts.getOrDefault(part.id(), new byte[0]));
    PartResult result = session.apply(part, in, context);
    assertEquals(-1, in.read(), "a part is read to its end");
    return result;
  }

  private List<DumpPart> in(Stage stage, boolean grouped) {
    return description.parts().stream()
        .filter(part -> part.stage() == stage)
        .filter(part -> stage != Stage.FINISH || part.group().isPresent() == grouped)
        .toList();
  }

  private static Map<String, Tally> together(List<DumpPart> parts, int workers, Work work)
      throws Exception {
    Map<String, Tally> tallies = new TreeMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<PartResult>> results = new ArrayList<>();
      for (DumpPart part : parts) {
        results.add(threads.submit(() -> work.run(part)));
      }
      for (Future<PartResult> result : results) {
        result.get().tallies().forEach((name, tally) -> tallies.merge(name, tally, Tally::plus));
      }
      return tallies;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DialectException cause) {
        throw cause;
      }
      throw e;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Map<String, Long> counts(Map<String, Tally> tallies) {
    Map<String, Long> counts = new TreeMap<>();
    tallies.forEach(
        (table, tally) -> {
          if (tally.rows() > 0) {
            counts.put(table, tally.rows());
          }
        });
    return counts;
  }

  /** The text of a part. */
  byte[] part(String id) {
    byte[] bytes = parts.get(id);
    if (bytes == null) {
      throw new IllegalArgumentException(id);
    }
    return bytes;
  }
}
