package io.lifeboat.examples.quickstart;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Everything in shop and uploads at one moment; equal proofs mean equal contents.
 *
 * @param database tables with their rows and checksums, and the text of view, trigger and routine
 * @param files the hash of each file
 * @param rows of all tables together
 */
record Proof(Map<String, String> database, Map<String, String> files, long rows) {

  static Proof of(DemoShop shop, DemoFiles uploads) throws SQLException, IOException {
    Map<String, String> database = shop.contents();
    long rows =
        database.values().stream()
            .filter(text -> text.contains(" rows, checksum "))
            .mapToLong(text -> Long.parseLong(text.substring(0, text.indexOf(' '))))
            .sum();
    return new Proof(database, uploads.contents(), rows);
  }

  String summary() {
    return "%,d rows, %d tables, views, triggers and routines, %d files and folders."
        .formatted(rows, database.size(), files.size());
  }

  List<String> differences(Proof other) {
    List<String> differences = new ArrayList<>();
    compare(database, other.database, differences);
    compare(files, other.files, differences);
    return differences;
  }

  private static void compare(
      Map<String, String> before, Map<String, String> after, List<String> differences) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String was = String.valueOf(before.get(name));
      String is = String.valueOf(after.get(name));
      if (!was.equals(is)) {
        differences.add("  %s was %s and is %s".formatted(name, was, is));
      }
    }
  }
}
