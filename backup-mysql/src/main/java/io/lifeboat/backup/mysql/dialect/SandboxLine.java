package io.lifeboat.backup.mysql.dialect;

import java.nio.charset.StandardCharsets;

/**
 * The first line of a dump by a newer MariaDB program, which only newer clients of MariaDB take: it
 * tells the client to run no commands of its own, as {@code --binary-mode} does.
 */
final class SandboxLine {

  private static final int LONGEST = 200;

  private SandboxLine() {}

  /** Returns how many bytes at the beginning of a dump are that line. */
  static int length(byte[] beginning) {
    String text =
        new String(beginning, 0, Math.min(beginning.length, LONGEST), StandardCharsets.ISO_8859_1);
    boolean sandbox = text.startsWith("/*!999999\\-") || text.startsWith("/*M!999999\\-");
    return sandbox ? text.indexOf('\n') + 1 : 0;
  }
}
