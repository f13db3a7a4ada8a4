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

  private static final String ROWS = " rows, checksum ";

  static Proof of(DemoShop shop, DemoFiles uploads) throws SQLException, IOException {
    Map<String, String> database = shop.contents();
    long rows =
        database.values().stream()
            .filter(text -> text.contains(ROWS))
            .mapToLong(text -> Long.parseLong(text.substring(0, text.indexOf(' '))))
            .sum();
    return new Proof(database, uploads.contents(), rows);
  }

  String summary() {
    return "%,d rows; %d tables, views, triggers and routines; %d files and folders."
        .formatted(rows, database.size(), files.size());
  }

  /** Returns a table: what it was, what the wreck made of it, what it is now. */
  List<String> comparison(Proof wrecked, Proof after) {
    List<String> lines = new ArrayList<>();
    lines.add(line("", "before", "wrecked", "restored"));
    TreeSet<String> names = new TreeSet<>(database.keySet());
    names.addAll(wrecked.database.keySet());
    names.addAll(after.database.keySet());
    for (String name : names) {
      lines.add(
          line(
              name,
              shown(database, name),
              shown(wrecked.database, name),
              shown(after.database, name)));
    }
    lines.add(line("files", shown(files), shown(wrecked.files), shown(after.files)));
    return lines;
  }

  private static String line(String name, String before, String wrecked, String after) {
    String verdict = name.isEmpty() ? "" : before.equals(after) ? "same" : "DIFFERENT";
    return "  %-23s  %-32s  %-32s  %-32s  %s"
        .formatted(name, before, wrecked, after, verdict)
        .stripTrailing();
  }

  private static String shown(Map<String, String> contents, String name) {
    String text = contents.get(name);
    if (text == null) {
      return "-";
    }
    return text.contains(ROWS) || text.equals(DemoShop.TABLE)
        ? text
        : "definition " + Integer.toHexString(text.hashCode());
  }

  private static String shown(Map<String, String> files) {
    return "%d, checksum %x".formatted(files.size(), files.hashCode());
  }
}
