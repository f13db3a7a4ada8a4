package io.lifeboat.backup.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupManagerBuilder;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.codec.AgeKeys;
import io.lifeboat.backup.spi.StorageConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast an encrypted backup of what can't be compressed is, to a server and to the local disk,
 * and its download. The server's own limit is what it gives to rclone, in the same run, which has
 * the archive ready and nothing to encrypt. Run by hand, on a quiet machine with rclone: {@code
 * -Dtest=ThroughputMeasurement}.
 */
class ThroughputMeasurement {

  private static final int ROUNDS = 3;
  private static final int FILES = 20;
  private static final int FILE_BYTES = 25 << 20;
  private static final PrintStream OUT = System.out;

  @TempDir Path folder;
  private Path uploads;

  @BeforeEach
  void fill() throws IOException {
    uploads = Files.createDirectories(folder.resolve("uploads"));
    Random random = new Random(6);
    byte[] bytes = new byte[FILE_BYTES];
    for (int file = 0; file < FILES; file++) {
      random.nextBytes(bytes);
      Files.write(uploads.resolve("file" + file), bytes);
    }
  }

  @Test
  void s3ProxyIsAsFastAsItCanOrAsTheLocalDisk() throws Exception {
    compare("S3Proxy", S3Server.s3Proxy(Files.createDirectories(folder.resolve("objects"))));
  }

  @Test
  @DisabledIfSystemProperty(named = "servers", matches = "none")
  void cephIsAsFastAsItCanOrAsTheLocalDisk() throws Exception {
    compare("Ceph", S3Server.ceph());
  }

  private void compare(String name, S3Server server) throws Exception {
    StorageConfig local = StorageConfig.at(folder.resolve("local").toUri());
    StorageConfig remote = server.options(server.newBucket()).toConfig();
    Path archive = folder.resolve("archive");
    transfer(local, archive); // classes, caches; and what rclone is given
    Rates disk = Rates.NONE;
    Rates lifeboat = Rates.NONE;
    Rates rclone = Rates.NONE;
    for (int round = 0; round < ROUNDS; round++) {
      disk = disk.or(transfer(local, null));
      lifeboat = lifeboat.or(transfer(remote, null));
      rclone = rclone.or(rclone(server, archive));
    }
    OUT.printf(
        "%s, MB/s up and down: local disk %s; the server %s; the server by rclone %s%n",
        name, disk, lifeboat, rclone);
    double goal = Math.min(disk.up, rclone.up);
    assertTrue(lifeboat.up > goal / 2, lifeboat + " of " + goal);
  }

  /** Backs up and downloads. */
  private Rates transfer(StorageConfig storage, @Nullable Path keep) throws IOException {
    BackupManagerBuilder builder =
        BackupManager.builder()
            .application(HostApplication.of("Demo", "1.0.0"))
            .files(FileRoot.of("uploads", uploads))
            .storage(storage)
            .stateDirectory(folder.resolve("state"))
            .encryption(Encryption.recipients(AgeKeys.generate().recipient()));
    try (BackupManager backups = builder.build()) {
      long begun = System.nanoTime();
      String id = backups.backup(BackupRequest.everything()).id();
      long middle = System.nanoTime();
      try (InputStream in = backups.download(id);
          OutputStream out =
              keep == null ? OutputStream.nullOutputStream() : Files.newOutputStream(keep)) {
        in.transferTo(out);
      }
      Rates rates = Rates.of(begun, middle, System.nanoTime());
      backups.delete(id);
      return rates;
    }
  }

  /** Another client, with parts of the same size and as many of them at once. */
  private Rates rclone(S3Server server, Path archive) throws Exception {
    String bucket = server.newBucket();
    Path back = Files.createDirectories(folder.resolve("back"));
    long begun = System.nanoTime();
    run(server, archive.toString(), "S3:" + bucket);
    long middle = System.nanoTime();
    run(server, "S3:" + bucket, back.toString());
    Rates rates = Rates.of(begun, middle, System.nanoTime());
    Files.delete(back.resolve(archive.getFileName()));
    run(server, "--", "S3:" + bucket); // keeps the server as empty for everybody
    return rates;
  }

  private static void run(S3Server server, String from, String to)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("rclone"));
    command.addAll(from.equals("--") ? List.of("purge", to) : List.of("copy", from, to));
    command.addAll(
        List.of(
            "--s3-chunk-size=5Mi",
            "--s3-upload-cutoff=5Mi",
            "--s3-upload-concurrency=3",
            "--multi-thread-streams=4",
            "--multi-thread-cutoff=1Mi",
            "--config=/dev/null",
            "--retries=1"));
    ProcessBuilder process = new ProcessBuilder(command).inheritIO();
    process.environment().keySet().removeIf(name -> name.startsWith("AWS_")); // others' settings
    process
        .environment()
        .putAll(
            Map.of(
                "RCLONE_CONFIG_S3_TYPE",
                "s3",
                "RCLONE_CONFIG_S3_PROVIDER",
                "Other",
                "RCLONE_CONFIG_S3_ENDPOINT",
                server.endpoint().toString(),
                "RCLONE_CONFIG_S3_ACCESS_KEY_ID",
                S3Server.ACCESS_KEY,
                "RCLONE_CONFIG_S3_SECRET_ACCESS_KEY",
                S3Server.SECRET_KEY));
    assertEquals(0, process.start().waitFor());
  }

  private record Rates(double up, double down) {

    static final Rates NONE = new Rates(0, 0);

    static Rates of(long begun, long middle, long end) {
      double megabytes = (double) FILES * FILE_BYTES / 1e6;
      return new Rates(megabytes / ((middle - begun) / 1e9), megabytes / ((end - middle) / 1e9));
    }

    /** The best of each: what else a machine does makes it slower, nothing makes it faster. */
    Rates or(Rates other) {
      return new Rates(Math.max(up, other.up), Math.max(down, other.down));
    }

    @Override
    public String toString() {
      return "%.0f, %.0f".formatted(up, down);
    }
  }
}
