package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.spi.StorageConfig;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads settings one by one and collects what is wrong with them; a value is never quoted if it may
 * be secret.
 */
final class SettingsReader {

  private final StorageConfig config;
  private final Set<String> known = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  SettingsReader(StorageConfig config) {
    this.config = config;
  }

  void problem(String sentence) {
    problems.add(sentence);
  }

  /** Fails with everything that was found, names that nobody asked for among it. */
  void finish() throws StorageException {
    Set<String> unknown = new TreeSet<>(config.settings().keySet());
    unknown.addAll(config.secrets().keySet());
    unknown.removeAll(known);
    for (String name : unknown) {
      problems.add("There is no setting '%s'. Known are %s.".formatted(name, new TreeSet<>(known)));
    }
    if (!problems.isEmpty()) {
      throw S3Settings.problems(config, problems);
    }
  }

  Optional<String> text(String name) {
    known.add(name);
    Optional<String> value = Optional.ofNullable(config.settings().get(name)).map(String::strip);
    if (value.isPresent() && value.get().isEmpty()) {
      problems.add("'%s' is empty. Set it, or leave it out.".formatted(name));
      return Optional.empty();
    }
    if (config.secrets().containsKey(name)) {
      problems.add("'%s' is no secret. Give it as a plain setting.".formatted(name));
    }
    return value;
  }

  Optional<Secret> secret(String name) {
    known.add(name);
    if (config.settings().containsKey(name)) {
      problems.add(
          "'%s' is a secret. Give it as a Secret, so that it is never shown.".formatted(name));
    }
    Optional<Secret> value = Optional.ofNullable(config.secrets().get(name));
    if (value.isPresent() && value.get().isEmpty()) {
      problems.add("'%s' is empty. Set it, or leave it out.".formatted(name));
      return Optional.empty();
    }
    return value;
  }

  String choice(String name, String absent, String... allowed) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return absent;
    }
    for (String one : allowed) {
      if (one.equalsIgnoreCase(value.get())) {
        return one;
      }
    }
    problems.add(
        "'%s' is one of %s, not '%s'.".formatted(name, String.join(", ", allowed), value.get()));
    return absent;
  }

  boolean flag(String name, boolean absent) {
    return Boolean.parseBoolean(choice(name, String.valueOf(absent), "true", "false"));
  }

  int number(String name, int least, int most, int absent) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return absent;
    }
    try {
      int number = Integer.parseInt(value.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    problems.add(
        "'%s' is a number from %d to %d, not '%s'.".formatted(name, least, most, value.get()));
    return absent;
  }

  /** Reads a size such as {@code 16 MiB}, {@code 1GiB}, or a number of bytes. */
  long bytes(String name, long least, long most, int absentMib) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return absentMib * PartSchedule.MIB;
    }
    String digits = value.get().replaceFirst("\\s*(MiB|GiB)$", "");
    long unit = value.get().endsWith("MiB") ? 1L << 20 : value.get().endsWith("GiB") ? 1L << 30 : 1;
    try {
      long size = Math.multiplyExact(Long.parseLong(digits), unit);
      if (size >= least && size <= most) {
        return size;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Said below.
    }
    problems.add(
        "'%s' is a size from %d MiB to %d MiB, such as 16MiB, not '%s'."
            .formatted(name, least >> 20, most >> 20, value.get()));
    return absentMib * PartSchedule.MIB;
  }

  Duration duration(String name, Duration absent) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return absent;
    }
    try {
      Duration duration = Duration.parse(value.get());
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below.
    }
    problems.add(
        "'%s' is a duration as ISO 8601 writes it, such as PT30S, not '%s'."
            .formatted(name, value.get()));
    return absent;
  }

  Optional<URI> endpoint(String name) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(value.get());
      boolean isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (isWeb && uri.getHost() != null && uri.getUserInfo() == null) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException e) {
      // Said below; not quoted, since credentials may be in it.
    }
    problems.add(
        "'%s' is no address. Write it as https://host or https://host:port, without credentials."
            .formatted(name));
    return Optional.empty();
  }

  /** Reads {@code name=value,name=value}. */
  Map<String, String> pairs(String name, int most) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text(name).map(all -> all.split(",")).orElse(new String[0])) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        problems.add("'%s' is written as name=value,name=value, not '%s'.".formatted(name, pair));
      } else {
        pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    if (pairs.size() > most) {
      problems.add("'%s' has at most %d of them, not %d.".formatted(name, most, pairs.size()));
    }
    return pairs;
  }
}
