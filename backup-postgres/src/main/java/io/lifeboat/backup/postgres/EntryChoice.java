package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import java.util.HashSet;
import java.util.Set;

/** Which entries of an archive are restored here: not what exists already and is another's. */
final class EntryChoice {

  private final boolean superuser;
  private final boolean ownsPublic;
  private final Set<String> foreignExtensions;

  EntryChoice(SqlSession session) throws DialectException {
    superuser =
        session
            .value("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user")
            .equals("t");
    ownsPublic =
        session.number(
                "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = 'public' AND pg_catalog.pg_has_role(nspowner, 'USAGE')")
            > 0;
    foreignExtensions =
        new HashSet<>(
            session.column(
                "SELECT extname FROM pg_catalog.pg_extension WHERE NOT pg_catalog.pg_has_role(extowner, 'USAGE')"));
  }

  boolean wanted(Toc.Entry entry) {
    if (superuser) {
      return true;
    }
    boolean ofPublic =
        entry.text().startsWith("SCHEMA - public ")
            || entry.text().startsWith("ACL - SCHEMA public ")
            || entry.text().startsWith("COMMENT - SCHEMA public ");
    if (ofPublic && !ownsPublic) {
      return false;
    }
    return foreignExtensions.stream()
        .noneMatch(
            name ->
                entry.text().startsWith("COMMENT - EXTENSION " + name + " ")
                    || entry.text().equals("COMMENT - EXTENSION " + name));
  }
}
