package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.Completion;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One restore in place: everything in the database is dropped, tables are made without the indexes
 * that are better made later, rows are loaded side by side, a table's indexes follow its last rows,
 * and foreign keys, triggers, routines, events and views follow all tables.
 */
final class RowsRestoreSession implements RestoreSession {

  private final RestorePlace place;
  private final DumpDescription dump;
  private final OtherVendor otherVendor;
  private final Map<String, AtomicLong> partsLeft = new HashMap<>();
  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final Map<String, List<String>> keys = new ConcurrentHashMap<>();
  private final Map<String, String> foreignKeys = new LinkedHashMap<>();
  private Optional<Instant> firstChange = Optional.empty();

  RowsRestoreSession(RestorePlace place, DumpDescription dump, OtherVendor otherVendor) {
    this.place = place;
    this.dump = dump;
    this.otherVendor = otherVendor;
    for (DumpPart part : dump.parts()) {
      if (part.stage() == Stage.DATA) {
        String table = table(part);
        partsLeft.computeIfAbsent(table, name -> new AtomicLong()).incrementAndGet();
        tables.computeIfAbsent(table, name -> Table.of(name, part.properties()));
      }
    }
  }

  private static String table(DumpPart part) {
    return part.group()
        .orElseThrow(
            () -> new IllegalArgumentException("The part " + part + " belongs to no table."));
  }

  @Override
  public PartResult apply(DumpPart part, InputStream in, OperationContext context)
      throws DialectException, IOException {
    return switch (part.stage()) {
      case SCHEMA -> applyTables(in, context);
      case DATA -> applyRows(part, in, context);
      case FINISH -> applyCode(in, context);
    };
  }

  private PartResult applyTables(InputStream in, OperationContext context)
      throws DialectException, IOException {
    firstChange = Optional.of(context.clock().instant());
    place.erase(dump.facts());
    place.client().run(in, this::withoutLaterKeys, context);
    return PartResult.nothing();
  }

  /** Of a table whose rows follow: it is made without what {@link TableStatement} puts off. */
  private byte[] withoutLaterKeys(StatementReader.Piece piece) {
    byte[] bytes = piece.bytes();
    byte[] code = java.util.Arrays.copyOfRange(bytes, piece.begin(), bytes.length);
    Optional<TableStatement> split = TableStatement.split(code);
    if (split.isEmpty() || !tables.containsKey(split.get().table())) {
      return bytes;
    }
    TableStatement statement = split.get();
    keys.put(statement.table(), statement.keys());
    if (!statement.foreignKeys().isEmpty()) {
      foreignKeys.put(statement.table(), statement.foreignKeys());
    }
    return statement.create().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private PartResult applyRows(DumpPart part, InputStream in, OperationContext context)
      throws DialectException, IOException {
    String name = table(part);
    Table table = Table.of(name, part.properties());
    Link link = place.takeLoader(context);
    try {
      long loaded = new RowLoader(link, table, place.localInfile(), context).load(in);
      AtomicLong left = partsLeft.get(name);
      if (left != null && left.decrementAndGet() == 0) {
        addKeys(link, name, context);
      }
      return PartResult.of(name, Tally.ofRows(loaded));
    } finally {
      place.giveBack(link);
    }
  }

  private void addKeys(Link link, String table, OperationContext context) throws DialectException {
    List<String> statements = keys.remove(table);
    if (statements != null) {
      for (String statement : statements) {
        alter(link, "Adding the indexes of the table '" + table + "'", statement, context);
      }
    }
  }

  @SuppressWarnings("try") // the registration is closed at the end, not used before
  private static void alter(Link link, String what, String statement, OperationContext context)
      throws DialectException {
    boolean done = false;
    try (CancellationToken.Registration listening = link.listen(context)) {
      link.run(statement);
      done = true;
    } catch (SQLException e) {
      throw Link.explain(what, e, context);
    } finally {
      if (!done) {
        link.abort();
      }
    }
  }

  private PartResult applyCode(InputStream in, OperationContext context)
      throws DialectException, IOException {
    addForeignKeys(context);
    DefinerChange definers = new DefinerChange(place.definers());
    place.client().run(in, piece -> otherVendor.adapt(definers.apply(piece)), context);
    definers
        .replaced()
        .forEach(
            (definer, count) ->
                context.report(
                    Finding.warning(
                        "definer.replaced",
                        "%d objects that ran as %s run as the restoring user now."
                            .formatted(count, definer),
                        "Create that user, and restore as a user who may set any definer.")));
    return PartResult.nothing();
  }

  /** Once, when all rows are there; with checks off, since all of them were right. */
  private void addForeignKeys(OperationContext context) throws DialectException {
    if (foreignKeys.isEmpty()) {
      return;
    }
    Link link = place.takeLoader(context);
    try {
      for (Map.Entry<String, String> entry : foreignKeys.entrySet()) {
        alter(
            link,
            "Adding the foreign keys of the table '" + entry.getKey() + "'",
            entry.getValue(),
            context);
      }
      foreignKeys.clear();
    } finally {
      place.giveBack(link);
    }
  }

  @Override
  public Proof prove(Prove what, OperationContext context) throws DialectException {
    addForeignKeys(context);
    if (!keys.isEmpty()) {
      throw new DialectException(
          Reason.DATA, "Not all rows of these tables were loaded: " + keys.keySet());
    }
    return new Proof(
        what == Prove.COUNTS ? place.count(tables, context) : place.readAgain(tables, context));
  }

  @Override
  public Completion complete(OperationContext context) throws DialectException {
    addForeignKeys(context);
    return Completion.of(
        firstChange
            .map(begun -> Duration.between(begun, context.clock().instant()))
            .orElse(Duration.ZERO));
  }

  @Override
  public void close() {
    place.close();
  }
}
