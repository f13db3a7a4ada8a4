package io.lifeboat.backup.api;

import java.io.IOException;

/** Receives the objects of a listing, one by one. */
@FunctionalInterface
public interface ObjectVisitor {

  /**
   * Take one object.
   *
   * @param object what is known of it
   * @throws IOException ends the listing and is passed on to its caller
   */
  void visit(ObjectInfo object) throws IOException;
}
