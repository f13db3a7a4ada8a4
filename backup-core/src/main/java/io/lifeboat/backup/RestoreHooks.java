package io.lifeboat.backup;

/**
 * What the host does around a restore. Each method does nothing by default; each is called on the
 * operation's thread, at most once for each restore but {@link #afterSwap}.
 *
 * <p>An exception fails the restore: before the swap nothing live has changed, after it the old
 * data is exchanged back.
 */
public interface RestoreHooks {

  /** Does nothing. */
  RestoreHooks NONE = new RestoreHooks() {};

  /**
   * Prepare for a restore, such as by telling the users. All checks are done and the safety backup
   * is made; nothing has changed.
   *
   * @param backupId what will be restored
   * @throws Exception to refuse the restore
   */
  default void beforeRestore(String backupId) throws Exception {}

  /**
   * Hold the application off. Everything is loaded beside the live data and proven; the exchange
   * follows at once. In place, where there is no exchange, this comes before the load.
   *
   * @param backupId what will be live
   * @throws Exception to refuse the exchange
   */
  default void beforeSwap(String backupId) throws Exception {}

  /**
   * Get the application ready for the restored data, such as by migrating its schema. Called again
   * by a recovery if the process was killed before it was known to have succeeded.
   *
   * @param backupId what is live now
   * @throws Exception to have the old data back
   */
  default void afterSwap(String backupId) throws Exception {}

  /**
   * Go on. An exception is logged and changes nothing any more. Also called after a failure, once
   * what was there before is back, if {@link #beforeRestore} had been called.
   *
   * @param backupId what was to be restored
   * @param succeeded whether it is live
   * @throws Exception logged
   */
  default void afterRestore(String backupId, boolean succeeded) throws Exception {}
}
