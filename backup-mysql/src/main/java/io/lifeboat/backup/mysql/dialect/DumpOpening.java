package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.NativeClient;
import io.lifeboat.backup.mysql.dialect.SnapshotDumpSession.RowPart;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;

/** Opens one dump: takes the snapshot, and starts over if the schema changed meanwhile. */
final class DumpOpening {

  private static final int ATTEMPTS = 5;
  private static final String HELD = "A lock was held by somebody else for too long: ";

  private final Flavor flavor;
  private final ClientSettings settings;
  private final DatabaseEndpoint source;
  private final DumpOptions options;
  private final OperationContext context;
  private final Login login;
  private final NativeClient dump;
  private final NativeClient sql;

  DumpOpening(
      Flavor flavor,
      ClientSettings settings,
      DatabaseEndpoint source,
      DumpOptions options,
      OperationContext context)
      throws DialectException {
    this.flavor = flavor;
    this.settings = settings;
    this.source = source;
    this.options = options;
    this.context = context;
    this.login = new Login(flavor, source);
    Clients clients = new Clients(flavor, settings, context);
    this.dump = clients.dump();
    this.sql = clients.sql();
  }

  DumpSession open() throws DialectException {
    try (SqlSession session = SqlSession.open(login, sql, context)) {
      Server server = new Server(session, source.database());
      String version = server.version();
      if (!flavor.isServer(version)) {
        throw new DialectException(
            Reason.CONFIGURATION,
            "The server says it is %s, which is no %s.".formatted(version, flavor.vendor()));
      }
      refuse(server);
      Links links = new Links(flavor, source, context);
      try (Link link = links.forStatements()) {
        return open(server, links, link);
      } catch (SQLException e) {
        throw Link.explain("The snapshot of '" + source.database() + "'", e, context);
      }
    } catch (CancellationException e) {
      throw new DialectException(
          Reason.CANCELLED, "The dump was ended: " + e.getMessage(), false, e);
    }
  }

  /** A check may have been skipped; a dump that never ends must not be begun. */
  private void refuse(Server server) throws DialectException {
    Optional<Finding> unreadable =
        settings.events() ? DumpCheck.unreadableEvents(flavor, dump, server) : Optional.empty();
    if (unreadable.isPresent()) {
      throw new DialectException(Reason.UNSUPPORTED, unreadable.get().toString());
    }
  }

  private DumpSession open(Server server, Links links, Link link)
      throws DialectException, SQLException {
    Grants grants = server.grants(flavor);
    String why = "";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      boolean last = attempt == ATTEMPTS;
      try {
        Optional<DumpSession> opened = attempt(server, grants, links, link, last);
        if (opened.isPresent()) {
          return opened.get();
        }
        why = "Its tables changed each time.";
      } catch (SQLException e) {
        if (!Snapshot.isBusy(e)) {
          throw e;
        }
        why = HELD + e.getMessage();
      } catch (DialectException e) {
        if (!ServerErrors.isOfLocks(e)) {
          throw e;
        }
        why = HELD + e.getMessage();
      }
    }
    throw new DialectException(
        Reason.SERVER,
        "The snapshot of the database '%s' was not to be had in %d attempts. %s End what changes tables, or runs long statements, and try again."
            .formatted(source.database(), ATTEMPTS, why),
        true,
        null);
  }

  /** Returns nothing if the tables changed on the way. */
  private Optional<DumpSession> attempt(
      Server server, Grants grants, Links links, Link link, boolean last)
      throws DialectException, SQLException {
    Version version = Version.parse(server.version());
    Catalog catalog = new Catalog(link, source.database(), flavor.loadsHistory(version));
    List<String> names = catalog.names().stream().filter(settings::takesRows).toList();
    Snapshot snapshot = Snapshot.keep(links, flavor.stopDdl(grants), names, context);
    try {
      List<List<String>> before = catalog.identities();
      List<Table> tables =
          catalog.tables().stream().filter(table -> settings.takesRows(table.name())).toList();
      if (!names.equals(tables.stream().map(Table::name).toList())) {
        snapshot.close();
        return Optional.empty();
      }
      boolean mayLock = grants.onDatabase("LOCK TABLES", source.database());
      Snapshot.Way way =
          tables.isEmpty() ? Snapshot.Way.ONE_CONNECTION : way(grants, mayLock, last);
      snapshot.begin(links, flavor, way, options.workers(), tables, mayLock);
      SchemaText text = text(server);
      Map<DumpPart, RowPart> rows = rows(snapshot, tables);
      DumpDescription description = describe(server, text, rows);
      if (!before.equals(catalog.identities())) {
        snapshot.close();
        return Optional.empty();
      }
      reportPast(catalog.withoutPast());
      return Optional.of(new SnapshotDumpSession(description, text, snapshot, rows));
    } catch (DialectException | SQLException | RuntimeException | Error e) {
      snapshot.close();
      throw e;
    }
  }

  /** One connection needs no lock; where no lock is to be had, one connection is left. */
  private Snapshot.Way way(Grants grants, boolean mayLock, boolean last) {
    if (options.workers() == 1) {
      return Snapshot.Way.ONE_CONNECTION;
    }
    if (!last && flavor.mayStopCommits(grants)) {
      return Snapshot.Way.SERVER;
    }
    if (!last && mayLock) {
      return Snapshot.Way.TABLES;
    }
    context.report(
        Finding.warning(
            "snapshot.one-connection",
            last
                ? "The lock that several connections need for one snapshot was not to be had, so the rows are read over one connection, which is slower."
                : "The user may hold off commits neither of the server nor of the tables, so the rows are read over one connection, which is slower.",
            last
                ? "Hold off long transactions and changes of tables during the first seconds of a backup."
                : "Grant RELOAD on *.*, or LOCK TABLES on the database, to the user of the backup."));
    return Snapshot.Way.ONE_CONNECTION;
  }

  private void reportPast(List<String> tables) {
    if (!tables.isEmpty()) {
      context.report(
          Finding.warning(
              "tables.history",
              "These system-versioned tables are dumped without the rows of their past: "
                  + String.join(", ", tables)
                  + ".",
              "MariaDB 10.11 and later load them, for tables versioned by time."));
    }
  }

  private SchemaText text(Server server) throws DialectException {
    List<String> extra = new ArrayList<>(flavor.dumpArguments(ClientOptions.of(dump, context)));
    for (List<String> objects : List.of(server.tables(), server.views(), server.sequences())) {
      objects.stream()
          .filter(name -> !settings.takes(name))
          .forEach(name -> extra.add("--ignore-table=" + source.database() + "." + name));
    }
    List<String> code = new ArrayList<>();
    boolean triggers = settings.triggers() && server.hasTriggers();
    boolean routines = settings.routines() && !server.routines().isEmpty();
    boolean events = settings.events() && !server.events().isEmpty();
    if (triggers || routines || events) {
      code.add(triggers ? "--triggers" : "--skip-triggers");
      code.add(routines ? "--routines" : "--skip-routines");
      code.add(events ? "--events" : "--skip-events");
    }
    return SchemaText.read(login, dump, new Peculiarities(flavor.id()), extra, code, context);
  }

  private Map<DumpPart, RowPart> rows(Snapshot snapshot, List<Table> tables) throws SQLException {
    Map<DumpPart, RowPart> parts = new LinkedHashMap<>();
    int number = 0;
    Link link = snapshot.first();
    for (Table table : tables) {
      context.cancellation().throwIfCancelled();
      number++;
      List<String> ranges =
          table.transactional()
              ? Ranges.of(link, table, options.partBytes())
              : List.of(""); // its statements would see different instants
      int range = 0;
      for (String condition : ranges) {
        range++;
        DumpPart part =
            DumpPart.of(Stage.DATA, "rows-%05d-%05d".formatted(number, range))
                .withGroup(table.name())
                .withEstimatedBytes(table.dataBytes() / ranges.size())
                .withProperties(table.properties());
        parts.put(part, new RowPart(table, condition));
      }
    }
    return parts;
  }

  private DumpDescription describe(Server server, SchemaText text, Map<DumpPart, RowPart> rows)
      throws DialectException {
    Set<String> requirements = new TreeSet<>();
    Map<String, String> facts = new TreeMap<>(text.peculiarities());
    facts.putAll(server.defaults());
    server.collationsInUse(settings).forEach(name -> requirements.add("collation:" + name));
    server.engines().forEach(name -> requirements.add("engine:" + name));
    List<DumpPart> parts = new ArrayList<>();
    parts.add(DumpPart.of(Stage.SCHEMA, Formats.TABLES));
    parts.addAll(rows.keySet());
    if (text.hasCode()) {
      parts.add(DumpPart.of(Stage.FINISH, Formats.CODE));
    }
    if (text.hasViews()) {
      parts.add(DumpPart.of(Stage.FINISH, Formats.VIEWS));
    }
    return DumpDescription.of(
            flavor.id(), Formats.ROWS_APART, server.version(), Clients.version(dump).toString())
        .withAttributes(server.attributes())
        .withFacts(facts)
        .withOptions(settings.describe())
        .withRequirements(requirements)
        .withParts(parts);
  }
}
