package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.contract.StorageTargetContract;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract, where there are no hard links. */
class LocalStorageWithoutHardLinksTest extends StorageTargetContract {

  @TempDir Path folder;

  /** Fails as Linux does on FAT, and on many mounts of other machines. */
  private static void noLinks(Path name, Path existing) throws IOException {
    throw new FileSystemException(name.toString(), existing.toString(), "Operation not permitted");
  }

  @Override
  protected StorageTarget open() throws IOException {
    return LocalStorage.open(folder, LocalStorageWithoutHardLinksTest::noLinks);
  }

  @Override
  protected OptionalLong traces() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return OptionalLong.of(
          files.filter(Files::isRegularFile).filter(file -> !file.endsWith("names.lock")).count());
    }
  }

  @Override
  protected boolean keysMayNest() {
    return false;
  }

  @Override
  protected int longestSegment() {
    return 255;
  }
}
