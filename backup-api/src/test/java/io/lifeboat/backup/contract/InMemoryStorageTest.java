package io.lifeboat.backup.contract;

import io.lifeboat.backup.api.StorageTarget;
import java.util.Optional;
import java.util.OptionalLong;

class InMemoryStorageTest extends StorageTargetContract {

  private StorageTarget storage;

  @Override
  protected StorageTarget open() {
    storage = new InMemoryStorage();
    return storage;
  }

  @Override
  protected Optional<StorageTarget> openAgain() {
    return Optional.empty();
  }

  @Override
  protected OptionalLong traces() throws Exception {
    long[] count = {0};
    storage.list("", object -> count[0]++);
    return OptionalLong.of(count[0]);
  }

  @Override
  protected Optional<StorageTarget> withRoomFor(long bytes) {
    return Optional.of(InMemoryStorage.withCapacity(bytes));
  }
}
