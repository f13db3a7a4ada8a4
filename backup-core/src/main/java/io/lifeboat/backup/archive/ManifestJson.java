package io.lifeboat.backup.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.archive.ArchiveCorruptException.Reason;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The manifest as JSON, with what is needed to read the members.
 *
 * @param manifest what the archive is
 * @param codec id of the member codec
 * @param chunkBytes the most raw bytes of one member
 */
record ManifestJson(Manifest manifest, String codec, int chunkBytes) {

  private static final int FORMAT = 1;
  private static final int MAX_SIZE = 64 << 20;
  private static final int HEAP_SHARE = 16;

  /**
   * Writes it.
   *
   * @throws IOException if what was written could not be read again: better no backup than one that
   *     is found out to be none when it is needed
   */
  byte[] write() throws IOException {
    byte[] bytes = json();
    try {
      requireSize(bytes.length);
      read(bytes);
    } catch (ArchiveCorruptException unreadable) {
      throw new IOException(
          "The backup can't be begun, since its manifest, of %d bytes, could not be read again. %s"
              .formatted(bytes.length, unreadable.getMessage()),
          unreadable);
    }
    return bytes;
  }

  /** A manifest is held in memory whole, so how large it may be depends on the heap. */
  static void requireSize(long size) throws ArchiveCorruptException {
    long most = Math.min(MAX_SIZE, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    if (size > most) {
      throw new ArchiveCorruptException(
          Reason.REFUSED,
          "The manifest has %d bytes; with the %d MiB of this Java runtime it may have %d."
              .formatted(size, Runtime.getRuntime().maxMemory() >> 20, most));
    }
  }

  private byte[] json() throws IOException {
    ObjectNode json = Json.object();
    json.put("format", FORMAT);
    json.put("id", manifest.id());
    json.put("created", manifest.created().toString());
    json.put("library", manifest.libraryVersion());
    json.put("codec", codec);
    json.put("chunkBytes", chunkBytes);
    ObjectNode application = json.putObject("application");
    application.put("name", manifest.application());
    application.put("version", manifest.applicationVersion());
    Json.put(application, "attributes", manifest.hostAttributes());
    manifest.database().ifPresent(dump -> write(json.putObject("database"), dump));
    manifest.files().ifPresent(roots -> write(json.putArray("files"), roots));
    return Json.bytes(json);
  }

  private static void write(ObjectNode json, DumpDescription dump) {
    json.put("dialect", dump.dialect());
    json.put("format", dump.format());
    json.put("serverVersion", dump.serverVersion());
    json.put("clientVersion", dump.clientVersion());
    Json.put(json, "attributes", dump.attributes());
    Json.put(json, "facts", dump.facts());
    Json.put(json, "options", dump.options());
    dump.requirements().stream().sorted().forEach(json.putArray("requirements")::add);
    ArrayNode parts = json.putArray("parts");
    for (DumpPart part : dump.parts()) {
      ObjectNode one = parts.addObject();
      one.put("stage", part.stage().name());
      one.put("id", part.id());
      part.group().ifPresent(group -> one.put("group", group));
      one.put("estimatedBytes", part.estimatedBytes());
      Json.put(one, "properties", part.properties());
    }
  }

  private static void write(ArrayNode json, List<ArchivedRoot> roots) {
    for (ArchivedRoot root : roots) {
      ObjectNode one = json.addObject();
      one.put("name", root.name());
      root.include().forEach(one.putArray("include")::add);
      root.exclude().forEach(one.putArray("exclude")::add);
    }
  }

  static ManifestJson read(byte[] bytes) throws IOException {
    JsonNode json = Json.parse(bytes, "manifest");
    long format = Json.number(json, "format");
    if (format < 1) {
      throw new ArchiveCorruptException(
          Reason.DAMAGED, "The manifest of the archive has no format version.");
    }
    if (format > FORMAT) {
      throw Locator.newerFormat(format);
    }
    try {
      Manifest manifest =
          Manifest.of(
              Json.text(json, "id"),
              Instant.parse(Json.text(json, "created")),
              Json.text(json, "library"));
      JsonNode application = Json.objectIn(json, "application");
      manifest =
          manifest.withHost(
              Json.text(application, "name"),
              Json.text(application, "version"),
              Json.map(application, "attributes"));
      if (json.has("database")) {
        manifest = manifest.withDatabase(dump(Json.objectIn(json, "database")));
      }
      if (json.has("files")) {
        manifest = manifest.withFiles(roots(Json.arrayIn(json, "files")));
      }
      return new ManifestJson(
          manifest,
          Json.text(json, "codec"),
          Json.within(json, "chunkBytes", ArchiveSettings.MAX_CHUNK_BYTES));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new ArchiveCorruptException(
          Reason.DAMAGED, "The manifest of the archive can't be read: " + e.getMessage(), e);
    }
  }

  private static DumpDescription dump(JsonNode json) throws IOException {
    List<DumpPart> parts = new ArrayList<>();
    for (JsonNode one : Json.arrayIn(json, "parts")) {
      DumpPart part =
          DumpPart.of(Stage.valueOf(Json.text(one, "stage")), Json.text(one, "id"))
              .withEstimatedBytes(Json.number(one, "estimatedBytes"))
              .withProperties(Json.map(one, "properties"));
      Optional<String> group = Json.optionalText(one, "group");
      parts.add(group.isPresent() ? part.withGroup(group.get()) : part);
    }
    return DumpDescription.of(
            Json.text(json, "dialect"),
            Json.within(json, "format", Integer.MAX_VALUE),
            Json.text(json, "serverVersion"),
            Json.text(json, "clientVersion"))
        .withAttributes(Json.map(json, "attributes"))
        .withFacts(Json.map(json, "facts"))
        .withOptions(Json.map(json, "options"))
        .withRequirements(new HashSet<>(Json.texts(json, "requirements")))
        .withParts(parts);
  }

  private static List<ArchivedRoot> roots(JsonNode json) throws IOException {
    List<ArchivedRoot> roots = new ArrayList<>();
    for (JsonNode one : json) {
      roots.add(
          new ArchivedRoot(
              Json.text(one, "name"), Json.texts(one, "include"), Json.texts(one, "exclude")));
    }
    return roots;
  }
}
