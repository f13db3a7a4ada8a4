package io.lifeboat.backup.storage.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupReport;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.RestoreRequest;
import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.WriteOptions;
import io.lifeboat.backup.spi.StorageConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

class S3StorageTest {

  private final S3Server server = S3Server.s3Proxy();
  private final String bucket = server.newBucket();

  @TempDir Path folder;

  @Test
  void theUploadOfAKilledProcessIsSwept() throws Exception {
    int exit =
        ChildWriter.run(folder.resolve("log"), "die", server.endpoint().toString(), bucket, 12);
    assertEquals(9, exit, Files.readString(folder.resolve("log")));
    assertEquals(List.of("some/prefix/" + ChildWriter.KEY), server.uploads(bucket));

    try (StorageTarget patient = S3Server.open(server.options(bucket))) {
      patient.create(ObjectKey.of("other"), WriteOptions.none()).close();
      assertEquals(1, server.uploads(bucket).size(), "it may still be alive");
    }
    try (StorageTarget storage =
        S3Server.open(server.options(bucket).withAbandonedAfter(Duration.ZERO))) {
      storage.create(ObjectKey.of("other"), WriteOptions.none()).close();
    }

    assertEquals(List.of(), server.uploads(bucket));
    assertEquals(List.of(), server.keys(bucket));
  }

  @Test
  void theUploadOfAnotherProcessThatStillSendsIsLeftAlone() throws Exception {
    Process slow =
        ChildWriter.start(
            folder.resolve("log"), "slowly", server.endpoint().toString(), bucket, 12);
    try {
      Instant begun = awaitPart(1);
      while (!Instant.now().isAfter(begun.plusSeconds(2))) {
        Thread.sleep(100); // servers tell times in seconds
      }
      ChildWriter.goOn(slow);
      Clock justBefore = Clock.fixed(awaitPart(2).minusMillis(1), ZoneOffset.UTC);

      StorageConfig impatient = server.options(bucket).withAbandonedAfter(Duration.ZERO).toConfig();
      try (StorageTarget storage = new S3StorageProvider().open(impatient.withClock(justBefore))) {
        storage.create(ObjectKey.of("other"), WriteOptions.none()).close();
      }

      ChildWriter.goOn(slow);
      assertEquals(0, ChildWriter.await(slow), Files.readString(folder.resolve("log")));
    } finally {
      slow.destroyForcibly();
    }
    assertEquals(List.of("some/prefix/" + ChildWriter.KEY), server.keys(bucket));
  }

  /** Waits until a part of the child's upload has arrived; returns when it did. */
  private Instant awaitPart(int number) throws InterruptedException {
    String key = "some/prefix/" + ChildWriter.KEY;
    Instant deadline = Instant.now().plusSeconds(60);
    while (Instant.now().isBefore(deadline)) {
      for (MultipartUpload upload :
          server.raw().listMultipartUploads(list -> list.bucket(bucket)).uploads()) {
        for (Part part :
            server
                .raw()
                .listParts(list -> list.bucket(bucket).key(key).uploadId(upload.uploadId()))
                .parts()) {
          if (part.partNumber() == number) {
            return part.lastModified();
          }
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError("Part " + number + " did not arrive.");
  }

  @Test
  void aWrongClockHereEndsNoUploadOfAnotherProcess() throws Exception {
    Process slow =
        ChildWriter.start(folder.resolve("log"), "slowly", server.endpoint().toString(), bucket, 6);
    try {
      awaitPart(1);
      Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofDays(30));
      try (StorageTarget storage =
          new S3StorageProvider().open(server.options(bucket).toConfig().withClock(ahead))) {
        storage.create(ObjectKey.of("other"), WriteOptions.none()).close();
      }
      ChildWriter.goOn(slow);
      assertEquals(0, ChildWriter.await(slow), Files.readString(folder.resolve("log")));
    } finally {
      slow.destroyForcibly();
    }
  }

  @Test
  void anUploadThatIsNotOursIsLeftAlone() throws IOException {
    server.raw().createMultipartUpload(create -> create.bucket(bucket).key("some/prefix/foreign"));
    try (StorageTarget storage =
        S3Server.open(server.options(bucket).withAbandonedAfter(Duration.ZERO))) {
      storage.create(ObjectKey.of("other"), WriteOptions.none()).close();
    }
    assertEquals(List.of("some/prefix/foreign"), server.uploads(bucket));
  }

  @Test
  void aSmallHeapIsEnoughUpAndDown() throws Exception {
    long mebibytes = Boolean.getBoolean("campaign") ? 5 * 1024 : 300;
    S3Server onDisk = S3Server.s3Proxy(Files.createDirectories(folder.resolve("objects")));
    int exit =
        ChildWriter.run(
            folder.resolve("log"),
            "live",
            onDisk.endpoint().toString(),
            onDisk.newBucket(),
            mebibytes);
    String told = Files.readString(folder.resolve("log"));
    assertEquals(0, exit, told);
    System.out.printf("%d MiB up and down: %s%n", mebibytes, told.strip());
  }

  @Test
  void aSmallHeapIsEnoughForALargeDatabase() throws Exception {
    long mebibytes = Boolean.getBoolean("campaign") ? 5 * 1024 : 128;
    S3Server onDisk = S3Server.s3Proxy(Files.createDirectories(folder.resolve("objects")));
    int exit =
        SmallHost.run(
            folder.resolve("log"),
            folder.resolve("state"),
            onDisk.endpoint().toString(),
            onDisk.newBucket(),
            mebibytes);
    String told = Files.readString(folder.resolve("log"));
    assertEquals(0, exit, told);
    System.out.printf("%d MiB backed up and restored: %s%n", mebibytes, told.strip());
  }

  @Test
  void aPartThatIsTooLargeForTheHeapIsSpooledPrivatelyAndRemoved() throws IOException {
    byte[] bytes = new byte[80 << 20];
    new Random(1).nextBytes(bytes);
    try (StorageTarget storage = S3Server.open(server.options(bucket).withPartSize(33 << 20));
        ObjectWriter writer = storage.create(ObjectKey.of("large"), WriteOptions.none())) {
      writer.write(ByteBuffer.wrap(bytes, 0, 10 << 20));
      List<Path> spooled = spooled();
      assertEquals(1, spooled.size());
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(spooled.get(0))));
      writer.write(ByteBuffer.wrap(bytes, 10 << 20, 70 << 20));
      assertEquals(bytes.length, writer.commit().size());
      try (InputStream in = storage.read(ObjectKey.of("large"), ByteRange.all())) {
        assertArrayEquals(bytes, in.readAllBytes());
      }
    }
    assertEquals(List.of(), spooled());
  }

  private static List<Path> spooled() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.getFileName().toString().startsWith("lifeboat-part-")).toList();
    }
  }

  @Test
  void everyProblemIsToldAtOnceAndNoSecretWithThem() {
    StorageConfig wrong =
        StorageConfig.at(URI.create("s3://b!/.hidden"))
            .with("partSize", "1MiB")
            .with("lockDays", "3")
            .with("checksums", "never")
            .with("endpoint", "https://user:hidden-word@host")
            .with("secretKey", "plain-hidden-word")
            .with("colour", "blue")
            .with("sessionToken", Secret.of("token-hidden-word"));
    StorageException e =
        assertThrows(StorageException.class, () -> new S3StorageProvider().open(wrong));
    assertEquals(Reason.CONFIGURATION, e.reason());
    for (String name :
        List.of(
            "bucket",
            "partSize",
            "lockMode",
            "checksums",
            "endpoint",
            "secretKey",
            "colour",
            "sessionToken",
            "region")) {
      assertTrue(message(e).contains(name), name + " in " + message(e));
    }
    assertFalse(message(e).contains("hidden-word"), e.getMessage());
  }

  @Test
  void aWrongKeyIsToldWithTheWayOutAndWithoutTheKey() throws IOException {
    S3Options wrong =
        server
            .options(bucket)
            .withAttempts(1)
            .withKeys(S3Server.ACCESS_KEY, Secret.of("not-the-secret-key"));
    try (StorageTarget storage = S3Server.open(wrong)) {
      StorageException e =
          assertThrows(StorageException.class, () -> storage.list("", object -> {}));
      assertEquals(Reason.DENIED, e.reason());
      assertFalse(e.isTransient());
      assertTrue(message(e).contains("secretKey"), e.getMessage());
      assertTrue(message(e).contains(bucket), e.getMessage());
      for (Throwable at = e; at != null; at = at.getCause()) {
        assertFalse(String.valueOf(at).contains("not-the-secret-key"));
      }
      assertFalse(storage.toString().contains("not-the-secret-key"));
    }
  }

  @Test
  void aMissingBucketIsToldByItsName() throws IOException {
    try (StorageTarget storage = S3Server.open(server.options("no-such-bucket"))) {
      StorageException e =
          assertThrows(StorageException.class, () -> storage.list("", object -> {}));
      assertEquals(Reason.CONFIGURATION, e.reason());
      assertTrue(message(e).contains("'no-such-bucket'"), e.getMessage());
    }
  }

  @Test
  void aServerThatIsNotThereMayBeThereLater() throws IOException {
    S3Options nobody = server.options(bucket, URI.create("http://127.0.0.1:1")).withAttempts(1);
    try (StorageTarget storage = S3Server.open(nobody)) {
      StorageException e =
          assertThrows(StorageException.class, () -> storage.list("", object -> {}));
      assertEquals(Reason.UNAVAILABLE, e.reason());
      assertTrue(e.isTransient());
      assertTrue(message(e).contains("127.0.0.1:1"), e.getMessage());
    }
  }

  @Test
  void filesAreBackedUpListedVerifiedAndRestoredThroughTheFacade() throws IOException {
    Path uploads = Files.createDirectories(folder.resolve("uploads"));
    byte[] large = new byte[14 << 20];
    new Random(9).nextBytes(large);
    Files.write(uploads.resolve("large.bin"), large);
    Files.writeString(uploads.resolve("small.txt"), "small");
    try (BackupManager backups =
        BackupManager.builder()
            .application(HostApplication.of("Demo", "1.0.0"))
            .files(FileRoot.of("uploads", uploads))
            .storage(server.options(bucket).toConfig())
            .stateDirectory(folder.resolve("state"))
            .encryption(Encryption.none())
            .build()) {
      BackupReport report = backups.backup(BackupRequest.everything());
      assertEquals(1, backups.list().size());
      backups.verify(report.id());
      Files.delete(uploads.resolve("large.bin"));
      Files.writeString(uploads.resolve("small.txt"), "changed");

      backups.restore(RestoreRequest.ofBackup(report.id()).withoutSafetyBackup());

      assertArrayEquals(large, Files.readAllBytes(uploads.resolve("large.bin")));
      assertEquals("small", Files.readString(uploads.resolve("small.txt")));
      backups.delete(report.id());
    }
    assertEquals(List.of(), server.keys(bucket));
    assertEquals(List.of(), server.uploads(bucket));
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
