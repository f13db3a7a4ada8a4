package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.EncodedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicLong;

/** Appends finished members to the tar. Not thread-safe: the writer holds its lock. */
final class TarOutput {

  private final EncodedOutput sink;
  private final MessageDigest framing = Sha256.digest();
  private final AtomicLong position = new AtomicLong();

  TarOutput(EncodedOutput sink) {
    this.sink = sink;
  }

  /** Appends a member whose body was hashed before. */
  MemberAt append(TarMember member, ByteBuffer body, String sha256) throws IOException {
    byte[] head = member.encode();
    byte[] padding = new byte[TarMember.padding(member.size())];
    MemberAt at = new MemberAt(position.get(), head.length, member.size(), sha256);
    framing.update(head);
    framing.update(padding);
    write(ByteBuffer.wrap(head));
    write(body.duplicate());
    write(ByteBuffer.wrap(padding));
    return at;
  }

  /** Appends the last bytes and finishes the sink. */
  void finish(MemberAt manifest, MemberAt summary, long summaryRaw) throws IOException {
    Locator locator =
        new Locator(
            position.get() + Locator.SIZE, manifest, summary, summaryRaw, Sha256.hex(framing));
    write(ByteBuffer.wrap(locator.encode()));
    sink.finish();
  }

  long position() {
    return position.get();
  }

  private void write(ByteBuffer bytes) throws IOException {
    position.addAndGet(bytes.remaining());
    sink.write(bytes);
  }
}
