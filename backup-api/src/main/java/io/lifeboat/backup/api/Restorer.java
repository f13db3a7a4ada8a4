package io.lifeboat.backup.api;

import java.util.List;

/**
 * Loads a dump into a database, and puts back what was there when that is asked for.
 *
 * <p>Stateless and thread-safe. What has to survive a killed process is in the {@link Journal},
 * never in the object. The methods are the whole life of a restore; a new need is a value in {@link
 * RestoreOptions} before it is a method here.
 */
public interface Restorer {

  /**
   * Tell what this dialect can do.
   *
   * @return the same value at every call
   */
  RestoreTraits traits();

  /**
   * Report everything that forbids or endangers the restore, all at once, changing nothing.
   *
   * @param target the database that would be restored; it exists
   * @param dump what would be loaded
   * @param options how
   * @param context of this call
   * @return the findings; an {@link Finding.Severity#ERROR} refuses the restore. Where no mode was
   *     asked for, one in {@link RestoreMode#SWAP} makes it a load in place, unless its code begins
   *     with {@code decide.}: that is for the caller to decide
   */
  List<Finding> check(
      DatabaseEndpoint target,
      DumpDescription dump,
      RestoreOptions options,
      OperationContext context);

  /**
   * Take the lock that lets one restore at a time happen to a target, across processes and nodes.
   *
   * @param target the database
   * @param options how to reach the server, in the dialect's own options
   * @param context of this call; waiting for the lock is bounded by the dialect and ends at once
   *     when cancelled
   * @return the lock, held until it is closed or this process ends
   * @throws DialectException with {@link DialectException.Reason#LOCKED} when another restore holds
   *     it
   */
  RestoreLock lock(DatabaseEndpoint target, RestoreOptions options, OperationContext context)
      throws DialectException;

  /**
   * Begin a restore. In a staged mode the live data stays as it is until {@link
   * RestoreSession#complete}; in place it may change from here on.
   *
   * @param target the database
   * @param dump what will be loaded
   * @param options how
   * @param journal where every irreversible step is written before it is taken
   * @param context valid until the session is closed
   * @return the session; the caller closes it
   * @throws DialectException if nothing could be begun; the target is unchanged then
   */
  RestoreSession open(
      DatabaseEndpoint target,
      DumpDescription dump,
      RestoreOptions options,
      Journal journal,
      OperationContext context)
      throws DialectException;

  /**
   * Bring the target to one side, whole, after a restore or an undo of it was cut off, and remove
   * what no side needs: forward if the restored data was live already, else back. May itself be
   * killed and run again. Leaves the journal as it is; the caller clears it.
   *
   * @param target the database
   * @param options how to reach the server, in the dialect's own options
   * @param journal the journal of the interrupted operation, with entries of others among it
   * @param context of this call
   * @return which data is live now; {@link Recovery.Live#UNTOUCHED} for a journal without entries
   *     of this dialect
   * @throws DialectException if neither was possible; the journal stays open
   */
  Recovery recover(
      DatabaseEndpoint target, RestoreOptions options, Journal journal, OperationContext context)
      throws DialectException;

  /**
   * Report what an undo would do and what forbids it, such as how many rows were written since the
   * restore, changing nothing.
   *
   * @param target the database
   * @param token what {@link RestoreSession#complete} returned
   * @param options how to reach the server, in the dialect's own options
   * @param context of this call
   * @return the findings; an {@link Finding.Severity#ERROR} refuses the undo, as it does where
   *     {@link RestoreTraits#undo()} is false
   */
  List<Finding> checkUndo(
      DatabaseEndpoint target, UndoToken token, RestoreOptions options, OperationContext context);

  /**
   * Exchange the live data with the old copy that a completed restore kept. What was live is kept
   * in turn, under the same token, so that an undo can be undone.
   *
   * @param target the database
   * @param token what {@link RestoreSession#complete} returned
   * @param options how to reach the server, in the dialect's own options
   * @param journal where every irreversible step is written before it is taken
   * @param context of this call
   * @throws DialectException with {@link DialectException.Reason#UNSUPPORTED} where {@link
   *     RestoreTraits#undo()} is false
   */
  void undo(
      DatabaseEndpoint target,
      UndoToken token,
      RestoreOptions options,
      Journal journal,
      OperationContext context)
      throws DialectException;

  /**
   * Drop the old copy that a completed restore kept. An old copy that is gone is success.
   *
   * @param target the database
   * @param token what {@link RestoreSession#complete} returned
   * @param options how to reach the server, in the dialect's own options
   * @param context of this call
   * @throws DialectException if it could not be dropped
   */
  void discard(
      DatabaseEndpoint target, UndoToken token, RestoreOptions options, OperationContext context)
      throws DialectException;
}
