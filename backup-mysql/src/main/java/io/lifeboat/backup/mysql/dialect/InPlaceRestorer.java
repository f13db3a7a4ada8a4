package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreLock;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.RestoreTraits;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.api.UndoToken;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.NativeClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Loads a dump in place by the vendor's own client. There is no undo: DDL commits, so the core
 * brings the safety backup back when a load fails, and there is nothing of this dialect's own to
 * recover.
 */
public final class InPlaceRestorer implements Restorer {

  private static final RestoreTraits TRAITS =
      new RestoreTraits(Set.of(RestoreMode.IN_PLACE), false, false);
  private static final String COLLATION = "collation:";

  private final Flavor flavor;

  /**
   * Make a restorer.
   *
   * @param flavor of the vendor
   */
  public InPlaceRestorer(Flavor flavor) {
    this.flavor = flavor;
  }

  @Override
  public RestoreTraits traits() {
    return TRAITS;
  }

  @Override
  public List<Finding> check(
      DatabaseEndpoint target,
      DumpDescription dump,
      RestoreOptions options,
      OperationContext context) {
    List<Finding> findings = new ArrayList<>();
    checkDump(dump, options, findings);
    try (SqlSession session = session(target, options, context)) {
      Server server = new Server(session, target.database());
      checkServer(server, dump, findings);
      checkPrivileges(server, target.database(), findings);
    } catch (DialectException e) {
      findings.add(Findings.of(e));
    }
    return findings;
  }

  private void checkDump(DumpDescription dump, RestoreOptions options, List<Finding> findings) {
    if (!dump.dialect().equals(flavor.id())) {
      findings.add(
          Finding.error(
              "database.dialect",
              "The dump is of a %s database; this one is %s."
                  .formatted(dump.dialect(), flavor.id()),
              "Restore it into a %s database.".formatted(dump.dialect())));
    }
    if (dump.format() > Formats.ROWS_APART) {
      findings.add(
          Finding.error(
              "database.format",
              "The dump is of level %d; this release reads level %d."
                  .formatted(dump.format(), Formats.ROWS_APART),
              "Update Lifeboat."));
    }
    if (options.mode() != RestoreMode.IN_PLACE || !options.groups().isEmpty()) {
      findings.add(
          Finding.error(
              "restore.mode",
              "This dialect restores whole databases in place only.",
              "Ask for a restore in place, of everything."));
    }
  }

  private void checkServer(Server server, DumpDescription dump, List<Finding> findings)
      throws DialectException {
    String version = server.version();
    if (!flavor.isServer(version)) {
      findings.add(
          Finding.error(
              "server.vendor",
              "The server says it is %s, which is no %s.".formatted(version, flavor.vendor()),
              "Restore into a server of %s.".formatted(flavor.vendor())));
      return;
    }
    Version from = Version.parse(dump.serverVersion());
    Version to = Version.parse(version);
    if (!to.atLeast(from.major(), from.minor())) {
      findings.add(
          Finding.error(
              "server.version",
              "The dump is of a server %s; this one is %s, which is older.".formatted(from, to),
              "Restore into a server of version %d.%d or later."
                  .formatted(from.major(), from.minor())));
    }
    checkCollations(server, dump, findings);
    Map<String, String> attributes = server.attributes();
    dump.attributes()
        .forEach(
            (name, value) -> {
              if (!value.equals(attributes.get(name))) {
                findings.add(
                    Finding.error(
                        "server.attribute",
                        "The dump is of a server with %s = %s; here it is %s."
                            .formatted(name, value, attributes.get(name)),
                        "Restore into a server with the same setting."));
              }
            });
  }

  private static void checkCollations(Server server, DumpDescription dump, List<Finding> findings)
      throws DialectException {
    Set<String> known = new HashSet<>(server.collations());
    List<String> unknown =
        dump.requirements().stream()
            .filter(requirement -> requirement.startsWith(COLLATION))
            .map(requirement -> requirement.substring(COLLATION.length()))
            .filter(name -> !known.contains(name) && !known.contains(withoutCharacterSet(name)))
            .sorted()
            .toList();
    if (!unknown.isEmpty()) {
      findings.add(
          Finding.error(
              "server.collation",
              "The server does not know these collations of the dump: "
                  + String.join(", ", unknown)
                  + ".",
              "Restore into a server that has them."));
    }
  }

  /** MariaDB lists {@code utf8mb4_uca1400_ai_ci} as {@code uca1400_ai_ci}. */
  private static String withoutCharacterSet(String collation) {
    return collation.substring(collation.indexOf('_') + 1);
  }

  private void checkPrivileges(Server server, String database, List<Finding> findings)
      throws DialectException {
    Grants grants = server.grants(flavor);
    String user = server.user();
    for (String privilege : List.of("CREATE", "DROP", "INSERT", "ALTER", "SELECT")) {
      if (!grants.onDatabase(privilege, database)) {
        findings.add(
            Finding.error(
                "privilege." + privilege.toLowerCase(Locale.ROOT),
                "The user %s lacks %s on the database '%s'.".formatted(user, privilege, database),
                "GRANT ALL PRIVILEGES ON %s.* TO %s;".formatted(Sql.name(database), user)));
      }
    }
  }

  private SqlSession session(
      DatabaseEndpoint target, RestoreOptions options, OperationContext context)
      throws DialectException {
    return SqlSession.open(new Login(flavor, target), sqlClient(options, context), context);
  }

  private NativeClient sqlClient(RestoreOptions options, OperationContext context)
      throws DialectException {
    return new Clients(flavor, settings(options), context).sql();
  }

  private ClientSettings settings(RestoreOptions options) {
    return flavor.settings(options).orElse(ClientSettings.DEFAULTS);
  }

  @Override
  public RestoreLock lock(DatabaseEndpoint target, RestoreOptions options, OperationContext context)
      throws DialectException {
    return ServerLock.take(session(target, options, context), target.database());
  }

  @Override
  public RestoreSession open(
      DatabaseEndpoint target,
      DumpDescription dump,
      RestoreOptions options,
      Journal journal,
      OperationContext context)
      throws DialectException {
    NativeClient client = sqlClient(options, context);
    Login login = new Login(flavor, target);
    SqlSession session = SqlSession.open(login, client, context);
    if (dump.format() == Formats.CLIENT_TEXT) {
      return new OnePartRestoreSession(login, client, session, dump);
    }
    try {
      Links links = new Links(flavor, target, context);
      return new RowsRestoreSession(
          new RestorePlace(flavor, settings(options), login, client, session, links), dump);
    } catch (DialectException | RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  @Override
  public void recover(
      DatabaseEndpoint target, RestoreOptions options, Journal journal, OperationContext context) {
    // In place keeps nothing that could be finished or reverted.
  }

  @Override
  public List<Finding> checkUndo(
      DatabaseEndpoint target, UndoToken token, RestoreOptions options, OperationContext context) {
    return List.of(
        Finding.error(
            "restore.no-undo",
            "A restore in place can't be undone.",
            "Restore the safety backup."));
  }

  @Override
  public void undo(
      DatabaseEndpoint target,
      UndoToken token,
      RestoreOptions options,
      Journal journal,
      OperationContext context)
      throws DialectException {
    throw new DialectException(
        Reason.UNSUPPORTED, "A restore in place can't be undone. Restore the safety backup.");
  }

  @Override
  public void discard(
      DatabaseEndpoint target, UndoToken token, RestoreOptions options, OperationContext context) {
    // Nothing was kept.
  }
}
