package io.lifeboat.backup.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the databases and sessions are called that a restore makes beside its target. Each name
 * begins with the target's, as far as there is room, and tells targets with the same beginning
 * apart.
 *
 * @param target the database that is restored
 */
record SideNames(String target) {

  /** Of the 63 bytes that the server takes, what {@code .lifeboat-scratch-…} leaves. */
  private static final int TARGET_BYTES = 28;

  private static final int KEY_BYTES = 4;

  /** A database that is being loaded, or dropped when it is found later. */
  String scratch(String token) {
    return scratches() + token;
  }

  /** What all of this target's scratch databases begin with. */
  String scratches() {
    return beginning() + ".lifeboat-scratch-" + key() + "-";
  }

  /** The database that is kept for an undo. */
  String kept(String token) {
    return beginning() + ".lifeboat-kept-" + key() + "-" + token;
  }

  /** What sessions call themselves that change this target or make what is beside it. */
  String application() {
    return Login.APPLICATION + " restore " + key();
  }

  private String beginning() {
    StringBuilder beginning = new StringBuilder();
    int bytes = 0;
    for (int at = 0; at < target.length(); ) {
      int point = target.codePointAt(at);
      String character = Character.toString(point);
      bytes += character.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > TARGET_BYTES) {
        break;
      }
      beginning.append(character);
      at += character.length();
    }
    return beginning.toString();
  }

  private String key() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(target.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
