package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Restorer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** What tests on real servers share. */
abstract class OnServers {

  final Dumper dumper = new PostgresDialectProvider().dumper();
  final Restorer restorer = new PostgresDialectProvider().restorer();

  @TempDir Path work;

  final OperationContext context() {
    return OperationContext.in(work);
  }

  final List<Finding> check(DatabaseEndpoint source, PostgresOptions options) {
    return dumper.check(source, DumpOptions.defaults().withDialect(options), context());
  }

  static PostgresOptions with(Path clients) {
    return PostgresOptions.builder().clientDirectory(clients).build();
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
