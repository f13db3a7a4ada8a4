package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import java.util.List;
import java.util.Map;

/** Drops everything in a database, and gives it the defaults that a dump's database had. */
final class Eraser {

  private final SqlSession session;
  private final String database;
  private final Server server;

  Eraser(SqlSession session, String database) {
    this.session = session;
    this.database = database;
    this.server = new Server(session, database);
  }

  void run(Map<String, String> facts) throws DialectException {
    session.run("SET SESSION foreign_key_checks = 0");
    for (String event : server.events()) {
      drop("EVENT", event);
    }
    for (String view : server.views()) {
      drop("VIEW", view);
    }
    for (String table : server.tables()) {
      drop("TABLE", table);
    }
    for (String sequence : server.sequences()) {
      drop("SEQUENCE", sequence);
    }
    for (List<String> routine : server.routines()) {
      drop(routine.get(0), routine.get(1));
    }
    setDefaults(facts);
  }

  private void drop(String kind, String name) throws DialectException {
    session.run("DROP " + kind + " IF EXISTS " + Sql.name(name));
  }

  private void setDefaults(Map<String, String> facts) throws DialectException {
    String collation = facts.get("collation");
    if (collation != null && collation.matches("[A-Za-z0-9_]+")) {
      session.run("ALTER DATABASE " + Sql.name(database) + " COLLATE " + collation);
    }
  }
}
