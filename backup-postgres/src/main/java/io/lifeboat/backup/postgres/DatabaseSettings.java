package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What belongs to the database itself, not to anything in it: settings, also those of a role in it,
 * comment, limit of connections, privileges. The vendor's client has it only together with a {@code
 * CREATE DATABASE}. In the archive each is a line of four quoted words, then comes an end mark.
 */
final class DatabaseSettings {

  private static final String END = "\\.";

  /** Settings whose value is a list of quoted names, as the server's catalog keeps it. */
  private static final Set<String> LISTS =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  private static final String READ =
      """
      SELECT 'set', coalesce(r.rolname, ''), pg_catalog.split_part(c.c, '=', 1),
        pg_catalog.substr(c.c, pg_catalog.strpos(c.c, '=') + 1)
      FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
        LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole,
        LATERAL pg_catalog.unnest(s.setconfig) AS c(c)
      WHERE d.datname = %1$s
      UNION ALL
      SELECT 'comment', '', '', c.description
      FROM pg_catalog.pg_database d JOIN pg_catalog.pg_shdescription c ON c.objoid = d.oid
        AND c.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass
      WHERE d.datname = %1$s
      UNION ALL
      SELECT 'connections', '', '', d.datconnlimit::pg_catalog.text
      FROM pg_catalog.pg_database d
      WHERE d.datname = %1$s AND d.datconnlimit >= 0
      UNION ALL
      SELECT 'grant', coalesce(r.rolname, ''), a.privilege_type, a.is_grantable::pg_catalog.text
      FROM pg_catalog.pg_database d
        CROSS JOIN LATERAL pg_catalog.aclexplode(
          coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a
        LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
      WHERE d.datname = %1$s AND a.grantee <> d.datdba
      ORDER BY 1, 2, 3""";

  private final SqlSession session;
  private final OperationContext context;

  DatabaseSettings(SqlSession session, OperationContext context) {
    this.session = session;
    this.context = context;
  }

  /**
   * One of them.
   *
   * @param kind {@code set}, {@code comment}, {@code connections} or {@code grant}
   * @param role whose it is; empty for everybody's
   * @param name of a setting or a privilege
   * @param value as the catalog has it
   */
  record Line(String kind, String role, String name, String value) {

    boolean isGrant() {
      return kind.equals("grant");
    }

    /** Whether both say something of the same. */
    private boolean competes(Line other) {
      return kind.equals(other.kind) && role.equals(other.role) && name.equals(other.name);
    }
  }

  void write(OutputStream out) throws DialectException, IOException {
    StringBuilder text = new StringBuilder();
    for (Line line : read(own())) {
      String words = Sql.names(List.of(line.kind, line.role, line.name, line.value));
      text.append(words.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"));
      text.append('\n');
    }
    out.write((text + END + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private String own() throws DialectException {
    return session.value("SELECT pg_catalog.current_database()");
  }

  private Set<Line> read(String database) throws DialectException {
    Set<Line> lines = new LinkedHashSet<>();
    for (List<String> row : session.rows(READ.formatted(Sql.text(database)))) {
      lines.add(new Line(row.get(0), row.get(1), row.get(2), row.get(3)));
    }
    return lines;
  }

  /**
   * Changes what differs from the archive, each by itself: this user may not own the database, and
   * a role or an extension's setting may be absent. What could not be done is reported.
   */
  void load(InputStream in, boolean privileges) throws DialectException, IOException {
    change(own(), parse(in), privileges);
  }

  /**
   * Gives a database what another one has, and of an archive what that one says nothing of: a value
   * of a setting, a comment, a limit, privileges as a whole.
   *
   * @param from the database that takes precedence
   * @param archive of {@link #parse}; empty if the archive has none
   * @param privileges whether those of the archive come into question
   * @param to the database that is changed
   */
  void carry(String from, Set<Line> archive, boolean privileges, String to)
      throws DialectException {
    Set<Line> wanted = read(from);
    boolean granted =
        session
            .value(
                "SELECT datacl IS NOT NULL FROM pg_catalog.pg_database WHERE datname = "
                    + Sql.text(from))
            .equals("t");
    boolean archived = privileges && !granted && archive.stream().anyMatch(Line::isGrant);
    if (archived) {
      wanted.removeIf(Line::isGrant);
    }
    List<Line> missing =
        archive.stream()
            .filter(line -> line.isGrant() ? archived : wanted.stream().noneMatch(line::competes))
            .toList();
    wanted.addAll(missing);
    change(to, wanted, true);
  }

  private void change(String name, Set<Line> wanted, boolean privileges) throws DialectException {
    Set<Line> present = read(name);
    String database = Sql.name(name);
    String me = session.value("SELECT current_user");
    List<String> statements = new ArrayList<>();
    for (Line line : present) {
      // Who restores must be able to come again.
      if (!wanted.contains(line) && !(line.isGrant() && line.role.equals(me))) {
        statements.add(undo(line, database));
      }
    }
    for (Line line : wanted) {
      if (!present.contains(line)) {
        statements.add(make(line, database));
      }
    }
    for (String statement : statements) {
      boolean ofPrivileges = statement.startsWith("GRANT") || statement.startsWith("REVOKE");
      if (privileges || !ofPrivileges) {
        run(statement);
      }
    }
  }

  /** Reads what is in an archive; changes nothing. */
  static Set<Line> parse(InputStream in) throws DialectException, IOException {
    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    Set<Line> lines = new LinkedHashSet<>();
    for (String line : text.split("\n", -1)) {
      if (line.equals(END)) {
        return lines;
      }
      try {
        List<String> words = Sql.names(SequenceValues.unescape(line));
        lines.add(new Line(words.get(0), words.get(1), words.get(2), words.get(3)));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new DialectException(
            Reason.DATA, "Not a setting of a database: '" + line + "'.", false, e);
      }
    }
    throw new DialectException(
        Reason.DATA, "The settings of the database have no end mark: they are not whole.");
  }

  private static String undo(Line line, String database) throws DialectException {
    return switch (line.kind) {
      case "set" -> alter(line, database) + " RESET " + parameter(line.name);
      case "comment" -> "COMMENT ON DATABASE " + database + " IS NULL";
      case "connections" -> "ALTER DATABASE " + database + " CONNECTION LIMIT -1";
      case "grant" ->
          "REVOKE %s ON DATABASE %s FROM %s"
              .formatted(privilege(line.name), database, grantee(line));
      default -> throw unknown(line);
    };
  }

  private static String make(Line line, String database) throws DialectException {
    return switch (line.kind) {
      case "set" ->
          "%s SET %s TO %s"
              .formatted(alter(line, database), parameter(line.name), value(line.name, line.value));
      case "comment" -> "COMMENT ON DATABASE " + database + " IS " + Sql.text(line.value);
      case "connections" ->
          "ALTER DATABASE %s CONNECTION LIMIT %d".formatted(database, Integer.parseInt(line.value));
      case "grant" ->
          "GRANT %s ON DATABASE %s TO %s%s"
              .formatted(
                  privilege(line.name),
                  database,
                  grantee(line),
                  line.value.startsWith("t") ? " WITH GRANT OPTION" : "");
      default -> throw unknown(line);
    };
  }

  private static DialectException unknown(Line line) {
    return new DialectException(
        Reason.DATA, "Not a setting of a database: '%s'.".formatted(line.kind));
  }

  private static String alter(Line line, String database) {
    return line.role.isEmpty()
        ? "ALTER DATABASE " + database
        : "ALTER ROLE " + Sql.name(line.role) + " IN DATABASE " + database;
  }

  private static String grantee(Line line) {
    return line.role.isEmpty() ? "PUBLIC" : Sql.name(line.role);
  }

  private static String privilege(String name) throws DialectException {
    if (!name.matches("[A-Z ]+")) {
      throw new DialectException(Reason.DATA, "Not a privilege: '" + name + "'.");
    }
    return name;
  }

  /** Those of extensions have a prefix, with a dot. */
  private static String parameter(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? Sql.name(name) : Sql.name(name.substring(0, dot), name.substring(dot + 1));
  }

  /** A list is set by its elements; as one text it would be one name. */
  private static String value(String name, String value) {
    if (!LISTS.contains(name)) {
      return Sql.text(value);
    }
    List<String> elements = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    boolean quoted = false;
    for (int at = 0; at < value.length(); at++) {
      char c = value.charAt(at);
      if (c == '"' && quoted && at + 1 < value.length() && value.charAt(at + 1) == '"') {
        element.append(c);
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        elements.add(Sql.text(element.toString()));
        element.setLength(0);
      } else if (quoted || c != ' ') {
        element.append(c);
      }
    }
    elements.add(Sql.text(element.toString()));
    return String.join(", ", elements);
  }

  private void run(String statement) throws DialectException {
    try {
      session.runRaw(statement);
    } catch (SQLException e) {
      DialectException failure = session.failure(e, "Restoring the database's own settings");
      if (failure.reason() == Reason.CONNECTION || failure.reason() == Reason.CANCELLED) {
        throw failure;
      }
      context.report(
          Finding.warning(
              "restore.database-setting",
              "A setting of the database was not restored: " + failure.getMessage(),
              "As the database's owner or a superuser: " + statement + ";"));
    }
  }
}
