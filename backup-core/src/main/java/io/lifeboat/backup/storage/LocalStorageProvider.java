package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.spi.StorageConfig;
import io.lifeboat.backup.spi.StorageProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Offers {@code file}: a folder of this machine.
 *
 * <p>Its settings, in bytes or such as {@code 20GiB}: {@code quota}, the most that everything in
 * the folder may take together (no limit if it is not set); {@code reserve}, what stays free on the
 * disk (nothing if it is not set). What would exceed them fails with reason FULL.
 */
public final class LocalStorageProvider implements StorageProvider {

  private static final Set<String> KNOWN = new TreeSet<>(Set.of("quota", "reserve"));
  private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*(|MiB|GiB|TiB)");

  /** Make the provider. */
  public LocalStorageProvider() {}

  @Override
  public String id() {
    return "file";
  }

  @Override
  public int apiLevel() {
    return API_LEVEL;
  }

  @Override
  public StorageTarget open(StorageConfig config) throws IOException {
    Path folder;
    try {
      folder = Path.of(config.location());
    } catch (IllegalArgumentException e) {
      throw new StorageException(
          StorageException.Reason.CONFIGURATION,
          "The location %s names no local folder: %s".formatted(config, e.getMessage()),
          false,
          e);
    }
    return LocalStorage.open(folder, limits(config));
  }

  private static Room.Limits limits(StorageConfig config) throws StorageException {
    List<String> problems = new ArrayList<>();
    long quota = bytes(config, "quota", Long.MAX_VALUE, problems);
    long reserve = bytes(config, "reserve", 0, problems);
    Set<String> unknown = new TreeSet<>(config.settings().keySet());
    unknown.addAll(config.secrets().keySet());
    unknown.removeAll(KNOWN);
    for (String name : unknown) {
      problems.add("there is no setting '%s', known are %s".formatted(name, KNOWN));
    }
    if (!problems.isEmpty()) {
      throw new StorageException(
          StorageException.Reason.CONFIGURATION,
          "The storage %s can't be opened: %s.".formatted(config, String.join("; ", problems)));
    }
    return new Room.Limits(quota, reserve);
  }

  private static long bytes(StorageConfig config, String name, long absent, List<String> problems) {
    String text = config.settings().get(name);
    if (text == null) {
      return absent;
    }
    Matcher size = SIZE.matcher(text.strip());
    try {
      if (size.matches()) {
        return Math.multiplyExact(Long.parseLong(size.group(1)), unit(size.group(2)));
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Said below.
    }
    problems.add(
        "'%s' is a size such as 500MiB, 20GiB or a number of bytes, not '%s'"
            .formatted(name, text));
    return absent;
  }

  private static long unit(@Nullable String name) {
    return switch (String.valueOf(name)) {
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      case "TiB" -> 1L << 40;
      default -> 1;
    };
  }
}
