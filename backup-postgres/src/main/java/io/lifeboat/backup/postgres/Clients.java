package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.ClientIdentity;
import io.lifeboat.backup.client.ClientSearch;
import io.lifeboat.backup.client.NativeClient;
import java.util.Comparator;
import java.util.List;

/** Finds the newest of the vendor's programs: each reads all servers and archives before it. */
final class Clients {

  private static final String[] USUAL = {
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql*/bin",
    "/opt/homebrew/opt/libpq/bin",
    "/usr/local/opt/postgresql*/bin",
    "/usr/local/pgsql/bin"
  };

  private static final Version UNKNOWN = Version.parse("0");

  private final PostgresOptions options;
  private final OperationContext context;

  Clients(PostgresOptions options, OperationContext context) {
    this.options = options;
    this.context = context;
  }

  /** The program that dumps; it must not be older than the server. */
  NativeClient dump(Version server) throws DialectException {
    NativeClient client = newest("pg_dump", server.major());
    if (version(client).major() < server.major()) {
      throw new DialectException(
          Reason.CLIENT_MISSING,
          "%s is of version %s and cannot dump a server %s. Install %s, or set the client directory."
              .formatted(client.program(), version(client), server, packageOf(server.major())));
    }
    return client;
  }

  /** The program that restores; it must not be older than the one that dumped. */
  NativeClient restore(String dumpedBy) throws DialectException {
    int wanted = dumpedBy.isEmpty() ? 0 : Version.parse(dumpedBy).major();
    NativeClient client = newest("pg_restore", wanted);
    if (version(client).major() < wanted) {
      throw new DialectException(
          Reason.CLIENT_MISSING,
          "%s is of version %s and cannot read what pg_dump %s wrote. Install %s, or set the client directory."
              .formatted(client.program(), version(client), dumpedBy, packageOf(wanted)));
    }
    return client;
  }

  private NativeClient newest(String name, int wantedMajor) throws DialectException {
    ClientSearch everywhere = ClientSearch.of(name).alsoIn(USUAL);
    ClientSearch search = options.clientDirectory().map(everywhere::only).orElse(everywhere);
    List<NativeClient> found = search.find(context);
    return found.stream()
        .filter(client -> client.identity().map(Clients::isVendors).orElse(false))
        // Debian's pg_dump in /usr/bin is a wrapper that chooses a version by itself.
        .max(Comparator.comparing(Clients::version).thenComparing(Clients::isVersioned))
        .orElseThrow(() -> missing(search, found, wantedMajor));
  }

  private static boolean isVendors(ClientIdentity identity) {
    return identity.vendor().equals(ClientIdentity.POSTGRESQL);
  }

  private static boolean isVersioned(NativeClient client) {
    return client.program().startsWith("/usr/lib/postgresql");
  }

  private static DialectException missing(
      ClientSearch search, List<NativeClient> found, int wantedMajor) {
    String others = found.isEmpty() ? "" : " Found, but unusable: " + found + ".";
    return new DialectException(
        Reason.CLIENT_MISSING,
        "No PostgreSQL client was found: %s. Install %s, or set the client directory.%s"
            .formatted(search.describe(), packageOf(wantedMajor), others));
  }

  static String packageOf(int major) {
    return major == 0 ? "postgresql-client" : "postgresql-client-" + major;
  }

  static Version version(NativeClient client) {
    return client.identity().map(ClientIdentity::version).orElse(UNKNOWN);
  }
}
