package io.lifeboat.backup.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.WriteOptions;
import io.lifeboat.backup.files.Mount;
import io.lifeboat.backup.spi.StorageConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder takes at most. */
@SuppressWarnings("try") // a mount is closed at the end, not used before
class LocalRoomTest {

  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  private StorageTarget open(String name, String value) throws IOException {
    return new LocalStorageProvider().open(StorageConfig.at(folder.toUri()).with(name, value));
  }

  private static void put(StorageTarget storage, String key, int bytes) throws IOException {
    try (ObjectWriter writer = storage.create(ObjectKey.of(key), WriteOptions.none())) {
      for (int written = 0; written < bytes; written += MIB) {
        writer.write(ByteBuffer.allocate(Math.min(MIB, bytes - written)));
      }
      writer.commit();
    }
  }

  @Test
  void aQuotaIsFilledToItsLastByteAndNoFurther() throws IOException {
    try (StorageTarget storage = open("quota", "20MiB")) {
      put(storage, "a/first", 12 * MIB);
      assertEquals(8 * MIB, storage.freeBytes().orElseThrow());
      StorageException e =
          assertThrows(StorageException.class, () -> put(storage, "b/second", 8 * MIB + 1));
      assertEquals(Reason.FULL, e.reason());
      assertFalse(e.isTransient());
      assertTrue(message(e).contains("quota"), message(e));
      assertTrue(message(e).contains("is 20.0 MiB, of which 20.0 MiB are used"), message(e));
      assertEquals(8 * MIB, storage.freeBytes().orElseThrow(), "nothing is left of it");

      put(storage, "b/second", 8 * MIB);
      assertEquals(0, storage.freeBytes().orElseThrow());

      storage.delete(ObjectKey.of("a/first"));
      put(storage, "c/third", 12 * MIB);
    }
  }

  @Test
  void whatIsBeingWrittenCountsToo() throws IOException {
    try (StorageTarget storage = open("quota", "20MiB");
        ObjectWriter open = storage.create(ObjectKey.of("open"), WriteOptions.none())) {
      open.write(ByteBuffer.allocate(15 * MIB));
      assertEquals(5 * MIB, storage.freeBytes().orElseThrow());
      StorageException e =
          assertThrows(StorageException.class, () -> put(storage, "other", 6 * MIB));
      assertEquals(Reason.FULL, e.reason());
      open.commit();
    }
  }

  @Test
  void anObjectThatIsKnownToBeTooLargeIsNotBegun() throws IOException {
    try (StorageTarget storage = open("quota", "10MiB")) {
      WriteOptions large = WriteOptions.none().withExpectedSize(11L * MIB);
      StorageException e =
          assertThrows(
              StorageException.class, () -> storage.create(ObjectKey.of("large"), large).close());
      assertEquals(Reason.FULL, e.reason());
      assertTrue(message(e).contains("11.0 MiB more"), message(e));
      assertEquals(10L * MIB, storage.freeBytes().orElseThrow());
    }
  }

  @Test
  void aReserveStaysFreeOnTheDisk() throws IOException {
    assertTrue(Mount.isPossible(), "only root mounts");
    try (Mount small = Mount.tmpfs(folder, 32 * MIB);
        StorageTarget storage = open("reserve", "12MiB")) {
      long free = storage.freeBytes().orElseThrow();
      assertTrue(free <= 20 * MIB, () -> free + " bytes");
      put(storage, "fits", 16 * MIB);
      StorageException e =
          assertThrows(StorageException.class, () -> put(storage, "more", 6 * MIB));
      assertEquals(Reason.FULL, e.reason());
      assertTrue(message(e).contains("'reserve' keeps 12.0 MiB"), message(e));
      long left = Files.getFileStore(folder).getUsableSpace();
      assertTrue(left >= 12 * MIB, () -> left + " bytes");
    }
  }

  @Test
  void aFullDiskIsToldWithWhatWasWritten() throws IOException {
    assertTrue(Mount.isPossible(), "only root mounts");
    try (Mount small = Mount.tmpfs(folder, 8 * MIB);
        StorageTarget storage = LocalStorage.open(folder)) {
      StorageException e =
          assertThrows(StorageException.class, () -> put(storage, "large", 12 * MIB));
      assertEquals(Reason.FULL, e.reason());
      assertTrue(message(e).matches("(?s).* first [0-9]{7} bytes.*"), message(e));
      List<String> keys = new ArrayList<>();
      storage.list("", object -> keys.add(object.key().value()));
      assertEquals(List.of(), keys);
    }
  }

  @Test
  void wrongSettingsAreToldTogether() {
    StorageConfig wrong =
        StorageConfig.at(folder.toUri())
            .with("quota", "much")
            .with("reserve", "-5")
            .with("qouta", "5GiB");
    StorageException e =
        assertThrows(StorageException.class, () -> new LocalStorageProvider().open(wrong));
    assertEquals(Reason.CONFIGURATION, e.reason());
    for (String part : List.of("'quota' is a size", "'reserve' is a size", "no setting 'qouta'")) {
      assertTrue(message(e).contains(part), message(e));
    }
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
