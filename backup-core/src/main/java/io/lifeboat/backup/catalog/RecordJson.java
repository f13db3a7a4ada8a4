package io.lifeboat.backup.catalog;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifeboat.backup.api.ObjectKey;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Records as JSON. */
final class RecordJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new Text<>())
                  .addDeserializer(Instant.class, new FromText<>(Instant::parse))
                  .addSerializer(ObjectKey.class, new Text<>())
                  .addDeserializer(ObjectKey.class, new FromText<>(ObjectKey::of)))
          .build();

  private RecordJson() {}

  static byte[] write(BackupRecord record) throws IOException {
    return MAPPER.writeValueAsBytes(record);
  }

  static byte[] write(BackupEvent event, String by, Map<String, String> facts) throws IOException {
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("kind", event.kind().name())
            .put("at", event.at().toString())
            .put("by", by);
    new TreeMap<>(facts).forEach(node::put);
    return MAPPER.writeValueAsBytes(node);
  }

  /** Reads a record; anything that is none is an {@link IOException}. */
  static BackupRecord read(byte[] json) throws IOException {
    BackupRecord record = MAPPER.readValue(json, BackupRecord.class);
    if (record == null) {
      throw new IOException("The record is null.");
    }
    return record;
  }

  private static final class Text<T> extends JsonSerializer<T> {

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toString());
    }
  }

  private static final class FromText<T> extends JsonDeserializer<T> {

    private final Function<String, T> parse;

    FromText(Function<String, T> parse) {
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      try {
        return parse.apply(json.getText());
      } catch (IllegalArgumentException | DateTimeException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
