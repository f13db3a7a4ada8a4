package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the source's catalog says about what is dumped. */
final class Catalog {

  static final String USER_SCHEMA = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

  private static final String OF_EXTENSION =
      """
      EXISTS (SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
          AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e')""";

  /**
   * Whether planning a query on a table runs or unfolds functions of its indexes and statistics.
   * Those may need a search path, which the text of rows may not have. A whole table is copied
   * without planning.
   */
  private static final String LOOKED_INTO =
      """
      EXISTS (SELECT FROM pg_catalog.pg_depend d
        LEFT JOIN pg_catalog.pg_operator o ON o.oid = d.refobjid
          AND d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass
        JOIN pg_catalog.pg_proc f ON f.oid = coalesce(o.oprcode::pg_catalog.oid, d.refobjid)
        JOIN pg_catalog.pg_language l ON l.oid = f.prolang
        WHERE f.oid >= 16384 AND l.lanname NOT IN ('internal', 'c')
          AND (d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass OR o.oid IS NOT NULL)
          AND ((d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND EXISTS (
              SELECT FROM pg_catalog.pg_index i
              WHERE i.indexrelid = d.objid AND i.indrelid = c.oid))
            OR (d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND EXISTS (
              SELECT FROM pg_catalog.pg_statistic_ext s
              WHERE s.oid = d.objid AND s.stxrelid = c.oid))))""";

  private static final String LABEL =
      "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)";

  /** Types whose hash is the same on every server: no OID and no library of the system goes in. */
  private static final String STABLE_TYPES =
      "16,17,18,19,20,21,23,25,26,700,701,869,1042,1043,1082,1083,1114,1184,1186,1700,2950";

  private final SqlSession session;
  private final PostgresOptions options;

  Catalog(SqlSession session, PostgresOptions options) {
    this.session = session;
    this.options = options;
  }

  /** One relation to be locked. */
  record Locked(String oid, String schema, String name) {

    String quoted() {
      return Sql.name(schema, name);
    }
  }

  /** All tables that are dumped, partitioned ones too, and those of extensions that carry rows. */
  List<Locked> tables() throws DialectException {
    List<Locked> tables = new ArrayList<>();
    for (List<String> row :
        session.rows(
            """
            SELECT c.oid, n.nspname, c.relname
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND %s AND NOT %s
            ORDER BY c.oid"""
                .formatted(USER_SCHEMA, OF_EXTENSION))) {
      if (options.takes(row.get(1), row.get(2))) {
        tables.add(new Locked(row.get(0), row.get(1), row.get(2)));
      }
    }
    for (List<String> row : extensionTables()) {
      tables.add(new Locked(row.get(0), row.get(1), row.get(2)));
    }
    return tables;
  }

  /** Configuration tables: oid, schema, name, label, condition. */
  private List<List<String>> extensionTables() throws DialectException {
    return session.rows(
        """
        SELECT c.oid, n.nspname, c.relname, %s, x.condition
        FROM pg_catalog.pg_extension e
          CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(e.extconfig),
            pg_catalog.unnest(e.extcondition)) AS x(oid, condition)
          JOIN pg_catalog.pg_class c ON c.oid = x.oid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' ORDER BY c.oid"""
            .formatted(LABEL));
  }

  /** The tables with rows, as the snapshot has them. */
  List<SourceTable> rows(Set<String> locked) throws DialectException {
    Map<String, List<String>> columns = columns();
    Map<String, SourceTable.Root> roots = roots();
    List<SourceTable> tables = new ArrayList<>();
    for (List<String> row :
        session.rows(
            """
            SELECT c.oid, n.nspname, c.relname, %s, coalesce(a.amname, '') = 'heap' AND NOT %s,
              pg_catalog.pg_relation_size(c.oid)
                / pg_catalog.current_setting('block_size')::pg_catalog.int8,
              pg_catalog.pg_table_size(c.oid)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
            WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND %s AND NOT %s
            ORDER BY c.oid"""
                .formatted(LABEL, LOOKED_INTO, USER_SCHEMA, OF_EXTENSION))) {
      if (locked.contains(row.get(0)) && options.takesRows(row.get(1), row.get(2))) {
        Optional<SourceTable.Root> root = Optional.ofNullable(roots.get(row.get(0)));
        tables.add(
            new SourceTable(
                row.get(0),
                row.get(1),
                row.get(2),
                row.get(3),
                // In the order of the root, so that all partitions give the same text of a row.
                columns.getOrDefault(root.map(SourceTable.Root::oid).orElse(row.get(0)), List.of()),
                Long.parseLong(row.get(5)),
                Long.parseLong(row.get(6)),
                row.get(4).equals("t"),
                root,
                "",
                false));
      }
    }
    for (List<String> row : extensionTables()) {
      tables.add(
          new SourceTable(
              row.get(0),
              row.get(1),
              row.get(2),
              row.get(3),
              columns.getOrDefault(row.get(0), List.of()),
              0,
              0,
              false,
              Optional.empty(),
              row.get(4),
              true));
    }
    return tables;
  }

  private Map<String, List<String>> columns() throws DialectException {
    Map<String, List<String>> columns = new HashMap<>();
    for (List<String> row :
        session.rows(
            """
            SELECT a.attrelid, pg_catalog.string_agg(
              '"' || pg_catalog.replace(a.attname, '"', '""') || '"', ', ' ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
              AND c.relkind IN ('r', 'p') AND c.oid >= 16384
            GROUP BY a.attrelid""")) {
      columns.put(row.get(0), Sql.names(row.get(1)));
    }
    return columns;
  }

  /**
   * Leaf partitions below a table hashed on something whose hash may be another in the new
   * database, such as an enum, which is hashed by OID: their rows go through that table.
   */
  private Map<String, SourceTable.Root> roots() throws DialectException {
    Map<String, SourceTable.Root> roots = new HashMap<>();
    for (List<String> row :
        session.rows(
            """
            WITH unstable AS (
              SELECT p.partrelid FROM pg_catalog.pg_partitioned_table p
              WHERE p.partstrat = 'h' AND (
                EXISTS (SELECT FROM pg_catalog.unnest(p.partattrs) k WHERE k = 0)
                OR EXISTS (SELECT FROM pg_catalog.pg_attribute a
                  WHERE a.attrelid = p.partrelid AND a.attnum = ANY (p.partattrs)
                    AND a.atttypid NOT IN (%s))
                OR EXISTS (SELECT FROM pg_catalog.unnest(p.partclass) k WHERE k >= 16384)
                OR EXISTS (SELECT FROM pg_catalog.pg_collation l
                  WHERE l.oid = ANY (p.partcollation) AND NOT l.collisdeterministic)))
            SELECT DISTINCT ON (leaf.oid) leaf.oid, n.nspname, c.relname, %s, c.oid
            FROM unstable u
              CROSS JOIN LATERAL pg_catalog.pg_partition_tree(u.partrelid) t
              JOIN pg_catalog.pg_class leaf ON leaf.oid = t.relid
              JOIN pg_catalog.pg_class c ON c.oid = u.partrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE t.isleaf
            ORDER BY leaf.oid, t.level DESC"""
                .formatted(STABLE_TYPES, LABEL))) {
      if (options.takes(row.get(1), row.get(2))) {
        roots.put(row.get(0), new SourceTable.Root(row.get(4), row.get(1), row.get(2), row.get(3)));
      }
    }
    return roots;
  }

  /** The sequences whose values are dumped. */
  List<Locked> sequences() throws DialectException {
    return sequences("c.relpersistence <> 't'");
  }

  /** Those of them that a standby can't read. */
  List<Locked> unloggedSequences() throws DialectException {
    return sequences("c.relpersistence = 'u'");
  }

  /** The tables that a standby can't read. */
  List<Locked> unloggedTables() throws DialectException {
    Set<String> unlogged =
        new HashSet<>(
            session.column(
                "SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'r' AND relpersistence = 'u'"));
    return tables().stream().filter(table -> unlogged.contains(table.oid())).toList();
  }

  private List<Locked> sequences(String which) throws DialectException {
    List<Locked> sequences = new ArrayList<>();
    for (List<String> row :
        session.rows(
            """
            SELECT c.oid, n.nspname, c.relname, o.nspname, o.relname,
              c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery()
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN LATERAL (SELECT tn.nspname, t.relname FROM pg_catalog.pg_depend d
                JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
                JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 LIMIT 1) o ON true
            WHERE c.relkind = 'S' AND %s AND %s
              AND (NOT %s OR EXISTS (SELECT FROM pg_catalog.pg_extension e
                WHERE c.oid = ANY (e.extconfig)))
            ORDER BY c.oid"""
                .formatted(which, USER_SCHEMA, OF_EXTENSION))) {
      if (takesValue(row)) {
        sequences.add(new Locked(row.get(0), row.get(1), row.get(2)));
      }
    }
    return sequences;
  }

  /** Where a value can't be read, it is one of the rows that the caller may leave out. */
  private boolean takesValue(List<String> row) {
    boolean owned = !row.get(4).isEmpty();
    boolean unreadable = row.get(5).equals("t");
    if (!owned) {
      return options.tables().isEmpty() && options.takes(row.get(1), row.get(2));
    }
    return options.takes(row.get(3), row.get(4))
        && (!unreadable || options.takesRows(row.get(3), row.get(4)));
  }

  long largeObjects() throws DialectException {
    return session.number("SELECT count(*) FROM pg_catalog.pg_largeobject_metadata");
  }

  /**
   * Indexes and constraints of a table that can be built as soon as its rows are there, by the
   * catalogs and OIDs that the client's archive names them with. Foreign keys need other tables.
   */
  Set<String> finishEntries(String oid) throws DialectException {
    Set<String> entries = new LinkedHashSet<>();
    for (List<String> row :
        session.rows(
            """
            SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, i.indexrelid
            FROM pg_catalog.pg_index i WHERE i.indrelid = %s AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_constraint k
              WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
            UNION ALL
            SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid, k.oid
            FROM pg_catalog.pg_constraint k
            WHERE k.conrelid = %s AND k.contype IN ('p', 'u', 'x')"""
                .formatted(oid, oid))) {
      entries.add(row.get(0) + ":" + row.get(1));
    }
    return entries;
  }
}
