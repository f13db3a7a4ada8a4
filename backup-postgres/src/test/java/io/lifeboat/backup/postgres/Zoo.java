package io.lifeboat.backup.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A database with everything that PostgreSQL can hold, from the files in resources/zoo. */
final class Zoo {

  private static final Pattern KIND = Pattern.compile("(?m)^-- kind: (.+)$");
  private static final String SPACE = "/var/lib/postgresql/zoo_space";

  private static final Map<PostgresTestServer, String> FILLED = new ConcurrentHashMap<>();
  private static final Set<PostgresTestServer> PREPARED = ConcurrentHashMap.newKeySet();

  private Zoo() {}

  /** The name of a server's zoo, filled once; nobody changes it. */
  static String on(PostgresTestServer server) throws IOException, SQLException {
    String known = FILLED.get(server);
    if (known != null) {
      return known;
    }
    String database = server.createDatabase("zoo");
    prepare(server);
    for (String file : files(server.major())) {
      server.script(database, "/zoo/" + file + ".sql");
    }
    FILLED.put(server, database);
    return database;
  }

  /** Makes the roles and the tablespace that a zoo needs outside of its database. */
  static void prepare(PostgresTestServer server) throws IOException {
    if (PREPARED.add(server)) {
      server.exec("install", "-d", "-o", "postgres", "-g", "postgres", SPACE);
      server.script("postgres", "/zoo/cluster.sql", "space=" + SPACE);
    }
  }

  static List<String> files(int major) {
    List<String> files = new ArrayList<>(List.of("types", "tables", "objects", "beyond"));
    if (major >= 17) {
      files.add("since17");
    }
    if (major >= 18) {
      files.add("since18");
    }
    return files;
  }

  /** The kinds of object that the zoo of a version has. */
  static Set<String> kinds(int major) throws IOException {
    Set<String> kinds = new TreeSet<>();
    for (String file : files(major)) {
      try (var in = Zoo.class.getResourceAsStream("/zoo/" + file + ".sql")) {
        String text =
            new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        Matcher matcher = KIND.matcher(text);
        while (matcher.find()) {
          kinds.add(matcher.group(1));
        }
      }
    }
    return kinds;
  }
}
