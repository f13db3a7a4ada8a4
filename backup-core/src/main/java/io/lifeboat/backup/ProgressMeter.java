package io.lifeboat.backup;

import io.lifeboat.backup.api.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the threads of one operation move, and tells its listener. Thread-safe. */
final class ProgressMeter {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressMeter.class);
  private static final long NANOS_BETWEEN_EVENTS = Duration.ofMillis(100).toNanos();

  private final ProgressListener listener;
  private final LongSupplier nanoTime;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong lastEvent = new AtomicLong();
  private final List<Finding> findings = new ArrayList<>();
  private volatile Phase phase = Phase.WAITING;
  private volatile String part = "";
  private volatile long totalBytes;
  private volatile long startedNanos;

  ProgressMeter(ProgressListener listener, LongSupplier nanoTime) {
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong();
  }

  /** Begins a phase that will move about so many bytes, zero for not known. */
  void phase(Phase next, long expectedBytes) {
    synchronized (this) {
      phase = next;
      part = "";
      totalBytes = expectedBytes;
      startedNanos = nanoTime.getAsLong();
      bytes.set(0);
      rows.set(0);
    }
    tell(new ProgressEvent.PhaseStarted(snapshot()));
  }

  void expectMore(long moreBytes) {
    synchronized (this) {
      totalBytes += moreBytes;
    }
  }

  void partStarted(String id) {
    part = id;
    tell(new ProgressEvent.PartStarted(snapshot(), id));
  }

  void partFinished(String id, long partRows) {
    rows.addAndGet(partRows);
    tell(new ProgressEvent.PartFinished(snapshot(), id, partRows));
  }

  void moved(long moreBytes) {
    bytes.addAndGet(moreBytes);
    long now = nanoTime.getAsLong();
    long last = lastEvent.get();
    if (now - last >= NANOS_BETWEEN_EVENTS && lastEvent.compareAndSet(last, now)) {
      tell(new ProgressEvent.BytesMoved(snapshot()));
    }
  }

  /** Shows the progress of an operation inside this one as this phase's own. */
  void mirror(Progress inner) {
    long before = bytes.getAndSet(inner.bytes());
    totalBytes = inner.totalBytes().orElse(0);
    rows.set(inner.rows());
    part = inner.part().orElse("");
    if (before != inner.bytes()) {
      moved(0);
    }
  }

  void note(Finding finding) {
    synchronized (findings) {
      findings.add(finding);
    }
    tell(new ProgressEvent.Noted(snapshot(), finding));
  }

  List<Finding> findings() {
    synchronized (findings) {
      return List.copyOf(findings);
    }
  }

  Progress snapshot() {
    return new Progress(
        phase,
        part,
        bytes.get(),
        totalBytes,
        rows.get(),
        Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - startedNanos)));
  }

  private void tell(ProgressEvent event) {
    synchronized (listener) {
      try {
        listener.on(event);
      } catch (RuntimeException e) {
        LOG.warn("A progress listener failed on {}", event, e);
      }
    }
  }
}
