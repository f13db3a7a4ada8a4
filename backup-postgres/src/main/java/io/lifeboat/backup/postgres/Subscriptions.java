package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreMode;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * The subscriptions of a dump that is loaded beside the live database: none of them may read from a
 * slot that the live one reads from, or drop it.
 */
final class Subscriptions {

  private final SqlSession session;
  private final OperationContext context;

  Subscriptions(SqlSession session, OperationContext context) {
    this.session = session;
    this.context = context;
  }

  static boolean isOf(Toc.Entry entry) {
    return entry.is("SUBSCRIPTION")
        || entry.is("SUBSCRIPTION TABLE")
        || entry.text().startsWith("COMMENT - SUBSCRIPTION ")
        || entry.text().startsWith("SECURITY LABEL - SUBSCRIPTION ");
  }

  /** Makes them without a slot, or in a clone not at all. */
  void restore(Toc entries, SchemaFile file, RestoreMode mode)
      throws DialectException, IOException {
    if (entries.isEmpty()) {
      return;
    }
    if (mode == RestoreMode.INTO) {
      context.report(
          Finding.warning(
              "restore.subscription",
              "Subscriptions of the dump were not made in the clone: %s."
                  .formatted(
                      entries.only(entry -> entry.is("SUBSCRIPTION")).entries().stream()
                          .map(entry -> entry.text().replaceFirst("^SUBSCRIPTION - ", ""))
                          .collect(Collectors.joining(", "))),
              ""));
      return;
    }
    file.restore(entries.only(entry -> !entry.is("SUBSCRIPTION TABLE")), 1, context);
    for (String name :
        session.column(
            """
            SELECT subname FROM pg_catalog.pg_subscription
            WHERE subdbid = (SELECT oid FROM pg_catalog.pg_database
              WHERE datname = pg_catalog.current_database())""")) {
      String alter = "ALTER SUBSCRIPTION " + Sql.name(name);
      session.run(alter + " DISABLE");
      session.run(alter + " SET (slot_name = NONE)");
      context.report(
          Finding.warning(
              "restore.subscription",
              "The subscription %s was made without a slot, and is disabled.".formatted(name),
              "Once its publisher is right: %1$s SET (slot_name = '...'); %1$s ENABLE;"
                  .formatted(alter)));
    }
  }
}
