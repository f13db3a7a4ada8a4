package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.client.NativeClient;
import java.util.ArrayList;
import java.util.List;

/**
 * Dumps a database over several connections that share one instant; everything but rows is the text
 * of the vendor's own dump program.
 */
public final class SnapshotDumper implements Dumper {

  private final Flavor flavor;

  /**
   * Make a dumper.
   *
   * @param flavor of the vendor
   */
  public SnapshotDumper(Flavor flavor) {
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
        new DumpCheck(flavor, settings, source.database(), server)
            .run(dump, options.workers(), findings);
      }
      new Links(flavor, source, context).forReading().close();
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
    return new DumpOpening(flavor, settings(options), source, options, context).open();
  }
}
