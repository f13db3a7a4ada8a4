package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.client.ClientRun;
import io.lifeboat.backup.client.NativeClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of contents of an archive, as the vendor's client lists it. Immutable. */
final class Toc {

  private static final Pattern LINE = Pattern.compile("(\\d+); (\\d+) (\\d+) (.*)");
  private static final int BUFFER = 1 << 16;

  private final List<Entry> entries;

  private Toc(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * One entry.
   *
   * @param id in the archive
   * @param object catalog and OID of what it makes, as {@code 1259:16384}
   * @param text kind, schema, name and owner; names are not quoted, so only its beginning is read
   */
  record Entry(String id, String object, String text) {

    boolean is(String kind) {
      return text.startsWith(kind + " ");
    }
  }

  /** Lists a section of an archive. An archive that is cut short can't be listed. */
  static Toc read(NativeClient client, Path archive, String section, OperationContext context)
      throws DialectException {
    ByteArrayOutputStream listing = new ByteArrayOutputStream();
    try (ClientRun run =
        client
            .command("--list", "--section=" + section, archive.toString())
            .withEnvironment("LC_ALL", "C")
            .start(context)) {
      run.endInput();
      byte[] buffer = new byte[BUFFER];
      for (int read = run.read(buffer); read >= 0; read = run.read(buffer)) {
        listing.write(buffer, 0, read);
      }
      if (!run.awaitSuccess().lastWords().isEmpty()) {
        throw new DialectException(
            Reason.CLIENT_FAILED,
            client.program() + " said: " + String.join(" | ", run.await().lastWords()));
      }
    }
    return parse(listing.toString(StandardCharsets.UTF_8));
  }

  static Toc parse(String listing) throws DialectException {
    List<Entry> entries = new ArrayList<>();
    for (String line : listing.split("\n", -1)) {
      if (line.isBlank() || line.startsWith(";")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.lookingAt()) {
        throw new DialectException(
            Reason.CLIENT_FAILED, "The client lists an entry that is not understood: " + line);
      }
      entries.add(
          new Entry(matcher.group(1), matcher.group(2) + ":" + matcher.group(3), matcher.group(4)));
    }
    return new Toc(entries);
  }

  List<Entry> entries() {
    return entries;
  }

  Toc only(Predicate<Entry> wanted) {
    return new Toc(entries.stream().filter(wanted).toList());
  }

  Toc plus(Toc other) {
    List<Entry> both = new ArrayList<>(entries);
    both.addAll(other.entries);
    return new Toc(both);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The file that tells the client what to restore, by numbers alone. */
  String list() {
    StringBuilder list = new StringBuilder();
    entries.forEach(entry -> list.append(entry.id()).append(";\n"));
    return list.toString();
  }
}
