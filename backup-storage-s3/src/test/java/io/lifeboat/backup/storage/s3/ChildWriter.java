package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * A process that writes a large object, and is killed in the middle or reads it back. Its first
 * argument says which.
 */
final class ChildWriter {

  static final ObjectKey KEY = ObjectKey.of("from/a/child");

  private ChildWriter() {}

  /** Runs one in a JVM with a small heap; returns its exit code. */
  static int run(Path log, String what, String endpoint, String bucket, long mebibytes)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ChildWriter.class.getName(),
                what,
                endpoint,
                bucket,
                String.valueOf(mebibytes))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("The child did not end.");
    }
    return process.exitValue();
  }

  public static void main(String[] args) throws IOException {
    URI endpoint = URI.create(args[1]);
    long mebibytes = Long.parseLong(args[3]);
    S3Options options = S3Server.optionsFor(args[2], endpoint, false);
    byte[] chunk = new byte[1 << 20];
    new Random(3).nextBytes(chunk);
    CRC32 sent = new CRC32();
    try (StorageTarget storage = S3Server.open(options)) {
      try (ObjectWriter writer = storage.create(KEY, WriteOptions.none())) {
        for (long i = 0; i < mebibytes; i++) {
          ByteBuffer.wrap(chunk).putLong(i);
          sent.update(chunk);
          writer.write(ByteBuffer.wrap(chunk));
        }
        if (args[0].equals("die")) {
          Runtime.getRuntime().halt(9);
        }
        writer.commit();
      }
      CRC32 received = new CRC32();
      byte[] buffer = new byte[64 << 10];
      try (InputStream in = storage.read(KEY, ByteRange.all())) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          received.update(buffer, 0, read);
        }
      }
      if (received.getValue() != sent.getValue()) {
        throw new IOException("What came back is not what was sent.");
      }
    }
  }
}
