package io.lifeboat.backup.catalog;

import io.lifeboat.backup.api.ObjectKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How ids and keys of backups are written and recognised.
 *
 * <p>An id is {@code <name>-<UTC time>-<short id>}; the archive's key is the id with {@code .tar}
 * and the envelope's name; the record's key is the archive's with {@code .json}.
 */
final class BackupName {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String ID = "[a-z0-9-]{1,60}-\\d{8}T\\d{9}Z-[a-z0-9]{6}";
  private static final Pattern ID_ONLY = Pattern.compile(ID);
  private static final Pattern OBJECT =
      Pattern.compile(
          "(?<archive>(?<id>"
              + ID
              + ")\\.tar(?:\\.(?!json)[a-z0-9-]+)?)"
              + "(?:\\.(?<at>\\d{8}T\\d{9}Z)-(?<event>[a-z]+)-[a-z0-9]+)?(?<json>\\.json)?");
  private static final int SHORT_ID_LENGTH = 6;
  private static final int MAX_NAME = 60;
  private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

  private BackupName() {}

  /** What an object of the storage is to a backup. */
  enum Kind {
    ARCHIVE,
    RECORD,
    EVENT
  }

  /** An object that belongs to a backup; an event of a later release is known by its kind only. */
  record Parsed(String id, Kind kind, Optional<BackupEvent> event) {}

  /** Makes an id; a name is reduced to the letters that keys and people take. */
  static String newId(String name, Instant created, RandomGenerator random) {
    String reduced =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    String used = reduced.isEmpty() ? "backup" : reduced;
    return used.substring(0, Math.min(MAX_NAME, used.length()))
        + "-"
        + TIME.format(created)
        + "-"
        + shortId(random);
  }

  private static String shortId(RandomGenerator random) {
    StringBuilder shortId = new StringBuilder();
    for (int i = 0; i < SHORT_ID_LENGTH; i++) {
      shortId.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return shortId.toString();
  }

  static boolean isId(String text) {
    return ID_ONLY.matcher(text).matches();
  }

  static ObjectKey archive(String prefix, String id, String envelope) {
    String file = envelope.isEmpty() ? id + ".tar" : id + ".tar." + envelope;
    return ObjectKey.of(folder(prefix) + file);
  }

  static ObjectKey record(ObjectKey archive) {
    return ObjectKey.of(archive.value() + ".json");
  }

  static ObjectKey event(ObjectKey archive, BackupEvent event, RandomGenerator random) {
    return ObjectKey.of(
        "%s.%s-%s-%s.json"
            .formatted(
                archive.value(),
                TIME.format(event.at()),
                event.kind().name().toLowerCase(Locale.ROOT),
                shortId(random)));
  }

  /** The beginning of all keys below a prefix. */
  static String folder(String prefix) {
    return prefix.isEmpty() ? "" : prefix + "/";
  }

  /** Tells what an object is; empty for what is none of ours. */
  static Optional<Parsed> parse(String prefix, ObjectKey key) {
    Matcher matcher = OBJECT.matcher(key.value().substring(folder(prefix).length()));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean json = matcher.group("json") != null;
    String id = matcher.group("id");
    String event = matcher.group("event");
    if (event != null) {
      return json
          ? Optional.of(new Parsed(id, Kind.EVENT, event(matcher.group("at"), event)))
          : Optional.empty();
    }
    return Optional.of(new Parsed(id, json ? Kind.RECORD : Kind.ARCHIVE, Optional.empty()));
  }

  private static Optional<BackupEvent> event(String at, String kind) {
    try {
      return Optional.of(
          new BackupEvent(
              BackupEvent.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
              Instant.from(TIME.parse(at))));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty(); // of a later release, or by somebody's hand
    }
  }
}
