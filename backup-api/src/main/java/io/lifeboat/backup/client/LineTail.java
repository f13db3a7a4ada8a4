package io.lifeboat.backup.client;

import io.lifeboat.backup.api.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a stream to its end, line by line, in bounded memory: a line is cut at {@value #MAX_BYTES}
 * bytes, and secrets in it are replaced before anybody sees it.
 */
final class LineTail {

  static final int MAX_BYTES = 4096;
  private static final String REPLACEMENT = "***";
  private static final String CUT = "…";

  private final List<String> secrets;
  private final int longestSecret;
  private final Consumer<String> consumer;
  private final byte[] line;
  private int length;
  private boolean cut;

  LineTail(List<Secret> secrets, Consumer<String> consumer) {
    this.secrets =
        secrets.stream()
            .filter(secret -> !secret.isEmpty())
            .map(secret -> new String(secret.reveal()))
            .toList();
    this.longestSecret =
        secrets.stream().mapToInt(secret -> secret.revealUtf8().length).max().orElse(0);
    this.consumer = consumer;
    this.line = new byte[MAX_BYTES + longestSecret];
  }

  /** Returns when the stream has ended or broke; what was read until then has been handed on. */
  void drain(InputStream in) {
    byte[] buffer = new byte[8192];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        accept(buffer, n);
      }
    } catch (IOException e) {
      // The client was ended, and its streams with it. Its exit status says so.
    } finally {
      if (length > 0) {
        endLine();
      }
    }
  }

  private void accept(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        endLine();
      } else if (length < line.length) {
        line[length++] = bytes[i];
      } else {
        cut = true;
      }
    }
  }

  private void endLine() {
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    for (String secret : secrets) {
      text = text.replace(secret, REPLACEMENT);
    }
    if (cut) {
      // What is cut off could begin with the rest of a secret whose first half was not recognised.
      text = text.substring(0, Math.max(0, text.length() - longestSecret)) + CUT;
    }
    length = 0;
    cut = false;
    if (!text.isBlank()) {
      consumer.accept(text.stripTrailing());
    }
  }
}
