package io.lifeboat.backup.api;

import java.io.IOException;
import java.util.List;

/**
 * What a restore is about to do, on stable storage, outside of what is being changed.
 *
 * <p>Append-only. Thread-safe. An open journal with entries means that an operation was
 * interrupted.
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
   * @return the entries; empty in a fresh or a finished journal
   * @throws IOException if they could not be read
   */
  List<JournalEntry> entries() throws IOException;

  /**
   * Remove all entries: what they announced is done or reverted.
   *
   * @throws IOException if the journal could not be emptied
   */
  void finish() throws IOException;
}
