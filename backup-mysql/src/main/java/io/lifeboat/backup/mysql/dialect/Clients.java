package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.ClientIdentity;
import io.lifeboat.backup.client.ClientSearch;
import io.lifeboat.backup.client.NativeClient;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the vendor's own programs, whatever others of the same name are there. */
final class Clients {

  private static final Version UNKNOWN = Version.parse("0");

  private final Flavor flavor;
  private final ClientSettings settings;
  private final OperationContext context;

  Clients(Flavor flavor, ClientSettings settings, OperationContext context) {
    this.flavor = flavor;
    this.settings = settings;
    this.context = context;
  }

  NativeClient dump() throws DialectException {
    return find(flavor.dumpPrograms());
  }

  NativeClient sql() throws DialectException {
    return find(flavor.sqlPrograms());
  }

  /** Returns the newest program of the vendor. */
  private NativeClient find(List<String> names) throws DialectException {
    ClientSearch search = ClientSearch.of(names.toArray(String[]::new));
    if (settings.directory().isPresent()) {
      search = search.only(settings.directory().get());
    }
    List<NativeClient> found = search.find(context);
    Optional<NativeClient> fitting =
        found.stream()
            .filter(
                client ->
                    client
                        .identity()
                        .map(ClientIdentity::vendor)
                        .equals(Optional.of(flavor.vendor())))
            .max(Comparator.comparing(Clients::version));
    if (fitting.isPresent()) {
      return fitting.get();
    }
    String others =
        found.isEmpty()
            ? ""
            : " Found, but of another vendor: "
                + found.stream()
                    .map(client -> client.program() + " (" + client.versionLine() + ")")
                    .collect(Collectors.joining(", "))
                + ".";
    throw new DialectException(
        Reason.CLIENT_MISSING,
        "No %s client was found: %s. Install %s, or set the client directory.%s"
            .formatted(flavor.vendor(), search.describe(), flavor.clientPackage(), others));
  }

  static Version version(NativeClient client) {
    return client.identity().map(ClientIdentity::version).orElse(UNKNOWN);
  }
}
