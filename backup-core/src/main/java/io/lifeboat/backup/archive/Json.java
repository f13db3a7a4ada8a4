package io.lifeboat.backup.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
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

  /** Several times what a line has that a later release may add fields to. */
  private static final int MAX_LINE_TOKENS = 1000;

  /** What a token takes as a node of a tree, with its name and its place, is about 50 bytes. */
  private static final long HEAP_PER_TOKEN = 128;

  private static final ObjectMapper LINES = mapper(MAX_LINE_TOKENS);
  private static final ObjectMapper DOCUMENTS =
      mapper(Runtime.getRuntime().maxMemory() / HEAP_PER_TOKEN);

  private Json() {}

  /** A few bytes can become many nodes, so their number is limited, not only that of the bytes. */
  private static ObjectMapper mapper(long maxTokens) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_TEXT)
                        .maxTokenCount(maxTokens)
                        .build())
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  static ObjectNode object() {
    return LINES.createObjectNode();
  }

  static byte[] bytes(ObjectNode json) throws IOException {
    return LINES.writeValueAsBytes(json);
  }

  static void put(ObjectNode json, String name, Map<String, String> values) {
    ObjectNode child = json.putObject(name);
    new TreeMap<>(values).forEach(child::put);
  }

  static JsonNode parse(byte[] bytes, String what) throws ArchiveCorruptException {
    return parse(DOCUMENTS, bytes, 0, bytes.length, what);
  }

  static JsonNode parseLine(byte[] bytes, int offset, int length, String what)
      throws ArchiveCorruptException {
    return parse(LINES, bytes, offset, length, what);
  }

  private static JsonNode parse(
      ObjectMapper mapper, byte[] bytes, int offset, int length, String what)
      throws ArchiveCorruptException {
    try {
      JsonNode json = mapper.readTree(bytes, offset, length);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (StreamConstraintsException e) {
      throw new ArchiveCorruptException(
          Reason.REFUSED,
          "The archive is refused: its %s is larger or deeper than any that fits into the %d MiB of this Java runtime."
              .formatted(what, Runtime.getRuntime().maxMemory() >> 20),
          e);
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

  static JsonNode objectIn(JsonNode json, String name) throws ArchiveCorruptException {
    JsonNode child = child(json, name);
    if (!child.isObject()) {
      throw missing(name);
    }
    return child;
  }

  static JsonNode arrayIn(JsonNode json, String name) throws ArchiveCorruptException {
    JsonNode child = child(json, name);
    if (!child.isArray()) {
      throw missing(name);
    }
    return child;
  }

  private static JsonNode child(JsonNode json, String name) throws ArchiveCorruptException {
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
    JsonNode child = objectIn(json, name);
    for (var names = child.fieldNames(); names.hasNext(); ) {
      String key = names.next();
      values.put(key, text(child, key));
    }
    return values;
  }

  static List<String> texts(JsonNode json, String name) throws ArchiveCorruptException {
    List<String> values = new ArrayList<>();
    for (JsonNode child : arrayIn(json, name)) {
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
