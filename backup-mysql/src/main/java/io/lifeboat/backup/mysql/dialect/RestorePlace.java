package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.client.NativeClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The database that is restored into, and the connections to it. */
final class RestorePlace implements AutoCloseable {

  private static final int TABLES_A_STATEMENT = 100;

  private final Flavor flavor;
  private final ClientSettings settings;
  private final Login login;
  private final NativeClient client;
  private final SqlSession session;
  private final Links links;
  private final boolean localInfile;
  private final Queue<Link> idle = new ConcurrentLinkedQueue<>();

  RestorePlace(
      Flavor flavor,
      ClientSettings settings,
      Login login,
      NativeClient client,
      SqlSession session,
      Links links)
      throws DialectException {
    this.flavor = flavor;
    this.settings = settings;
    this.login = login;
    this.client = client;
    this.session = session;
    this.links = links;
    this.localInfile = new Server(session, login.endpoint().database()).localInfile();
  }

  void erase(Map<String, String> facts) throws DialectException {
    if (!settings.binaryLog()) {
      int replicas = new Server(session, login.endpoint().database()).replicas();
      if (replicas > 0) {
        throw new DialectException(
            DialectException.Reason.CONFIGURATION,
            "%d replicas are connected, and would miss a restore that is not in the binary log. Leave the binary log on."
                .formatted(replicas));
      }
      session.run("SET SESSION sql_log_bin = 0");
    }
    new Eraser(session, login.endpoint().database()).run(facts);
  }

  ClientLoad client() {
    return new ClientLoad(login, client, settings);
  }

  boolean localInfile() {
    return localInfile;
  }

  /** Lends a connection that loads rows. */
  Link takeLoader(OperationContext context) throws DialectException {
    Link link = idle.poll();
    if (link != null) {
      return link;
    }
    Link opened = links.forLoading();
    try {
      for (String setting : flavor.loadSettings()) {
        opened.run(setting);
      }
      if (!settings.binaryLog()) {
        opened.run("SET SESSION sql_log_bin = 0");
      }
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw Link.explain("Preparing a connection that loads rows", e, context);
    }
  }

  /** A connection that was aborted stays so: what it is lent for next fails, and so it should. */
  void giveBack(Link link) {
    idle.add(link);
  }

  /** Who stays the definer of what is restored. */
  DefinerChange.Keeper definers() throws DialectException {
    if (settings.definers() == ClientSettings.Definers.KEPT) {
      return (user, host) -> true;
    }
    Server server = new Server(session, login.endpoint().database());
    String me = server.user();
    if (settings.definers() == ClientSettings.Definers.REPLACED) {
      return (user, host) -> me.equals(account(user, host));
    }
    boolean any = flavor.maySetDefiner(server.grants(flavor));
    Set<String> known = new HashSet<>();
    if (any) {
      server.accounts().forEach(row -> known.add(account(row.get(0), row.get(1))));
    }
    return (user, host) -> me.equals(account(user, host)) || known.contains(account(user, host));
  }

  private static String account(String user, String host) {
    return "'" + user + "'@'" + host + "'";
  }

  /** Counts the rows of every table there is; those of the past where they were dumped. */
  Map<String, Tally> count(Map<String, Table> dumped, OperationContext context)
      throws DialectException {
    try (Link link = links.forStatements()) {
      List<String> names = new Catalog(link, login.endpoint().database(), false).names();
      Map<String, Tally> tallies = new HashMap<>();
      for (int from = 0; from < names.size(); from += TABLES_A_STATEMENT) {
        context.cancellation().throwIfCancelled();
        List<String> some = names.subList(from, Math.min(names.size(), from + TABLES_A_STATEMENT));
        List<String> counts = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
          Table table = dumped.get(some.get(i));
          String source = table == null ? Sql.name(some.get(i)) : table.from();
          counts.add("SELECT " + i + ", COUNT(*) FROM " + source);
        }
        for (List<String> row : link.rows(String.join(" UNION ALL ", counts))) {
          tallies.put(
              some.get(Integer.parseInt(row.get(0))), Tally.ofRows(Long.parseLong(row.get(1))));
        }
      }
      return tallies;
    } catch (SQLException e) {
      throw Link.explain("Counting rows", e, context);
    }
  }

  /** Reads all rows as a dump would. */
  Map<String, Tally> readAgain(Map<String, Table> dumped, OperationContext context)
      throws DialectException {
    Map<String, Tally> tallies = count(dumped, context);
    try (Link link = links.forReading()) {
      for (Table table : dumped.values()) {
        tallies.put(
            table.name(),
            SnapshotDumpSession.read(link, table, "", OutputStream.nullOutputStream(), context));
      }
      return tallies;
    } catch (SQLException e) {
      throw Link.explain("Reading the rows again", e, context);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written
    }
  }

  @Override
  public void close() {
    for (Link link = idle.poll(); link != null; link = idle.poll()) {
      link.close();
    }
    session.close();
  }
}
