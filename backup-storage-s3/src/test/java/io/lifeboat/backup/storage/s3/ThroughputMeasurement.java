package io.lifeboat.backup.storage.s3;

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
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * How fast an encrypted backup of what can't be compressed is, to a server and to the local disk.
 * The server's own limit is what it takes in one request, with nothing else to do. Run by hand, on
 * a quiet machine: {@code -Dtest=ThroughputMeasurement}.
 */
class ThroughputMeasurement {

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
  void s3ProxyIsAsFastAsItCanOrAsTheLocalDisk() throws IOException {
    compare("S3Proxy", S3Server.s3Proxy(Files.createDirectories(folder.resolve("objects"))));
  }

  @Test
  @DisabledIfSystemProperty(named = "servers", matches = "none")
  void cephIsAsFastAsItCanOrAsTheLocalDisk() throws IOException {
    compare("Ceph", S3Server.ceph());
  }

  private void compare(String name, S3Server server) throws IOException {
    StorageConfig local = StorageConfig.at(folder.resolve("local").toUri());
    String bucket = server.newBucket();
    backUp(local, folder.resolve("warm")); // classes, caches
    double toDisk = backUp(local, null);
    double toServer = backUp(server.options(bucket).toConfig(), null);
    double limit = put(server, bucket, folder.resolve("warm"));
    OUT.printf(
        "%s: %.0f MB/s to the local disk, %.0f MB/s to the server (%.2f of it), %.0f MB/s by its own limit (%.2f of it)%n",
        name, toDisk, toServer, toServer / toDisk, limit, toServer / limit);
    double goal = Math.min(toDisk, limit);
    assertTrue(toServer > goal / 2, toServer + " MB/s of " + goal);
  }

  /** Returns megabytes a second. */
  private double backUp(StorageConfig storage, @Nullable Path keep) throws IOException {
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
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (keep != null) {
        try (InputStream in = backups.download(id)) {
          Files.copy(in, keep, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      backups.delete(id);
      return (double) FILES * FILE_BYTES / 1e6 / seconds;
    }
  }

  private static double put(S3Server server, String bucket, Path archive) throws IOException {
    long begun = System.nanoTime();
    server.raw().putObject(put -> put.bucket(bucket).key("limit"), RequestBody.fromFile(archive));
    double seconds = (System.nanoTime() - begun) / 1e9;
    server.raw().deleteObject(delete -> delete.bucket(bucket).key("limit"));
    return Files.size(archive) / 1e6 / seconds;
  }
}
