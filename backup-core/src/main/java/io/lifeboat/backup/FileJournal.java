package io.lifeboat.backup;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.JournalEntry;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A journal in a file of the host's state directory, one JSON object a line. Every change writes a
 * new file, forced to the disk, and renames it over the old one, so that what is there is always
 * one of the two.
 */
final class FileJournal implements Journal {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Path file;

  FileJournal(Path directory, String name) {
    this.directory = directory.toAbsolutePath();
    this.file = this.directory.resolve(name);
  }

  @Override
  public synchronized void append(JournalEntry entry) throws IOException {
    List<JournalEntry> all = new ArrayList<>(entries());
    all.add(entry);
    replace(all);
  }

  @Override
  public synchronized void replace(List<JournalEntry> remaining) throws IOException {
    if (remaining.isEmpty()) {
      if (Files.deleteIfExists(file)) {
        force();
      }
      return;
    }
    Files.createDirectories(directory);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    write(next, remaining);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force();
  }

  private static void write(Path file, List<JournalEntry> entries) throws IOException {
    StringBuilder text = new StringBuilder();
    for (JournalEntry entry : entries) {
      Map<String, Object> line =
          Map.of("at", entry.at().toString(), "step", entry.step(), "facts", entry.facts());
      text.append(JSON.writeValueAsString(line)).append('\n');
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = StandardCharsets.UTF_8.encode(text.toString());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Puts a directory's entries on stable storage, where the system can. */
  private void force() throws IOException {
    if (File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public synchronized List<JournalEntry> entries() throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
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
