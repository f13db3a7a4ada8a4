package io.lifeboat.backup.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.InflaterInputStream;

/**
 * A public test vector of the age format.
 *
 * @param name of its file
 * @param fields its lines of key and value
 * @param file the age file
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record AgeVector(String name, List<String> fields, byte[] file) {

  static AgeVector read(Path path) throws IOException {
    byte[] all = Files.readAllBytes(path);
    int end = new String(all, StandardCharsets.ISO_8859_1).indexOf("\n\n");
    List<String> fields = new String(all, 0, end, StandardCharsets.UTF_8).lines().toList();
    byte[] rest = Arrays.copyOfRange(all, end + 2, all.length);
    if (fields.contains("compressed: zlib")) {
      rest = new InflaterInputStream(new ByteArrayInputStream(rest)).readAllBytes();
    }
    return new AgeVector(path.getFileName().toString(), fields, rest);
  }

  String expect() {
    return values("expect").get(0);
  }

  List<String> values(String key) {
    List<String> values = new ArrayList<>();
    for (String field : fields) {
      if (field.startsWith(key + ": ")) {
        values.add(field.substring(key.length() + 2));
      }
    }
    return values;
  }
}
