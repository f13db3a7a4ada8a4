package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpPart;
import java.util.List;
import java.util.Map;

/**
 * The table that a part of rows is loaded into, as the archive names it. Names are quoted here,
 * nothing of the archive is put into a statement as it is.
 *
 * @param label as people read it, the name of its tally
 * @param schema not quoted
 * @param name not quoted
 * @param columns not quoted
 * @param root whether the rows are those of all its partitions
 * @param ofExtension whether the extension's own condition says which rows were dumped
 */
record TargetTable(
    String label,
    String schema,
    String name,
    List<String> columns,
    boolean root,
    boolean ofExtension) {

  static TargetTable of(DumpPart part) throws DialectException {
    Map<String, String> properties = part.properties();
    try {
      return new TargetTable(
          part.group().orElseThrow(),
          need(properties, Parts.TABLE_SCHEMA),
          need(properties, Parts.TABLE),
          Sql.names(need(properties, Parts.COLUMNS)),
          properties.containsKey(Parts.SOURCE),
          properties.containsKey(Parts.EXTENSION));
    } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
      throw new DialectException(
          Reason.DATA, "The part " + part + " does not say where its rows belong.", false, e);
    }
  }

  private static String need(Map<String, String> properties, String name) {
    String value = properties.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name);
    }
    return value;
  }

  String quoted() {
    return Sql.name(schema, name);
  }

  String load(String encoding, boolean frozen) {
    String options = RowFormat.options(encoding);
    return "COPY %s%s FROM STDIN%s"
        .formatted(
            quoted(),
            RowFormat.columns(columns),
            frozen ? options.replace(")", ", FREEZE)") : options);
  }

  /** All rows that were loaded. */
  String from(String condition) {
    return (root ? "" : "ONLY ") + quoted() + (condition.isEmpty() ? "" : " " + condition);
  }
}
