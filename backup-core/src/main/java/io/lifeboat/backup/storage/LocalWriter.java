package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An object in a temporary file, which gets its name when it is whole. */
final class LocalWriter implements ObjectWriter {

  private final ObjectKey key;
  private final Path file;
  private final Path temporary;
  private final FileChannel channel;
  private final Publisher publisher;
  private final Runnable released;
  private long size;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    BROKEN,
    COMMITTED,
    CLOSED
  }

  LocalWriter(
      ObjectKey key,
      Path file,
      Path temporary,
      FileChannel channel,
      Publisher publisher,
      Runnable released) {
    this.key = key;
    this.file = file;
    this.temporary = temporary;
    this.channel = channel;
    this.publisher = publisher;
    this.released = released;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    requireOpen();
    try {
      while (bytes.hasRemaining()) {
        size += channel.write(bytes);
      }
    } catch (IOException e) {
      state = State.BROKEN;
      throw LocalFailures.of("The object " + key + " can't be written", e);
    }
  }

  @Override
  public ObjectInfo commit() throws IOException {
    requireOpen();
    state = State.BROKEN;
    try {
      channel.force(true);
      if (channel.size() != size) {
        throw new StorageException(
            StorageException.Reason.CORRUPTED,
            "The file of %s has %d bytes; %d were written.".formatted(key, channel.size(), size));
      }
      ObjectInfo info = new ObjectInfo(key, size, Files.getLastModifiedTime(temporary).toInstant());
      publisher.publish(key, temporary, file);
      state = State.COMMITTED;
      return info;
    } catch (FileAlreadyExistsException e) {
      throw LocalFailures.exists(key);
    } catch (IOException e) {
      throw LocalFailures.of("The object " + key + " can't be made visible", e);
    }
  }

  private void requireOpen() throws StorageException {
    if (state != State.OPEN) {
      throw new StorageException(
          StorageException.Reason.OTHER,
          "The writer of " + key + " takes nothing more: it is " + state + ".");
    }
  }

  @Override
  public void close() throws IOException {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    try (channel) { // which gives up the lock, last
      Files.deleteIfExists(temporary);
    } finally {
      released.run();
    }
  }
}
