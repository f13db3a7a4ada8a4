package io.lifeboat.backup;

import io.lifeboat.backup.api.OperationContext;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts what a dialect writes, and stops it when the operation is to stop. */
final class MeteredOutput extends FilterOutputStream {

  private final ProgressMeter meter;
  private final OperationContext context;

  MeteredOutput(OutputStream out, ProgressMeter meter, OperationContext context) {
    super(out);
    this.meter = meter;
    this.context = context;
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    meter.moved(1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    context.cancellation().throwIfCancelled();
    out.write(bytes, offset, length);
    meter.moved(length);
  }

  /** Leaves the part open: only the operation knows whether it is complete. */
  @Override
  public void close() {}
}
