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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * A process that writes a large object. Its first argument says how: {@code die} in the middle, or
 * {@code live} and read it back, or live {@code slowly}: rest after every sixth MiB until a byte is
 * said to it.
 */
final class ChildWriter {

  /** Of a process whose heap has 64: classes, code, threads and connections are the rest. */
  private static final long MOST_MEBIBYTES = 200;

  static final ObjectKey KEY = ObjectKey.of("from/a/child");

  private ChildWriter() {}

  /** Runs one in a JVM with a small heap; returns its exit code. */
  static int run(Path log, String what, String endpoint, String bucket, long mebibytes)
      throws IOException, InterruptedException {
    return await(start(log, what, endpoint, bucket, mebibytes));
  }

  static Process start(Path log, String what, String endpoint, String bucket, long mebibytes)
      throws IOException {
    return java(ChildWriter.class, what, endpoint, bucket, String.valueOf(mebibytes))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** A JVM with a heap of 64 MiB. */
  static ProcessBuilder java(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Lets a slow one go on. */
  static void goOn(Process process) throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  static int await(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(30, TimeUnit.MINUTES)) {
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
          if (args[0].equals("slowly") && i % 6 == 5 && System.in.read() < 0) {
            throw new IOException("Nobody waits any more.");
          }
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
    requireLittleMemory(MOST_MEBIBYTES);
  }

  /** Fails where the process ever took more than so many MiB. */
  static void requireLittleMemory(long most) throws IOException {
    long process = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        process = Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
      }
    }
    System.out.printf("a heap of 64 MiB, a process of at most %d MiB%n", process);
    if (process == 0 || process > most) {
      throw new IOException("The process took " + process + " MiB.");
    }
  }
}
