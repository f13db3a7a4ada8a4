package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which parts a dump has, what they are called, and what is kept of each in the archive. */
final class Parts {

  static final String SCHEMA = "schema";
  static final String LARGE_OBJECTS = "large-objects";
  static final String SEQUENCES = "sequences";
  static final String FINISH = "finish";
  static final String DATABASE = "database";

  /** Properties of parts. */
  static final String KIND = "kind";

  static final String ROWS = "rows";
  static final String TABLE_SCHEMA = "schema";
  static final String TABLE = "table";
  static final String COLUMNS = "columns";
  static final String WHOLE = "whole";
  static final String EXTENSION = "extension";
  static final String SOURCE = "source";
  static final String ENTRIES = "entries";

  /** More parts of one table would not load faster. */
  private static final long MAX_PARTS = 1000;

  private final DumpOptions options;
  private final boolean ranges;
  private final List<DumpPart> parts = new ArrayList<>();
  private final Map<String, String> statements = new LinkedHashMap<>();
  private final Map<String, SourceTable> tables = new LinkedHashMap<>();

  /** Before version 14 a range of places is read by reading the whole table. */
  Parts(DumpOptions options, boolean ranges) {
    this.options = options;
    this.ranges = ranges;
  }

  List<DumpPart> list() {
    return List.copyOf(parts);
  }

  /** The statement that reads a part's rows. */
  String statement(DumpPart part) {
    String statement = statements.get(part.id());
    if (statement == null) {
      throw new IllegalArgumentException("There is no part " + part + " with rows.");
    }
    return statement;
  }

  SourceTable table(DumpPart part) {
    SourceTable table = tables.get(part.id());
    if (table == null) {
      throw new IllegalArgumentException("There is no part " + part + " with rows.");
    }
    return table;
  }

  void add(DumpPart part) {
    parts.add(part);
  }

  /** Adds the parts of one table: one, or ranges of its blocks, the last one open-ended. */
  void addRows(SourceTable table, String encoding) {
    long number = number(table);
    String format = RowFormat.options(encoding);
    if (number == 1) {
      String what =
          table.condition().isEmpty()
              ? table.quoted() + RowFormat.columns(table.columns())
              : select(table, table.condition());
      add("t" + table.oid(), table, "COPY " + what + " TO STDOUT" + format, true);
      return;
    }
    long step = (table.blocks() + number - 1) / number;
    for (long i = 0; i * step < table.blocks(); i++) {
      String range = "WHERE ctid >= '(" + i * step + ",0)'";
      if ((i + 1) * step < table.blocks()) {
        range += " AND ctid < '(" + (i + 1) * step + ",0)'";
      }
      String copy = "COPY " + select(table, range) + " TO STDOUT" + format;
      add("t" + table.oid() + "-" + (i + 1), table, copy, false);
    }
  }

  private long number(SourceTable table) {
    if (!ranges || !table.heap()) {
      return 1;
    }
    long wanted = table.bytes() / options.partBytes() + 1;
    return Math.max(1, Math.min(Math.min(wanted, table.blocks()), MAX_PARTS));
  }

  private static String select(SourceTable table, String condition) {
    return "(SELECT %s FROM ONLY %s %s)"
        .formatted(Sql.names(table.columns()), table.quoted(), condition);
  }

  private void add(String id, SourceTable table, String statement, boolean whole) {
    String targetSchema = table.root().map(SourceTable.Root::schema).orElse(table.schema());
    String target = table.root().map(SourceTable.Root::name).orElse(table.name());
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(KIND, ROWS);
    properties.put(TABLE_SCHEMA, targetSchema);
    properties.put(TABLE, target);
    properties.put(COLUMNS, Sql.names(table.columns()));
    if (whole && table.root().isEmpty()) {
      properties.put(WHOLE, "true");
    }
    if (table.ofExtension()) {
      properties.put(EXTENSION, "true");
    }
    table.root().ifPresent(root -> properties.put(SOURCE, table.label()));
    long bytes = whole ? table.bytes() : Math.min(table.bytes(), options.partBytes());
    parts.add(
        DumpPart.of(Stage.DATA, id)
            .withGroup(group(table))
            .withEstimatedBytes(bytes)
            .withProperties(properties));
    statements.put(id, statement);
    tables.put(id, table);
  }

  static String group(SourceTable table) {
    return table.root().map(SourceTable.Root::label).orElse(table.label());
  }

  /** Adds the part that builds a large table's indexes as soon as its rows are there. */
  void addFinish(SourceTable table, Catalog catalog) throws DialectException {
    boolean large = table.bytes() >= options.partBytes();
    if (!large || table.root().isPresent() || table.ofExtension()) {
      return;
    }
    Set<String> entries = catalog.finishEntries(table.oid());
    parts.add(
        DumpPart.of(Stage.FINISH, "f" + table.oid())
            .withGroup(group(table))
            .withEstimatedBytes(table.bytes())
            .withProperties(
                Map.of(
                    TABLE_SCHEMA,
                    table.schema(),
                    TABLE,
                    table.name(),
                    ENTRIES,
                    String.join(" ", entries))));
  }
}
