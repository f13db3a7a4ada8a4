package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.archive.HostileArchives;
import io.lifeboat.backup.testing.Seeded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with an archive is noticed before anything is touched, from wherever it comes. */
class HostileRestoreTest {

  private static final int POSITIONS = 60;

  @TempDir Path folder;
  private Sandbox host;
  private Map<String, String> before = Map.of();

  @BeforeEach
  void fillHost() throws IOException {
    host = new Sandbox(folder.resolve("host")).fill();
  }

  /** Everything below the sandbox and beside it, so that nothing can hide. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>(host.live());
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        boolean ours = path.startsWith(host.database) || path.startsWith(host.uploads);
        if (!ours && Files.isRegularFile(path)) {
          all.put(path.toString(), Files.size(path) + " " + Files.getLastModifiedTime(path));
        }
      }
    }
    return all;
  }

  @Test
  void aHostileArchiveChangesNothingAnywhere() throws IOException {
    Path archive = folder.resolve("hostile.tar");
    try (BackupManager backups = host.builder().build()) {
      for (Map.Entry<String, byte[]> hostile : HostileArchives.all().entrySet()) {
        Files.write(archive, hostile.getValue());
        before = everything();
        assertThrows(
            CorruptArchiveException.class,
            () -> backups.restore(RestoreRequest.ofFile(archive)),
            hostile.getKey());
        assertEquals(before, everything(), hostile.getKey());
        assertEquals(List.of(), backups.list(), hostile.getKey());
      }
    }
  }

  @Test
  void anArchiveOfALaterReleaseIsRestored() throws IOException {
    Path archive = Files.write(folder.resolve("later.tar"), HostileArchives.good());
    try (BackupManager backups = host.builder().build()) {
      backups.restore(RestoreRequest.ofFile(archive));
      assertEquals("content", Files.readString(host.uploads.resolve("a")));
      assertEquals("../a", Files.readSymbolicLink(host.uploads.resolve("b/link")).toString());
    }
  }

  @Test
  void aPlainArchiveThatWasCutOrFlippedChangesNothing() throws IOException {
    alterEverywhere(Encryption.none(), Seeded.of(101));
  }

  @Test
  void anEncryptedArchiveThatWasCutOrFlippedChangesNothing() throws IOException {
    alterEverywhere(
        Encryption.recipients(Sandbox.KEYS.recipient()).withIdentities(Sandbox.KEYS.identity()),
        Seeded.of(202));
  }

  private void alterEverywhere(Encryption encryption, Seeded seeded) throws IOException {
    Files.writeString(host.uploads.resolve("big.bin"), "not so big".repeat(9000));
    try (BackupManager backups = host.builder().encryption(encryption).build()) {
      String id = backups.backup(BackupRequest.everything()).id();
      Path stored = archiveIn(host.storage);
      byte[] whole = Files.readAllBytes(stored);
      host.wreck();
      Path archive = folder.resolve("altered");
      Files.write(archive, new byte[0]);
      for (int i = 0; i < Seeded.times(POSITIONS); i++) {
        int at = seeded.random().nextInt(whole.length);
        boolean cut = seeded.random().nextBoolean();
        byte[] altered = cut ? Arrays.copyOf(whole, at) : flipped(whole, at, seeded);
        String what =
            (cut ? "cut at " : "flipped at ") + at + " of " + whole.length + ", " + seeded;
        Files.write(archive, altered);
        Files.write(stored, altered);
        before = everything();
        RestoreRequest request =
            switch (i % 3) {
              case 0 -> RestoreRequest.ofFile(archive);
              case 1 -> RestoreRequest.ofStream(new ByteArrayInputStream(altered));
              default -> RestoreRequest.ofBackup(id);
            };
        BackupException refused =
            assertThrows(BackupException.class, () -> backups.restore(request), what);
        assertTrue(
            refused instanceof CorruptArchiveException
                || refused instanceof WrongKeyException
                || refused instanceof BackupNotFoundException,
            () -> what + ": " + refused);
        assertEquals(before, everything(), what);
        assertEquals(1, backups.list().size(), what + ": no safety backup");
      }
      Files.write(stored, whole);
      assertDoesNotThrow(() -> backups.restore(RestoreRequest.ofBackup(id)));
    }
  }

  private static byte[] flipped(byte[] whole, int at, Seeded seeded) {
    byte[] altered = whole.clone();
    altered[at] ^= (byte) (1 << seeded.random().nextInt(8));
    return altered;
  }

  private static Path archiveIn(Path storage) throws IOException {
    try (Stream<Path> files = Files.walk(storage)) {
      return files
          .filter(file -> file.toString().matches(".*[.]tar([.]age)?"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void whatIsNoArchiveAtAllSaysSo() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      for (byte[] foreign :
          List.of(
              new byte[0],
              new byte[5000],
              "PK\u0003\u0004".repeat(999).getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
        try (InputStream upload = new ByteArrayInputStream(foreign)) {
          CorruptArchiveException refused =
              assertThrows(
                  CorruptArchiveException.class,
                  () ->
                      backups.restore(
                          RestoreRequest.ofStream(upload).withPassword(Sandbox.PASSWORD)));
          assertTrue(String.valueOf(refused.getMessage()).contains("This is not a backup"));
        }
      }
    }
  }
}
