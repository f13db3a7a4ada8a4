package io.lifeboat.backup;

import io.lifeboat.backup.api.OperationContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what a dialect reads, and stops it when the operation is to stop. */
final class MeteredInput extends FilterInputStream {

  private final ProgressMeter meter;
  private final OperationContext context;

  MeteredInput(InputStream in, ProgressMeter meter, OperationContext context) {
    super(in);
    this.meter = meter;
    this.context = context;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b >= 0) {
      meter.moved(1);
    }
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    context.cancellation().throwIfCancelled();
    int read = in.read(bytes, offset, length);
    if (read > 0) {
      meter.moved(read);
    }
    return read;
  }
}
