package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.TlsMode;
import java.sql.SQLException;

/** Opens connections whose settings are pinned, so that bytes mean the same on both sides. */
final class Links {

  /** Days: a session that holds a lock, or waits for a slow archive, is not ended by the server. */
  private static final String PATIENCE =
      "wait_timeout = 604800, net_read_timeout = 604800, net_write_timeout = 604800";

  private final Flavor flavor;
  private final JdbcDriver driver;
  private final DatabaseEndpoint endpoint;
  private final OperationContext context;

  Links(Flavor flavor, DatabaseEndpoint endpoint, OperationContext context)
      throws DialectException {
    this.flavor = flavor;
    this.driver = JdbcDriver.find(flavor);
    this.endpoint = endpoint;
    this.context = context;
  }

  /** For questions to the catalogs, and statements. */
  Link forStatements() throws DialectException {
    return open(
        "SET SESSION sql_mode = '', time_zone = '+00:00', group_concat_max_len = 1048576, "
            + PATIENCE,
        flavor.unlimitedStatements());
  }

  /** For rows: every value comes as the bytes that are stored. */
  Link forReading() throws DialectException {
    return open(
        "SET SESSION sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00', " + PATIENCE,
        flavor.unlimitedStatements(),
        "SET character_set_results = NULL");
  }

  /**
   * For rows on their way in; what the server can't store as it is, it warns of, and that is seen.
   */
  Link forLoading() throws DialectException {
    return open(
        "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00',"
            + " foreign_key_checks = 0, sql_notes = 1, "
            + PATIENCE,
        flavor.unlimitedStatements());
  }

  private Link open(String... settings) throws DialectException {
    Link link = null;
    try {
      link = driver.connect(endpoint, context.workDirectory());
      requireTls(link);
      link.run("USE " + Sql.name(endpoint.database()));
      for (String setting : settings) {
        link.run(setting);
      }
      return link;
    } catch (SQLException e) {
      if (link != null) {
        link.close();
      }
      throw Link.explain("The connection to the server", e, context);
    } catch (DialectException | RuntimeException | Error e) {
      if (link != null) {
        link.close();
      }
      throw e;
    }
  }

  private void requireTls(Link link) throws SQLException, DialectException {
    TlsMode mode = endpoint.tls();
    if (mode != TlsMode.DISABLED
        && mode != TlsMode.PREFERRED
        && link.rows("SHOW SESSION STATUS LIKE 'Ssl_cipher'").get(0).get(1).isEmpty()) {
      throw new DialectException(
          Reason.CONNECTION,
          "The connection is not encrypted, and the TLS mode "
              + mode
              + " asks for it. Enable TLS on the server.");
    }
  }
}
