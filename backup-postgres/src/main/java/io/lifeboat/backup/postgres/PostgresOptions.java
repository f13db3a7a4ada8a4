package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host may choose for PostgreSQL. Immutable.
 *
 * <p>Names of schemas and tables are exact, without quotes and without patterns: a table is {@code
 * schema.table}, divided at the first dot. Workers and the size of parts are in the options that
 * all dialects share; TLS is in the endpoint.
 */
public final class PostgresOptions implements DialectOptions {

  private static final PostgresOptions DEFAULTS = builder().build();

  private final @Nullable Path clientDirectory;
  private final Set<String> schemas;
  private final Set<String> tables;
  private final Set<String> excludedTables;
  private final Set<String> excludedRows;
  private final boolean largeObjects;
  private final @Nullable Boolean owners;
  private final @Nullable Boolean privileges;
  private final boolean tablespaces;
  private final boolean rowSecurityApplied;
  private final boolean absentRolesSkipped;
  private final boolean functionSearchPathFixed;
  private final Duration lockWait;
  private final boolean logicalSlotsLeft;
  private final boolean subscriptionsLeft;

  private PostgresOptions(Builder builder) {
    this.clientDirectory = builder.clientDirectory;
    this.schemas = Set.copyOf(builder.schemas);
    this.tables = Set.copyOf(builder.tables);
    this.excludedTables = Set.copyOf(builder.excludedTables);
    this.excludedRows = Set.copyOf(builder.excludedRows);
    this.largeObjects = builder.largeObjects;
    this.owners = builder.owners;
    this.privileges = builder.privileges;
    this.tablespaces = builder.tablespaces;
    this.rowSecurityApplied = builder.rowSecurityApplied;
    this.absentRolesSkipped = builder.absentRolesSkipped;
    this.functionSearchPathFixed = builder.functionSearchPathFixed;
    this.lockWait = builder.lockWait;
    this.logicalSlotsLeft = builder.logicalSlotsLeft;
    this.subscriptionsLeft = builder.subscriptionsLeft;
  }

  /**
   * Return the defaults.
   *
   * @return everything is dumped, owners and privileges are restored, nothing is skipped
   */
  public static PostgresOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Begin to choose.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Map<String, String> describe() {
    Map<String, String> text = new LinkedHashMap<>();
    put(text, "schemas", schemas);
    put(text, "tables", tables);
    put(text, "excludedTables", excludedTables);
    put(text, "excludedRows", excludedRows);
    text.put("largeObjects", String.valueOf(largeObjects));
    text.put("owners", String.valueOf(owners()));
    text.put("privileges", String.valueOf(privileges()));
    text.put("tablespaces", String.valueOf(tablespaces));
    text.put("rowSecurityApplied", String.valueOf(rowSecurityApplied));
    text.put("absentRolesSkipped", String.valueOf(absentRolesSkipped));
    text.put("functionSearchPathFixed", String.valueOf(functionSearchPathFixed));
    text.put("lockWait", lockWait.toString());
    text.put("logicalSlotsLeft", String.valueOf(logicalSlotsLeft));
    text.put("subscriptionsLeft", String.valueOf(subscriptionsLeft));
    if (clientDirectory != null) {
      text.put("clientDirectory", clientDirectory.toString());
    }
    return text;
  }

  private static void put(Map<String, String> text, String name, Set<String> values) {
    if (!values.isEmpty()) {
      text.put(name, String.join(", ", values.stream().sorted().toList()));
    }
  }

  Optional<Path> clientDirectory() {
    return Optional.ofNullable(clientDirectory);
  }

  List<String> schemas() {
    return schemas.stream().sorted().toList();
  }

  List<String> tables() {
    return tables.stream().sorted().toList();
  }

  List<String> excludedTables() {
    return excludedTables.stream().sorted().toList();
  }

  /** Whether the structure of a table is dumped. */
  boolean takes(String schema, String table) {
    String name = schema + "." + table;
    return (schemas.isEmpty() || schemas.contains(schema))
        && (tables.isEmpty() || tables.contains(name))
        && !excludedTables.contains(name);
  }

  /** Whether the rows of a table that {@link #takes} are dumped. */
  boolean takesRows(String schema, String table) {
    return !excludedRows.contains(schema + "." + table);
  }

  /** Whether only a choice of objects is dumped. */
  boolean isChoice() {
    return !schemas.isEmpty() || !tables.isEmpty();
  }

  List<String> namedTables() {
    List<String> named = new ArrayList<>(tables());
    named.addAll(excludedTables());
    excludedRows.stream().sorted().forEach(named::add);
    return named;
  }

  boolean largeObjects() {
    return largeObjects;
  }

  boolean owners() {
    return owners == null || owners;
  }

  boolean privileges() {
    return privileges == null || privileges;
  }

  /** These options for a clone, which has neither owners nor privileges unless they are chosen. */
  PostgresOptions ofClone() {
    Builder builder = new Builder(this);
    builder.owners = owners != null && owners;
    builder.privileges = privileges != null && privileges;
    return builder.build();
  }

  boolean tablespaces() {
    return tablespaces;
  }

  boolean rowSecurityApplied() {
    return rowSecurityApplied;
  }

  boolean absentRolesSkipped() {
    return absentRolesSkipped;
  }

  boolean functionSearchPathFixed() {
    return functionSearchPathFixed;
  }

  Duration lockWait() {
    return lockWait;
  }

  boolean logicalSlotsLeft() {
    return logicalSlotsLeft;
  }

  boolean subscriptionsLeft() {
    return subscriptionsLeft;
  }

  /** Collects the choices. Not thread-safe. */
  public static final class Builder {

    private @Nullable Path clientDirectory;
    private final Set<String> schemas = new LinkedHashSet<>();
    private final Set<String> tables = new LinkedHashSet<>();
    private final Set<String> excludedTables = new LinkedHashSet<>();
    private final Set<String> excludedRows = new LinkedHashSet<>();
    private boolean largeObjects = true;
    private @Nullable Boolean owners;
    private @Nullable Boolean privileges;
    private boolean tablespaces = true;
    private boolean rowSecurityApplied;
    private boolean absentRolesSkipped;
    private boolean functionSearchPathFixed;
    private Duration lockWait = Duration.ofMinutes(1);
    private boolean logicalSlotsLeft;
    private boolean subscriptionsLeft;

    private Builder() {}

    private Builder(PostgresOptions options) {
      clientDirectory = options.clientDirectory;
      schemas.addAll(options.schemas);
      tables.addAll(options.tables);
      excludedTables.addAll(options.excludedTables);
      excludedRows.addAll(options.excludedRows);
      largeObjects = options.largeObjects;
      owners = options.owners;
      privileges = options.privileges;
      tablespaces = options.tablespaces;
      rowSecurityApplied = options.rowSecurityApplied;
      absentRolesSkipped = options.absentRolesSkipped;
      functionSearchPathFixed = options.functionSearchPathFixed;
      lockWait = options.lockWait;
      logicalSlotsLeft = options.logicalSlotsLeft;
      subscriptionsLeft = options.subscriptionsLeft;
    }

    /**
     * Look for {@code pg_dump} and {@code pg_restore} in one folder only. By default they are
     * looked for on the PATH and in the usual places, and the newest is taken.
     *
     * @param folder holds both
     * @return this
     */
    public Builder clientDirectory(Path folder) {
      this.clientDirectory = Objects.requireNonNull(folder, "folder");
      return this;
    }

    /**
     * Dump the objects of these schemas only. Extensions are dumped all the same, large objects too
     * unless they are left out. By default all schemas are dumped.
     *
     * @param names exact, added to those given before
     * @return this
     */
    public Builder schemas(String... names) {
      schemas.addAll(List.of(names));
      return this;
    }

    /**
     * Dump these tables only, with their indexes, constraints, triggers and own sequences. By
     * default all tables are dumped.
     *
     * @param names {@code schema.table}, added to those given before
     * @return this
     */
    public Builder tables(String... names) {
      addTables(tables, names);
      return this;
    }

    /**
     * Leave tables out, with their structure. By default none is.
     *
     * @param names {@code schema.table}, added to those given before
     * @return this
     */
    public Builder excludeTables(String... names) {
      addTables(excludedTables, names);
      return this;
    }

    /**
     * Keep the structure of tables and leave their rows out. By default all rows are dumped.
     *
     * @param names {@code schema.table}, added to those given before
     * @return this
     */
    public Builder excludeRows(String... names) {
      addTables(excludedRows, names);
      return this;
    }

    private static void addTables(Set<String> set, String... names) {
      for (String name : names) {
        if (name.indexOf('.') < 1 || name.endsWith(".")) {
          throw new IllegalArgumentException("Not a schema.table: '" + name + "'");
        }
        set.add(name);
      }
    }

    /**
     * Say whether large objects are dumped.
     *
     * @param value true by default
     * @return this
     */
    public Builder largeObjects(boolean value) {
      this.largeObjects = value;
      return this;
    }

    /**
     * Say whether a restore gives objects to the owners they had; else the user that restores owns
     * them.
     *
     * @param value true by default, but false for a clone
     * @return this
     */
    public Builder owners(boolean value) {
      this.owners = value;
      return this;
    }

    /**
     * Say whether a restore grants and revokes what was granted and revoked.
     *
     * @param value true by default, but false for a clone
     * @return this
     */
    public Builder privileges(boolean value) {
      this.privileges = value;
      return this;
    }

    /**
     * Say whether a restore puts tables and indexes into the tablespaces they were in; else all go
     * into the database's own.
     *
     * @param value true by default
     * @return this
     */
    public Builder tablespaces(boolean value) {
      this.tablespaces = value;
      return this;
    }

    /**
     * Dump only the rows that row-level security lets the user see. By default a table whose rows
     * are hidden from the user fails the dump.
     *
     * @param value false by default
     * @return this
     */
    public Builder rowSecurityApplied(boolean value) {
      this.rowSecurityApplied = value;
      return this;
    }

    /**
     * Restore although the target lacks roles of the dump: what they owned belongs to the user that
     * restores, what was granted to them is left out, and both are reported. By default that
     * refuses the restore.
     *
     * @param value false by default
     * @return this
     */
    public Builder absentRolesSkipped(boolean value) {
      this.absentRolesSkipped = value;
      return this;
    }

    /**
     * Set the search path of functions that indexes, generated columns or materialised views use
     * with unqualified names, where the server (from 17) refuses them otherwise. What was changed
     * is reported.
     *
     * @param value false by default
     * @return this
     */
    public Builder functionSearchPathFixed(boolean value) {
      this.functionSearchPathFixed = value;
      return this;
    }

    /**
     * Say how long a dump tries to have all tables locked at one instant, while others hold them or
     * change their structure; it holds nothing up for longer than a moment meanwhile, and fails
     * after it.
     *
     * @param value a minute by default; at least a millisecond
     * @return this
     */
    public Builder lockWait(Duration value) {
      if (value.toMillis() < 1) {
        throw new IllegalArgumentException("Not a time to wait: " + value);
      }
      this.lockWait = value;
      return this;
    }

    /**
     * Exchange a database although it has logical replication slots. They stay with the copy that
     * is kept for an undo: who reads them gets nothing of the restored database, and they are
     * dropped with the copy. By default they refuse the exchange.
     *
     * @param value false by default
     * @return this
     */
    public Builder logicalSlotsLeft(boolean value) {
      this.logicalSlotsLeft = value;
      return this;
    }

    /**
     * Exchange a database although it subscribes to others. The subscriptions stay with the copy
     * that is kept for an undo, go on filling it, and are dropped with it, without their slots at
     * the publishers. By default they refuse the exchange.
     *
     * @param value false by default
     * @return this
     */
    public Builder subscriptionsLeft(boolean value) {
      this.subscriptionsLeft = value;
      return this;
    }

    /**
     * Make the options.
     *
     * @return the options
     */
    public PostgresOptions build() {
      return new PostgresOptions(this);
    }
  }
}
