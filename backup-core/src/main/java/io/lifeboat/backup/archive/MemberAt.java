package io.lifeboat.backup.archive;

/**
 * Where a member is in the tar.
 *
 * @param at offset of the first byte of its headers
 * @param head bytes of its headers, pax included
 * @param size bytes of its body as stored
 * @param sha256 of its body as stored
 */
record MemberAt(long at, int head, long size, String sha256) {

  /** Returns where the next member begins. */
  long end() {
    return at + head + size + TarMember.padding(size);
  }
}
