package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.UndoToken;
import java.util.List;

/**
 * The two databases of a completed restore, one live and one kept, by their OIDs, which a rename
 * leaves as they are.
 *
 * @param token names the one that is kept
 * @param old OID of the one from before the restore
 * @param restored OID of the restored one
 * @param oldWrites rows that had been written to the old one when both were exchanged
 * @param restoredWrites the same of the restored one
 */
record KeptDatabase(
    String token, String old, String restored, long oldWrites, long restoredWrites) {

  UndoToken undoToken() {
    return new UndoToken(
        String.join(
            " ", token, old, restored, String.valueOf(oldWrites), String.valueOf(restoredWrites)));
  }

  static KeptDatabase of(UndoToken token) throws DialectException {
    List<String> words = List.of(token.value().split(" ", -1));
    try {
      return new KeptDatabase(
          words.get(0),
          words.get(1),
          words.get(2),
          Long.parseLong(words.get(3)),
          Long.parseLong(words.get(4)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new DialectException(
          Reason.CONFIGURATION,
          "'%s' does not say which PostgreSQL database is kept.".formatted(token.value()),
          false,
          e);
    }
  }

  /** The OID of the one that is kept while another is live. */
  String otherOf(String live) {
    return live.equals(old) ? restored : old;
  }

  /** Whether a database is one of the two. */
  boolean knows(String oid) {
    return oid.equals(old) || oid.equals(restored);
  }
}
