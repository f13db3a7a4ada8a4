package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.util.List;
import java.util.Optional;

/**
 * Sessions beside a target: one in the target itself would stand in the way of whoever renames or
 * drops it.
 */
final class Maintenance {

  private static final List<String> PLACES = List.of("postgres", "template1");

  private Maintenance() {}

  /** In the first place that lets us in; all who restore a target are let into the same. */
  static Optional<SqlSession> find(Login target, OperationContext context) throws DialectException {
    for (String place : PLACES) {
      if (place.equals(target.endpoint().database())) {
        continue;
      }
      try {
        return Optional.of(SqlSession.open(target.to(place), context));
      } catch (DialectException e) {
        boolean elsewhere =
            e.reason() == Reason.CONFIGURATION
                || e.reason() == Reason.PRIVILEGE
                || e.reason() == Reason.AUTHENTICATION;
        if (!elsewhere) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  /** As {@link #find}, for what can't do without. */
  static SqlSession open(Login target, OperationContext context) throws DialectException {
    return find(target, context)
        .orElseThrow(
            () ->
                new DialectException(
                    Reason.PRIVILEGE,
                    "The user %s can connect to neither of the databases %s. GRANT CONNECT ON DATABASE postgres TO %s;"
                        .formatted(
                            target.endpoint().user(),
                            String.join(", ", PLACES),
                            Sql.name(target.endpoint().user()))));
  }
}
