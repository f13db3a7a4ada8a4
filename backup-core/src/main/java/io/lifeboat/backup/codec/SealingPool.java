package io.lifeboat.backup.codec;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Who seals besides the writing thread, and how many batches may wait for that.
 *
 * @param helper runs what it is given at some time, or not at all; null for none
 * @param ahead batches of about 1 MiB on their way besides the one being filled
 */
record SealingPool(@Nullable Executor helper, int ahead) {

  /** All is sealed by the writing thread. */
  static final SealingPool NONE = new SealingPool(null, 0);

  Optional<Executor> executor() {
    return Optional.ofNullable(helper);
  }
}
