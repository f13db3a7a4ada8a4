package io.lifeboat.backup.mysql.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user may do, read from what SHOW GRANTS says. Immutable. */
public final class Grants {

  private static final Pattern LINE =
      Pattern.compile(
          "(GRANT|REVOKE) (.+?) ON (?:TABLE )?(\\*|`(?:[^`]|``)*`)\\.(\\*|`(?:[^`]|``)*`) (?:TO|FROM) .*",
          Pattern.DOTALL);
  private static final Pattern COLUMNS = Pattern.compile("\\([^)]*\\)");
  private static final String ALL = "ALL PRIVILEGES";

  private final List<Grant> grants;

  private Grants(List<Grant> grants) {
    this.grants = List.copyOf(grants);
  }

  static Grants parse(List<String> lines) {
    List<Grant> grants = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        grants.add(
            new Grant(
                matcher.group(1).equals("GRANT"),
                privileges(matcher.group(2)),
                unquote(matcher.group(3)),
                unquote(matcher.group(4))));
      }
    }
    return new Grants(grants);
  }

  /**
   * Tell whether the user has a privilege everywhere.
   *
   * @param privilege such as {@code SELECT}
   * @return true if so
   */
  public boolean everywhere(String privilege) {
    return grants.stream()
        .anyMatch(grant -> grant.given && grant.isGlobal() && grant.has(privilege));
  }

  /**
   * Tell whether the user has a privilege on all of a database.
   *
   * @param privilege such as {@code SHOW VIEW}
   * @param database its name
   * @return true if so; false if it is given on single tables only, since the others would not even
   *     be seen
   */
  public boolean onDatabase(String privilege, String database) {
    boolean revoked =
        grants.stream()
            .anyMatch(grant -> !grant.given && grant.covers(database) && grant.has(privilege));
    return grants.stream()
        .filter(grant -> grant.given && grant.has(privilege))
        .anyMatch(grant -> grant.isGlobal() ? !revoked : grant.covers(database));
  }

  /**
   * Tell whether the user has a privilege on a table.
   *
   * @param privilege such as {@code SELECT}
   * @param database of the table
   * @param table its name
   * @return true if so
   */
  public boolean onTable(String privilege, String database, String table) {
    return onDatabase(privilege, database)
        || grants.stream()
            .anyMatch(
                grant ->
                    grant.given
                        && grant.database.equals(database)
                        && grant.object.equals(table)
                        && grant.has(privilege));
  }

  /** A privilege on single columns is not one on the table. */
  private static Set<String> privileges(String list) {
    Set<String> privileges = new java.util.HashSet<>();
    int depth = 0;
    StringBuilder one = new StringBuilder();
    for (char c : (list + ",").toCharArray()) {
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        String privilege = one.toString().strip().toUpperCase(Locale.ROOT);
        if (!COLUMNS.matcher(privilege).find()) {
          privileges.add(privilege);
        }
        one.setLength(0);
      } else {
        one.append(c);
      }
    }
    return privileges;
  }

  private static String unquote(String name) {
    return name.equals("*") ? "*" : name.substring(1, name.length() - 1).replace("``", "`");
  }

  private record Grant(boolean given, Set<String> privileges, String database, String object) {

    boolean isGlobal() {
      return database.equals("*");
    }

    boolean has(String privilege) {
      return privileges.contains(privilege) || privileges.contains(ALL);
    }

    /** In the name of a database, {@code _} and {@code %} stand for others unless escaped. */
    boolean covers(String name) {
      if (!object.equals("*")) {
        return false;
      }
      StringBuilder regex = new StringBuilder();
      for (int i = 0; i < database.length(); i++) {
        char c = database.charAt(i);
        if (c == '\\' && i + 1 < database.length()) {
          regex.append(Pattern.quote(String.valueOf(database.charAt(++i))));
        } else {
          regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
        }
      }
      return Pattern.compile(regex.toString(), Pattern.DOTALL | Pattern.CASE_INSENSITIVE)
          .matcher(name)
          .matches();
    }
  }
}
