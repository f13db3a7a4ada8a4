package io.lifeboat.backup.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest {

  private static final ObjectKey KEY = ObjectKey.of("a/object");
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void nameFolder() {
    folder = temporary.resolve("storage");
  }

  /** Another process that sweeps all the time. */
  static final class Sweeper {

    private Sweeper() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      while (Files.exists(folder)) {
        LocalStorage.open(folder);
      }
    }
  }

  /** Another process that writes until it is killed. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      ObjectWriter writer =
          LocalStorage.open(Path.of(arguments[0])).create(KEY, WriteOptions.none());
      while (true) {
        writer.write(ByteBuffer.wrap(CONTENT));
      }
    }
  }

  @Test
  void theSweepOfAnotherProcessTakesNothingFromAWriter() throws Exception {
    LocalStorage storage = LocalStorage.open(folder);
    Process sweeper = start(Sweeper.class);
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
      for (int i = 0; System.nanoTime() < end; i++) {
        put(storage, ObjectKey.of("object" + i));
      }
      assertTrue(sweeper.isAlive(), "the sweeper swept all the time");
    } finally {
      sweeper.destroyForcibly().waitFor();
    }
  }

  @Test
  void whatAKilledWriterLeftIsSweptAndALiveWriterIsNot() throws Exception {
    LocalStorage storage = LocalStorage.open(folder);
    Process writer = start(Writer.class);
    try {
      while (files().isEmpty()) {
        assertTrue(writer.isAlive());
        Thread.sleep(5);
      }
      LocalStorage.open(folder);
      assertEquals(1, files().size(), "it lives");
    } finally {
      writer.destroyForcibly().waitFor();
    }
    assertEquals(1, files().size());
    try (ObjectWriter own = storage.create(ObjectKey.of("own"), WriteOptions.none())) {
      LocalStorage.open(folder);
      assertEquals(1, files().size(), "only the own one is left");
      own.commit();
    }
    assertEquals(List.of("own"), keys(storage));
  }

  @Test
  void anObjectThatCouldNotBeForcedToTheDiskIsNotVisible() throws IOException {
    LocalStorage storage =
        LocalStorage.open(
            folder,
            (name, existing) -> {
              Files.createLink(name, existing);
              Thread.currentThread().interrupt(); // the next write to the disk fails
            });
    assertThrows(StorageException.class, () -> put(storage, KEY));
    assertTrue(Thread.interrupted());
    assertEquals(Optional.empty(), storage.stat(KEY));
    assertEquals(List.of(), files());
  }

  @Test
  void aFolderThatIsGoneIsNotAnEmptyStorage() throws IOException {
    LocalStorage storage = LocalStorage.open(folder);
    put(storage, KEY);
    Files.move(folder, temporary.resolve("unmounted"));
    assertReason(Reason.UNAVAILABLE, () -> keys(storage));
    assertReason(Reason.UNAVAILABLE, () -> storage.stat(KEY));
    assertReason(Reason.UNAVAILABLE, () -> storage.read(KEY, ByteRange.all()));
    assertReason(Reason.UNAVAILABLE, () -> storage.delete(KEY));
  }

  @Test
  void whatIsNoObjectIsPassedOver() throws IOException {
    LocalStorage storage = LocalStorage.open(folder);
    put(storage, KEY);
    Path deep = folder;
    for (int i = 0; i < 5; i++) {
      deep = deep.resolve("d".repeat(200));
    }
    Files.createDirectories(deep);
    Files.write(deep.resolve("a path of more than 900 characters"), CONTENT);
    Files.write(deep.resolve("file"), CONTENT);
    Files.write(folder.resolve("name with blanks"), CONTENT);
    Files.write(folder.resolve(".hidden"), CONTENT);
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a/object"));
    Files.createDirectories(folder.resolve("z/empty"));
    assertEquals(List.of("a/object"), keys(storage));
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path outside = Files.createDirectories(temporary.resolve("outside"));
    Files.write(outside.resolve("secret"), CONTENT);
    LocalStorage storage = LocalStorage.open(folder);
    Files.createSymbolicLink(folder.resolve("folder"), outside);
    Files.createSymbolicLink(folder.resolve("file"), outside.resolve("secret"));
    ObjectKey through = ObjectKey.of("folder/secret");
    ObjectKey link = ObjectKey.of("file");
    assertReason(Reason.DENIED, () -> storage.read(through, ByteRange.all()));
    assertReason(Reason.DENIED, () -> storage.delete(through));
    assertReason(Reason.DENIED, () -> put(storage, ObjectKey.of("folder/new")));
    assertReason(Reason.NOT_FOUND, () -> storage.read(link, ByteRange.all()));
    assertReason(Reason.EXISTS, () -> put(storage, link));
    assertEquals(List.of(), keys(storage));
    assertArrayEquals(CONTENT, Files.readAllBytes(outside.resolve("secret")));
  }

  @Test
  void aFileCutWhileItIsReadIsAFailureAndNoEnd() throws IOException {
    LocalStorage storage = LocalStorage.open(folder);
    put(storage, KEY);
    try (InputStream in = storage.read(KEY, ByteRange.all())) {
      assertEquals(CONTENT[0], in.read());
      Files.write(folder.resolve("a/object"), new byte[2]);
      assertReason(Reason.CORRUPTED, in::readAllBytes);
    }
  }

  @Test
  void nobodyElseMayRead() throws IOException {
    put(LocalStorage.open(folder), KEY);
    assertEquals("rwx------", mode(folder));
    assertEquals("rwx------", mode(folder.resolve("a")));
    assertEquals("rw-------", mode(folder.resolve("a/object")));
  }

  @Test
  void aFileInPlaceOfTheFolderIsSaid() throws IOException {
    Files.write(folder, CONTENT);
    StorageException failure =
        assertThrows(StorageException.class, () -> LocalStorage.open(folder));
    assertTrue(String.valueOf(failure.getMessage()).contains(folder.toString()));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void put(StorageTarget storage, ObjectKey key) throws IOException {
    try (ObjectWriter writer = storage.create(key, WriteOptions.none())) {
      writer.write(ByteBuffer.wrap(CONTENT));
      writer.commit();
    }
  }

  private static List<String> keys(StorageTarget storage) throws IOException {
    List<String> keys = new ArrayList<>();
    storage.list("", object -> keys.add(object.key().value()));
    return keys;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private Process start(Class<?> program) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(temporary.resolve("log").toFile())
        .start();
  }

  private static void assertReason(
      Reason reason, org.junit.jupiter.api.function.Executable failing) {
    StorageException failure = assertThrows(StorageException.class, failing);
    assertEquals(reason, failure.reason(), failure::toString);
  }
}
