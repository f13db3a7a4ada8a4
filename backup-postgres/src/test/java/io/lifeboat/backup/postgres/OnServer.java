package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Restorer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests on a real server share. */
abstract class OnServer {

  final Dumper dumper = new PostgresDialectProvider().dumper();
  final Restorer restorer = new PostgresDialectProvider().restorer();

  @TempDir Path work;

  /** The server most tests use. */
  PostgresTestServer server;

  @BeforeEach
  final void start() {
    server = PostgresTestServer.shared(18);
  }

  final OperationContext context() {
    return OperationContext.in(work);
  }

  final Dump dump(String database) throws Exception {
    return Dump.of(server.endpoint(database), server.options(), context());
  }

  /** Restores into a new database and returns its name. */
  final String restored(Dump dump) throws Exception {
    String target = server.createDatabase("restored");
    dump.restore(server.endpoint(target), server.options(), context());
    return target;
  }

  final DumpSession open(String database) throws Exception {
    return dumper.open(server.endpoint(database), Dump.dumping(server.options()), context());
  }

  final List<Finding> check(DatabaseEndpoint source, PostgresOptions options) {
    return dumper.check(source, DumpOptions.defaults().withDialect(options), context());
  }

  static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  /** The errors among findings, with their fixes. */
  static String errors(List<Finding> findings) {
    return findings.stream()
        .filter(Finding::isError)
        .map(Finding::toString)
        .collect(Collectors.joining("\n"));
  }
}
