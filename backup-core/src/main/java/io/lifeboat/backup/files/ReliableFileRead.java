package io.lifeboat.backup.files;

import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.api.CancellationToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a file so that what was read is what the file once was.
 *
 * <p>Size, times and identity are compared before and after. A file that changed meanwhile is read
 * again, up to three times in all. Not thread-safe: one for each worker, since its buffer is
 * reused.
 */
public final class ReliableFileRead {

  /** How often a file is read before it counts as still changing. */
  public static final int ATTEMPTS = 3;

  /** Linux writes times of files in steps of up to 10 ms. */
  private static final long TICK_MILLIS = 20;

  private static final long PAUSE_MILLIS = 100;

  private final CancellationToken cancellation;
  private final ByteBuffer buffer;

  /**
   * Make a reader.
   *
   * @param chunkBytes how large a chunk is, and up to which size a file is handed over whole; this
   *     much memory is held
   * @param cancellation looked at before each chunk
   */
  public ReliableFileRead(int chunkBytes, CancellationToken cancellation) {
    this.cancellation = cancellation;
    this.buffer = ByteBuffer.allocate(chunkBytes);
  }

  /**
   * Read one file.
   *
   * @param root where it is
   * @param entry as it was found; what is read may be newer
   * @param sink takes the content
   * @return why the file is missing from the backup; empty if it was read
   * @throws IOException only the sink's own
   * @throws java.util.concurrent.CancellationException if stopping was asked for
   */
  public Optional<FileProblem> read(FileRoot root, FileEntry entry, FileSink sink)
      throws IOException {
    Path file = FileNames.resolve(root.path(), entry.path());
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (attempt > 1) {
        pause(PAUSE_MILLIS);
      }
      try (Reading reading = new Reading(file, entry.path(), attempt)) {
        if (reading.run(sink)) {
          return Optional.empty();
        }
      } catch (UnreadableException e) {
        return Optional.of(FileProblems.unreadable(root, entry.path(), file, e.cause));
      }
    }
    return Optional.of(FileProblems.stillChanging(root, entry.path(), file, ATTEMPTS));
  }

  /** One attempt. */
  private final class Reading implements AutoCloseable {

    private final Path file;
    private final String path;
    private final int attempt;
    private final FileState before;
    private final FileChannel channel;
    private long read;

    Reading(Path file, String path, int attempt) throws UnreadableException {
      this.file = file;
      this.path = path;
      this.attempt = attempt;
      try {
        this.before = settled(file);
        if (!before.isFile()) {
          throw new NoSuchFileException(file.toString());
        }
        this.channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      } catch (IOException e) {
        throw new UnreadableException(e);
      }
    }

    /** Returns false if the file changed meanwhile. */
    boolean run(FileSink sink) throws IOException, UnreadableException {
      return before.size() <= buffer.capacity() ? whole(sink) : chunks(sink);
    }

    private boolean whole(FileSink sink) throws IOException, UnreadableException {
      fill();
      if (changed()) {
        return false;
      }
      try (FileAttempt output = sink.begin(entry(), attempt)) {
        output.write(buffer);
        output.complete();
      }
      return true;
    }

    private boolean chunks(FileSink sink) throws IOException, UnreadableException {
      try (FileAttempt output = sink.begin(entry(), attempt)) {
        while (read < before.size()) {
          fill();
          if (!buffer.hasRemaining() || read > before.size()) {
            return false;
          }
          output.write(buffer);
        }
        if (changed()) {
          return false;
        }
        output.complete();
        return true;
      }
    }

    private void fill() throws UnreadableException {
      cancellation.throwIfCancelled();
      buffer.clear();
      try {
        int count = 0;
        while (buffer.hasRemaining() && count >= 0) {
          count = channel.read(buffer);
        }
      } catch (IOException e) {
        throw new UnreadableException(e);
      }
      buffer.flip();
      read += buffer.remaining();
    }

    private boolean changed() throws UnreadableException {
      try {
        return read != before.size() || !before.equals(FileState.of(file));
      } catch (IOException e) {
        throw new UnreadableException(e);
      }
    }

    private FileEntry entry() {
      return FileEntry.file(path, before.size(), before.mode(), before.modified());
    }

    @Override
    public void close() throws UnreadableException {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UnreadableException(e);
      }
    }
  }

  /**
   * Returns the state of a file whose last change is not younger than the file system's clock
   * ticks: a second change within one tick would leave the same time behind and be overlooked.
   */
  private FileState settled(Path file) throws IOException {
    FileState state = FileState.of(file);
    long age = System.currentTimeMillis() - state.changed().toEpochMilli();
    if (age >= 0 && age < TICK_MILLIS) {
      pause(TICK_MILLIS - age);
      state = FileState.of(file);
    }
    return state;
  }

  private void pause(long millis) {
    cancellation.throwIfCancelled();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** The file system's failure, told apart from the sink's. */
  private static final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1;

    private final IOException cause;

    UnreadableException(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
