package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/**
 * One instant of a database on several connections, protected against DDL until it is closed.
 *
 * <p>First one connection, the keeper, touches every table in a transaction, so that from then on
 * DDL waits. Then commits are held off for the moment in which all workers begin their
 * transactions, and touch every table too: DDL that waits for one connection holds up every other
 * that comes to the table later, and would wait for a dump that waits for it. Tables without
 * transactions are locked for reading in that moment, until the last of them is written.
 */
final class Snapshot implements AutoCloseable {

  private static final int TABLES_A_STATEMENT = 200;
  private static final int LOCK_SECONDS = 5;

  /** Long enough for what somebody flushed, and is read by a slow part; a dump must not hang. */
  private static final int READ_SECONDS = 600;

  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int DEADLOCK = 1213;
  private static final int BACKUP_RUNS = 4146;

  private final OperationContext context;
  private final List<Link> all = new ArrayList<>();
  private final BlockingQueue<Link> workers = new LinkedBlockingQueue<>();
  private Optional<Link> readLock = Optional.empty();
  private Optional<Duration> heldOff = Optional.empty();

  private Snapshot(OperationContext context) {
    this.context = context;
  }

  /** How commits are held off. */
  enum Way {
    /** All of the server's. */
    SERVER,
    /** Those to the tables of this database. */
    TABLES,
    /** None are, since there is one connection only. */
    ONE_CONNECTION
  }

  /** Takes a connection whose tables can't be changed by DDL any more, and nothing else yet. */
  static Snapshot keep(
      Links links, Optional<String> stopDdl, List<String> tables, OperationContext context)
      throws DialectException, SQLException {
    Snapshot snapshot = new Snapshot(context);
    try {
      Link keeper = snapshot.add(links.forStatements());
      awaitLocks(keeper, LOCK_SECONDS);
      if (stopDdl.isPresent()) {
        keeper.run(stopDdl.get());
      }
      keeper.run("START TRANSACTION");
      snapshot.touch(keeper, tables);
      return snapshot;
    } catch (DialectException | SQLException | RuntimeException | Error e) {
      snapshot.close();
      throw e;
    }
  }

  /** Takes the metadata locks of tables, until the connection's transaction ends. */
  private void touch(Link link, List<String> tables) throws SQLException {
    for (int from = 0; from < tables.size(); from += TABLES_A_STATEMENT) {
      context.cancellation().throwIfCancelled();
      link.run(
          tables.subList(from, Math.min(tables.size(), from + TABLES_A_STATEMENT)).stream()
              .map(name -> "(SELECT 1 FROM " + Sql.name(name) + " LIMIT 0)")
              .collect(Collectors.joining(" UNION ALL ")));
    }
  }

  private static void awaitLocks(Link link, int seconds) throws SQLException {
    link.run("SET SESSION lock_wait_timeout = " + seconds);
  }

  /** Begins the transactions of all workers at one instant. */
  void begin(
      Links links, Flavor flavor, Way way, int count, List<Table> tables, boolean mayLockTables)
      throws DialectException, SQLException {
    List<Link> begun = new ArrayList<>();
    for (int i = 0; i < (way == Way.ONE_CONNECTION ? 1 : count); i++) {
      Link worker = add(links.forReading());
      worker.run("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      awaitLocks(worker, LOCK_SECONDS);
      begun.add(worker);
    }
    List<String> names = tables.stream().map(Table::name).toList();
    List<Table> others = tables.stream().filter(table -> !table.transactional()).toList();
    boolean lockOthers = mayLockTables && !others.isEmpty();
    if (lockOthers) {
      readLock = Optional.of(add(links.forStatements()));
      awaitLocks(readLock.get(), LOCK_SECONDS);
    }
    if (way == Way.ONE_CONNECTION) {
      if (lockOthers) {
        readLock.get().run(lockTables(others));
      }
      startAll(begun, names);
    } else {
      try (Link control = links.forStatements()) {
        awaitLocks(control, LOCK_SECONDS);
        long from = System.nanoTime();
        for (String statement :
            way == Way.SERVER ? flavor.stopCommits() : List.of(lockTables(tables))) {
          control.run(statement);
        }
        if (lockOthers) {
          readLock.get().run(lockTables(others));
        }
        startAll(begun, names);
        for (String statement :
            way == Way.SERVER ? flavor.resumeCommits() : List.of("UNLOCK TABLES")) {
          control.run(statement);
        }
        heldOff = Optional.of(Duration.ofNanos(System.nanoTime() - from));
      }
    }
    for (Link worker : begun) {
      awaitLocks(worker, READ_SECONDS);
    }
    workers.addAll(begun);
    report(way, begun.size(), others, lockOthers);
  }

  private void startAll(List<Link> workers, List<String> tables) throws SQLException {
    for (Link worker : workers) {
      worker.run("START TRANSACTION WITH CONSISTENT SNAPSHOT");
      touch(worker, tables);
    }
  }

  private static String lockTables(List<Table> tables) {
    return tables.stream()
        .map(table -> Sql.name(table.name()) + " READ")
        .collect(Collectors.joining(", ", "LOCK TABLES ", ""));
  }

  private void report(Way way, int connections, List<Table> others, boolean locked) {
    heldOff.ifPresent(
        time ->
            context.report(
                Finding.info(
                    "snapshot.lock-time",
                    "Commits %s were held off for %d ms while %d connections took their snapshots."
                        .formatted(
                            way == Way.SERVER ? "of the server" : "to the tables",
                            time.toMillis(),
                            connections))));
    if (!others.isEmpty()) {
      String names = others.stream().map(Table::name).collect(Collectors.joining(", "));
      context.report(
          locked
              ? Finding.info(
                  "tables.locked",
                  "These tables have no transactions, and were locked against writing until they were read: "
                      + names
                      + ".")
              : Finding.warning(
                  "tables.not-transactional",
                  "These tables have no transactions, so their rows may be of another instant: "
                      + names
                      + ".",
                  "Grant LOCK TABLES to the user of the backup, or convert them to InnoDB."));
    }
  }

  /** Whether a repetition may get the lock: somebody held it for longer than was waited. */
  static boolean isBusy(SQLException e) {
    return Set.of(LOCK_WAIT_TIMEOUT, DEADLOCK, BACKUP_RUNS).contains(e.getErrorCode());
  }

  /** Lends a connection that reads in the snapshot; waits until one is free. */
  Link take() throws InterruptedException {
    return workers.take();
  }

  /** Returns a connection to ask while the parts are not written yet. */
  Link first() {
    return workers.element();
  }

  void giveBack(Link worker) {
    workers.add(worker);
  }

  /** The last row of the tables without transactions was read. */
  void unlockTables() throws SQLException {
    if (readLock.isPresent()) {
      readLock.get().run("UNLOCK TABLES");
    }
  }

  /** Whether what protects the snapshot is still there. */
  boolean isHeld() {
    return all.stream().allMatch(Link::isAlive);
  }

  private Link add(Link link) {
    all.add(link);
    return link;
  }

  @Override
  public void close() {
    all.forEach(Link::close);
  }
}
