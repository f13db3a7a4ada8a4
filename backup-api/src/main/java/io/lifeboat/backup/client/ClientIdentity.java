package io.lifeboat.backup.client;

import io.lifeboat.backup.api.Version;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose client a program is, as it says itself. The name of a program tells nothing: Debian's
 * {@code mysqldump} is MariaDB's.
 *
 * @param vendor one of the constants of this class
 * @param version of the release the client belongs to, not of the client program
 */
public record ClientIdentity(String vendor, Version version) {

  /** Vendor of {@code mariadb} and {@code mariadb-dump}. */
  public static final String MARIADB = "MariaDB";

  /** Vendor of {@code mysql} and {@code mysqldump}; Percona's are built from the same source. */
  public static final String MYSQL = "MySQL";

  /** Vendor of {@code psql}, {@code pg_dump} and {@code pg_restore}. */
  public static final String POSTGRESQL = "PostgreSQL";

  private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,9})*[^\\s,)]*)";

  /** In this order, since MariaDB's programs of old look like MySQL's of old. */
  private static final List<Form> FORMS =
      List.of(
          new Form(MARIADB, "(?:\\bDistrib |\\bfrom )(\\d{1,9}(?:\\.\\d{1,9})*-MariaDB[^\\s,]*)"),
          new Form(POSTGRESQL, "\\(PostgreSQL\\) " + NUMBER),
          new Form(MYSQL, "\\bDistrib " + NUMBER + ", for "),
          new Form(MYSQL, "\\bVer " + NUMBER + " for "));

  /**
   * Checks that nothing is null.
   *
   * @param vendor see above
   * @param version see above
   */
  public ClientIdentity {
    Objects.requireNonNull(vendor, "vendor");
    Objects.requireNonNull(version, "version");
  }

  /**
   * Read what a program said when asked for {@code --version}.
   *
   * @param text its output
   * @return vendor and version; empty if it is none of the vendors known here
   */
  public static Optional<ClientIdentity> parse(String text) {
    return FORMS.stream().flatMap(form -> form.match(text).stream()).findFirst();
  }

  private record Form(String vendor, Pattern pattern) {

    Form(String vendor, String regex) {
      this(vendor, Pattern.compile(regex));
    }

    Optional<ClientIdentity> match(String text) {
      Matcher matcher = pattern.matcher(text);
      return matcher.find()
          ? Optional.of(new ClientIdentity(vendor, Version.parse(matcher.group(1))))
          : Optional.empty();
    }
  }
}
