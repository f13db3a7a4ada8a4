package io.lifeboat.backup.api;

import java.util.List;

/**
 * Reads a whole database as a set of parts that belong to one instant.
 *
 * <p>Stateless and thread-safe: one instance serves any number of dumps at the same time. A dumper
 * starts no thread, retries nothing and stores nothing; the core does, once for all dialects.
 *
 * <p>Kept to two methods on purpose. Whatever a database needs between opening and closing a
 * snapshot belongs to {@link DumpSession}; whatever every dialect would need belongs to the core.
 */
public interface Dumper {

  /**
   * Report everything that would hinder a dump, all at once, changing nothing.
   *
   * @param source the database to be dumped
   * @param options how it would be dumped
   * @param context clock, cancellation and working directory of this call
   * @return the findings, empty when nothing is to be said; an {@link Finding.Severity#ERROR} means
   *     that {@link #open} would fail or give an incomplete dump. A server that can't be reached is
   *     a finding, not an exception
   */
  List<Finding> check(DatabaseEndpoint source, DumpOptions options, OperationContext context);

  /**
   * Fix one consistent snapshot of the database and describe its parts.
   *
   * @param source the database to dump
   * @param options how to dump it
   * @param context clock, cancellation and working directory, valid until the session is closed
   * @return a session that holds the snapshot until it is closed; the caller closes it
   * @throws DialectException if the snapshot could not be taken; nothing is left open then
   */
  DumpSession open(DatabaseEndpoint source, DumpOptions options, OperationContext context)
      throws DialectException;
}
