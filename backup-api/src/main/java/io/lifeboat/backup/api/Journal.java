package io.lifeboat.backup.api;

import java.io.IOException;
import java.util.List;

/**
 * What a restore is about to do, on stable storage, outside of what is being changed.
 *
 * <p>Append-only until it is replaced as a whole. Thread-safe. Whether its entries mean an
 * interrupted operation is for whoever wrote them to say.
 */
public interface Journal {

  /**
   * Write one entry; it is on stable storage when this returns.
   *
   * @param entry the step that is about to be taken
   * @throws IOException if it could not be written; the step must not be taken then
   */
  void append(JournalEntry entry) throws IOException;

  /**
   * Return what was written, oldest first.
   *
   * @return the entries; empty in a fresh journal, or one that was cleared
   * @throws IOException if they could not be read
   */
  List<JournalEntry> entries() throws IOException;

  /**
   * Replace all entries at once: what they announced is done or reverted, and only what is still to
   * be known remains, such as where an old copy is kept.
   *
   * @param remaining what remains; empty clears the journal
   * @throws IOException if that failed; the entries are the old or the new ones then
   */
  void replace(List<JournalEntry> remaining) throws IOException;
}
