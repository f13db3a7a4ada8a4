package io.lifeboat.backup.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifeboat.backup.archive.ArchiveCorruptException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * JSON of archives: what is missing or of another type is damage, what is unknown is left alone.
 */
final class Json {

  private static final int MAX_TEXT = 1 << 20;
  private static final int MAX_DEPTH = 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_TEXT)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] bytes(ObjectNode json) throws IOException {
    return MAPPER.writeValueAsBytes(json);
  }

  static void put(ObjectNode json, String name, Map<String, String> values) {
    ObjectNode child = json.putObject(name);
    new TreeMap<>(values).forEach(child::put);
  }

  static JsonNode parse(byte[] bytes, String what) throws ArchiveCorruptException {
    return parse(bytes, 0, bytes.length, what);
  }

  static JsonNode parse(byte[] bytes, int offset, int length, String what)
      throws ArchiveCorruptException {
    try {
      JsonNode json = MAPPER.readTree(bytes, offset, length);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw new ArchiveCorruptException(
          Reason.DAMAGED, "The archive's " + what + " is not JSON.", e);
    } catch (IOException e) {
      throw new ArchiveCorruptException(
          Reason.DAMAGED, "The archive's " + what + " can't be read.", e);
    }
    throw new ArchiveCorruptException(
        Reason.DAMAGED, "The archive's " + what + " is not a JSON object.");
  }

  static JsonNode child(JsonNode json, String name) throws ArchiveCorruptException {
    JsonNode child = json.get(name);
    if (child == null) {
      throw missing(name);
    }
    return child;
  }

  static String text(JsonNode json, String name) throws ArchiveCorruptException {
    JsonNode child = child(json, name);
    if (!child.isTextual()) {
      throw missing(name);
    }
    return child.textValue();
  }

  static Optional<String> optionalText(JsonNode json, String name) throws ArchiveCorruptException {
    return json.has(name) ? Optional.of(text(json, name)) : Optional.empty();
  }

  /** Reads a number of zero or more. */
  static long number(JsonNode json, String name) throws ArchiveCorruptException {
    long number = anyNumber(json, name);
    if (number < 0) {
      throw missing(name);
    }
    return number;
  }

  static long anyNumber(JsonNode json, String name) throws ArchiveCorruptException {
    JsonNode child = child(json, name);
    if (!child.isIntegralNumber() || !child.canConvertToLong()) {
      throw missing(name);
    }
    return child.longValue();
  }

  static int within(JsonNode json, String name, int most) throws ArchiveCorruptException {
    long number = number(json, name);
    if (number > most) {
      throw missing(name);
    }
    return (int) number;
  }

  static Map<String, String> map(JsonNode json, String name) throws ArchiveCorruptException {
    Map<String, String> values = new TreeMap<>();
    JsonNode child = child(json, name);
    for (var names = child.fieldNames(); names.hasNext(); ) {
      String key = names.next();
      values.put(key, text(child, key));
    }
    return values;
  }

  static List<String> texts(JsonNode json, String name) throws ArchiveCorruptException {
    List<String> values = new ArrayList<>();
    for (JsonNode child : child(json, name)) {
      if (!child.isTextual()) {
        throw missing(name);
      }
      values.add(child.textValue());
    }
    return values;
  }

  private static ArchiveCorruptException missing(String name) {
    return new ArchiveCorruptException(
        Reason.DAMAGED,
        "The archive is damaged: '%s' is missing, or not what it has to be.".formatted(name));
  }
}
