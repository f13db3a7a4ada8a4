package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.ClientRun;
import io.lifeboat.backup.client.NativeClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Dumps a database by one run of the vendor's dump program, which holds one snapshot for all
 * tables.
 */
public final class ClientDumper implements Dumper {

  /** The level of how the part is written: the program's own text. */
  static final int FORMAT = 1;

  static final String PART = "dump";

  private static final List<String> ARGUMENTS =
      List.of(
          "--single-transaction",
          "--quick",
          "--skip-lock-tables",
          "--triggers",
          "--hex-blob",
          "--complete-insert",
          "--no-tablespaces",
          "--default-character-set=utf8mb4",
          "--max-allowed-packet=1G");

  private final Flavor flavor;

  /**
   * Make a dumper.
   *
   * @param flavor of the vendor
   */
  public ClientDumper(Flavor flavor) {
    this.flavor = flavor;
  }

  @Override
  public List<Finding> check(
      DatabaseEndpoint source, DumpOptions options, OperationContext context) {
    List<Finding> findings = new ArrayList<>();
    ClientSettings settings = settings(options);
    Clients clients = new Clients(flavor, settings, context);
    try {
      NativeClient dump = clients.dump();
      try (SqlSession session =
          SqlSession.open(new Login(flavor, source), clients.sql(), context)) {
        Server server = new Server(session, source.database());
        new DumpCheck(flavor, settings, source.database(), server).run(dump, findings);
      }
    } catch (DialectException e) {
      findings.add(Findings.of(e));
    }
    return findings;
  }

  private ClientSettings settings(DumpOptions options) {
    return flavor.settings(options).orElse(ClientSettings.DEFAULTS);
  }

  @Override
  public DumpSession open(DatabaseEndpoint source, DumpOptions options, OperationContext context)
      throws DialectException {
    ClientSettings settings = settings(options);
    Clients clients = new Clients(flavor, settings, context);
    Login login = new Login(flavor, source);
    NativeClient dump = clients.dump();
    DumpDescription description;
    try (SqlSession session = SqlSession.open(login, clients.sql(), context)) {
      description = describe(new Server(session, source.database()), settings, dump);
    }
    ClientRun run =
        login
            .command(dump)
            .withArguments(arguments(settings, ClientOptions.of(dump, context)))
            .withArguments("--", source.database())
            .start(context);
    return ClientDumpSession.begin(description, run);
  }

  private List<String> arguments(ClientSettings settings, ClientOptions known) {
    List<String> arguments = new ArrayList<>(ARGUMENTS);
    if (settings.routines()) {
      arguments.add("--routines");
    }
    if (settings.events()) {
      arguments.add("--events");
    }
    arguments.addAll(flavor.dumpArguments(known));
    return arguments;
  }

  private DumpDescription describe(Server server, ClientSettings settings, NativeClient dump)
      throws DialectException {
    String version = server.version();
    if (!flavor.isServer(version)) {
      throw new DialectException(
          DialectException.Reason.CONFIGURATION,
          "The server says it is %s, which is no %s.".formatted(version, flavor.vendor()));
    }
    Set<String> requirements = new TreeSet<>();
    server.collationsInUse().forEach(name -> requirements.add("collation:" + name));
    Version client = Clients.version(dump);
    return DumpDescription.of(flavor.id(), FORMAT, version, client.toString())
        .withAttributes(server.attributes())
        .withFacts(server.defaults())
        .withOptions(settings.describe())
        .withRequirements(requirements)
        .withParts(List.of(DumpPart.of(Stage.DATA, PART).withEstimatedBytes(server.dataBytes())));
  }
}
