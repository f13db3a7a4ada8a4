package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The databases beside a target, as a session sees and changes them that is in none of them. Used
 * under the lock of the target only: a scratch database that is found then is left over.
 */
final class SideDatabases {

  private static final String IN_USE = "55006";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final SqlSession session;
  private final Login target;
  private final SideNames names;
  private final OperationContext context;

  /**
   * Looks around.
   *
   * @param session in a maintenance database
   * @param target what is restored; its user and server are those of all databases
   * @param context of the operation
   */
  SideDatabases(SqlSession session, Login target, OperationContext context) {
    this.session = session;
    this.names = new SideNames(target.endpoint().database());
    this.target = target.as(names.application());
    this.context = context;
  }

  /** Ends and drops what a process that is gone left of restores of this target. */
  void sweep() throws DialectException {
    new Sessions(session).endLeftovers(names.application(), context);
    for (String scratch :
        session.column(
            "SELECT datname FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname, %s)"
                .formatted(Sql.text(names.scratches())))) {
      drop(scratch);
    }
  }

  /** The OID of a database, by which it is known whatever it is called. */
  Optional<String> oid(String name) throws DialectException {
    return session
        .column("SELECT oid FROM pg_catalog.pg_database WHERE datname = " + Sql.text(name))
        .stream()
        .findFirst();
  }

  String requireOid(String name) throws DialectException {
    return oid(name)
        .orElseThrow(
            () ->
                new DialectException(
                    Reason.CONFIGURATION, "There is no database '%s'.".formatted(name)));
  }

  /**
   * Makes an empty database like the target: encoding, locale, place, and owner if that is asked.
   */
  void create(String name, boolean sameOwner) throws DialectException {
    session.run(
        "CREATE DATABASE %s TEMPLATE template0%s".formatted(Sql.name(name), likeTarget(sameOwner)));
  }

  private String likeTarget(boolean sameOwner) throws DialectException {
    int major = session.version().major();
    List<String> row =
        session
            .rows(
                """
                SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
                  pg_catalog.pg_get_userbyid(d.datdba), t.spcname, d.dattablespace <> t0.dattablespace,
                  %s, %s, %s
                FROM pg_catalog.pg_database d
                  JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
                  JOIN pg_catalog.pg_database t0 ON t0.datname = 'template0'
                WHERE d.datname = %s"""
                    .formatted(
                        major >= 15 ? "d.datlocprovider" : "'c'",
                        major >= 17 ? "d.datlocale" : major >= 15 ? "d.daticulocale" : "''",
                        major >= 16 ? "d.daticurules" : "''",
                        Sql.text(names.target())))
            .get(0);
    StringBuilder like = new StringBuilder();
    like.append(" ENCODING ").append(Sql.text(row.get(0)));
    like.append(" LC_COLLATE ").append(Sql.text(row.get(1)));
    like.append(" LC_CTYPE ").append(Sql.text(row.get(2)));
    if (major >= 15) {
      like.append(provider(row.get(6), row.get(7), row.get(8)));
    }
    if (sameOwner) {
      like.append(" OWNER ").append(Sql.name(row.get(3)));
    }
    if (row.get(5).equals("t")) {
      like.append(" TABLESPACE ").append(Sql.name(row.get(4)));
    }
    return like.toString();
  }

  private static String provider(String provider, String locale, String rules) {
    return switch (provider) {
      case "i" ->
          " LOCALE_PROVIDER icu ICU_LOCALE "
              + Sql.text(locale)
              + (rules.isEmpty() ? "" : " ICU_RULES " + Sql.text(rules));
      case "b" -> " LOCALE_PROVIDER builtin BUILTIN_LOCALE " + Sql.text(locale);
      default -> " LOCALE_PROVIDER libc";
    };
  }

  /** Renames a database that is nobody else's yet; sessions that look into it end. */
  void renameUnused(String from, String to) throws DialectException {
    String rename = "ALTER DATABASE %s RENAME TO %s".formatted(Sql.name(from), Sql.name(to));
    endingSessions(from, rename);
  }

  /** Drops a database with all sessions in it; one that is gone is success. */
  void drop(String name) throws DialectException {
    Optional<String> oid = oid(name);
    if (oid.isEmpty()) {
      return;
    }
    String quoted = Sql.name(name);
    if (session
        .value("SELECT datistemplate FROM pg_catalog.pg_database WHERE oid = " + oid.get())
        .equals("t")) {
      session.run("ALTER DATABASE " + quoted + " IS_TEMPLATE false");
    }
    dropSubscriptions(name, oid.get());
    endingSessions(name, "DROP DATABASE IF EXISTS " + quoted);
  }

  private void endingSessions(String name, String statement) throws DialectException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      new Sessions(session).endIn(List.of(requireOid(name)));
      try {
        session.runRaw(statement);
        return;
      } catch (SQLException e) {
        if (!IN_USE.equals(e.getSQLState()) || System.nanoTime() > end) {
          throw session.failure(e, "The statement " + statement);
        }
      }
      Sessions.pause(PAUSE, context);
    }
  }

  /** The server drops no database that subscribes to something. */
  private void dropSubscriptions(String name, String oid) throws DialectException {
    if (session.number("SELECT count(*) FROM pg_catalog.pg_subscription WHERE subdbid = " + oid)
        > 0) {
      try (SqlSession inside = SqlSession.open(target.to(name), context)) {
        new Eraser(inside, context).dropSubscriptions();
      }
    }
  }
}
