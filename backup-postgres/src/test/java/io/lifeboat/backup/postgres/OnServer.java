package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DumpSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What tests share that run on one server of the newest version, in a campaign of each. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.lifeboat.backup.postgres.PostgresTestServer#majors")
abstract class OnServer extends OnServers {

  @Parameter int major;

  /** The server most tests use. */
  PostgresTestServer server;

  @BeforeEach
  final void start() {
    server = PostgresTestServer.shared(major);
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
}
