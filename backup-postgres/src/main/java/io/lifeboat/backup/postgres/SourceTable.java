package io.lifeboat.backup.postgres;

import java.util.List;
import java.util.Optional;

/**
 * One table whose rows are dumped.
 *
 * @param oid in the source's catalog, the same in the client's archive
 * @param schema not quoted
 * @param name not quoted
 * @param label schema and name as people read them
 * @param columns all that are stored and not generated, not quoted
 * @param blocks of its main fork
 * @param bytes with what is stored out of line
 * @param heap whether its rows have places, and can be read by ranges of them
 * @param root through which its rows are loaded, where the server itself has to find the partition
 * @param condition which rows an extension wants dumped; empty for all, and for all other tables
 * @param ofExtension whether an extension owns it
 */
record SourceTable(
    String oid,
    String schema,
    String name,
    String label,
    List<String> columns,
    long blocks,
    long bytes,
    boolean heap,
    Optional<Root> root,
    String condition,
    boolean ofExtension) {

  /** A partitioned table that finds the partition of each row. */
  record Root(String oid, String schema, String name, String label) {}

  String quoted() {
    return Sql.name(schema, name);
  }
}
