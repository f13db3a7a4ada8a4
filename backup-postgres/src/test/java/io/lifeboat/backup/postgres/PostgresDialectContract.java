package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.contract.DialectContract;
import io.lifeboat.backup.spi.DialectProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every dialect does, on one version of the server. */
abstract class PostgresDialectContract extends DialectContract {

  private static final Map<Integer, String> SOURCES = new ConcurrentHashMap<>();

  private final int major;
  private String target = "";

  PostgresDialectContract(int major) {
    this.major = major;
  }

  private PostgresTestServer server() {
    return PostgresTestServer.shared(major);
  }

  @BeforeEach
  void fill() throws Exception {
    if (!SOURCES.containsKey(major)) {
      String source = server().createDatabase("source");
      server()
          .sql(
              source,
              """
              CREATE TABLE many (id int PRIMARY KEY, t text);
              INSERT INTO many SELECT n, md5(n::text) FROM generate_series(1, 20000) n;
              CREATE TABLE few (id serial, many int REFERENCES many);
              INSERT INTO few (many) VALUES (1), (2), (3);
              CREATE VIEW joined AS SELECT f.id, m.t FROM few f JOIN many m ON m.id = f.many;
              SELECT lo_put(lo_create(7), 0, 'large');""");
      SOURCES.put(major, source);
    }
    target = server().createDatabase("target");
    server()
        .sql(
            target,
            """
            CREATE TABLE many (other text);
            INSERT INTO many VALUES ('other');
            CREATE TABLE old (a int);
            SELECT lo_create(8);""");
  }

  @AfterEach
  void drop() throws Exception {
    if (!target.isEmpty()) {
      server().dropDatabase(target);
    }
  }

  @Override
  protected DialectProvider provider() {
    return new PostgresDialectProvider();
  }

  @Override
  protected DatabaseEndpoint source() {
    return server().endpoint(java.util.Objects.requireNonNull(SOURCES.get(major)));
  }

  @Override
  protected DatabaseEndpoint target() {
    return server().endpoint(target);
  }

  @Override
  protected DialectOptions options() {
    return server().options();
  }

  @Override
  protected String fingerprint(DatabaseEndpoint database) throws Exception {
    return Contents.of(server(), database.database()).toString();
  }
}
