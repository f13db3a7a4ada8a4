package io.lifeboat.backup;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.JournalEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A journal in a file of the host's state directory: one JSON object a line, forced to the disk
 * before {@link #append} returns. A last line that was cut by a crash was never acted on and is
 * left out.
 */
final class FileJournal implements Journal {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  FileJournal(Path file) {
    this.file = file;
  }

  @Override
  public synchronized void append(JournalEntry entry) throws IOException {
    write(file, List.of(entry), StandardOpenOption.APPEND);
  }

  @Override
  public synchronized void replace(List<JournalEntry> remaining) throws IOException {
    if (remaining.isEmpty()) {
      Files.deleteIfExists(file);
      return;
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    write(next, remaining, StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(Path file, List<JournalEntry> entries, StandardOpenOption how)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (JournalEntry entry : entries) {
      Map<String, Object> line =
          Map.of("at", entry.at().toString(), "step", entry.step(), "facts", entry.facts());
      text.append(JSON.writeValueAsString(line)).append('\n');
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      ByteBuffer buffer = StandardCharsets.UTF_8.encode(text.toString());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  @Override
  public synchronized List<JournalEntry> entries() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = Files.readString(file);
    List<JournalEntry> entries = new ArrayList<>();
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      entries.add(parse(text.substring(from, end)));
      from = end + 1;
    }
    return entries;
  }

  private static JournalEntry parse(String line) throws IOException {
    Map<String, Object> fields = JSON.readValue(line, new TypeReference<>() {});
    Map<String, String> facts =
        JSON.convertValue(fields.get("facts"), new TypeReference<Map<String, String>>() {});
    return new JournalEntry(
        Instant.parse(String.valueOf(fields.get("at"))), String.valueOf(fields.get("step")), facts);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
