package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.contract.StorageTargetContract;
import io.lifeboat.backup.files.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageContractTest extends StorageTargetContract {

  @TempDir Path folder;
  private Optional<Mount> small = Optional.empty();

  @AfterEach
  void unmount() throws IOException {
    if (small.isPresent()) {
      small.get().close();
    }
  }

  @Override
  protected StorageTarget open() throws IOException {
    return LocalStorage.open(folder.resolve("storage"));
  }

  @Override
  protected OptionalLong traces() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return OptionalLong.of(files.filter(Files::isRegularFile).count());
    }
  }

  @Override
  protected Optional<StorageTarget> withRoomFor(long bytes) throws IOException {
    if (!Mount.isPossible()) {
      return Optional.empty();
    }
    small = Optional.of(Mount.tmpfs(folder.resolve("small"), bytes));
    return Optional.of(LocalStorage.open(folder.resolve("small/storage")));
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
