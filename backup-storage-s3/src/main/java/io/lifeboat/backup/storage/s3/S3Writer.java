package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * An object on its way: by one request if it fits into one part, else by a multipart upload, whose
 * parts travel while the next one is filled.
 */
final class S3Writer implements ObjectWriter {

  private static final Logger LOG = System.getLogger(S3Writer.class.getName());

  private enum State {
    OPEN,
    FAILED,
    COMMITTED,
    CLOSED
  }

  private final ObjectKey key;
  private final Publication publication;
  private final Leftovers leftovers;
  private final Connection connection;
  private final S3Settings.Transfer transfer;
  private final PartSchedule schedule;
  private final long capacity;
  private final PartSenders senders;
  private final ConcurrentLinkedQueue<byte[]> arrays = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private final WholeCrc crc = new WholeCrc();

  private State state = State.OPEN;
  private long size;
  private int number = 1;
  private @Nullable PartBuffer filling;
  private @Nullable String announcement;
  private @Nullable Multipart upload;

  S3Writer(
      ObjectKey key,
      Publication publication,
      Leftovers leftovers,
      Connection connection,
      PartSchedule schedule) {
    this.key = key;
    this.publication = publication;
    this.leftovers = leftovers;
    this.connection = connection;
    this.transfer = connection.settings().transfer();
    this.schedule = schedule;
    this.capacity = schedule.capacity();
    this.senders = new PartSenders(key, transfer.partsInFlight());
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    requireOpen();
    try {
      requireRoom(bytes.remaining());
      size += bytes.remaining();
      crc.update(bytes.duplicate());
      while (bytes.hasRemaining()) {
        PartBuffer part = part();
        if (part.isFull()) {
          send(part);
        } else {
          part.fill(bytes);
        }
      }
    } catch (IOException | RuntimeException e) {
      state = State.FAILED;
      throw e;
    }
  }

  private void requireRoom(long more) throws StorageException {
    if (size + more > capacity) {
      throw new StorageException(
          Reason.FULL,
          "The object %s is larger than the %d bytes that 10,000 parts of this size hold. Raise 'partSize', or allow 'growingParts'."
              .formatted(key, capacity));
    }
  }

  private PartBuffer part() throws IOException {
    PartBuffer part = filling;
    if (part == null) {
      byte[] array = arrays.poll();
      part =
          PartBuffer.create(
              schedule.size(number), !transfer.newChecksums(), array == null ? new byte[0] : array);
      filling = part;
    }
    return part;
  }

  /** Hands a part to the senders; waits while as many as allowed are on their way. */
  private void send(PartBuffer part) throws IOException {
    Multipart to = upload();
    requireNoFailure();
    int mine = number;
    filling = null;
    number++;
    crc.addPart(part.crc32());
    senders.submit(
        part.isSpooled(),
        () -> {
          try (part) {
            if (failure.get() == null) {
              to.send(mine, part);
            }
            arrays.add(part.recycle());
          } catch (IOException e) {
            failure.compareAndSet(null, e);
          } catch (RuntimeException | Error e) {
            String what = "Part %d of the object %s could not be sent.".formatted(mine, key);
            failure.compareAndSet(null, new StorageException(Reason.OTHER, what, false, e));
          }
        });
  }

  private Multipart upload() throws StorageException {
    Multipart to = upload;
    if (to == null) {
      announcement = leftovers.announce(key);
      to = Multipart.begin(connection, key, publication);
      upload = to;
    }
    return to;
  }

  @Override
  public ObjectInfo commit() throws IOException {
    requireOpen();
    state = State.FAILED;
    PartBuffer last = part();
    ObjectInfo info;
    if (upload == null) {
      info = put(last);
    } else {
      if (last.size() > 0) {
        send(last);
      }
      senders.await();
      requireNoFailure();
      if (!transfer.conditionalCreate()) {
        requireAbsent();
      }
      info = upload.complete(publication, size, crc);
    }
    state = State.COMMITTED;
    return info;
  }

  private ObjectInfo put(PartBuffer part) throws StorageException {
    S3Settings settings = connection.settings();
    S3Settings.ObjectSettings object = settings.object();
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(settings.bucket())
            .key(settings.fullKey(key))
            .contentLength(part.size())
            .contentType(publication.contentType())
            .metadata(publication.metadata())
            .overrideConfiguration(
                each -> each.apiCallAttemptTimeout(connection.patience(part.size())));
    if (transfer.newChecksums()) {
      request.checksumCRC32(part.crc32Text());
    } else {
      request.contentMD5(part.md5Text());
    }
    object.storageClass().ifPresent(request::storageClass);
    object.encryption().ifPresent(request::serverSideEncryption);
    object.kmsKey().ifPresent(request::ssekmsKeyId);
    object.lockMode().ifPresent(request::objectLockMode);
    publication.retainUntil().ifPresent(request::objectLockRetainUntilDate);
    publication.tagging().ifPresent(request::tagging);
    if (transfer.conditionalCreate()) {
      request.ifNoneMatch("*");
    } else {
      requireAbsent();
    }
    return publication.publish(
        size,
        crc,
        () -> connection.client().putObject(request.build(), Multipart.body(part)).checksumCRC32());
  }

  /**
   * Where the server can't make sure of it, the time in which two writers may meet is short at
   * least.
   */
  private void requireAbsent() throws StorageException {
    if (Publication.head(connection, key).isPresent()) {
      throw S3Storage.exists(key);
    }
  }

  private void requireNoFailure() throws IOException {
    IOException first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  private void requireOpen() throws StorageException {
    if (state != State.OPEN) {
      throw new StorageException(
          Reason.OTHER, "The writer of " + key + " takes nothing more: it is " + state + ".");
    }
  }

  @Override
  public void close() throws IOException {
    if (state == State.CLOSED) {
      return;
    }
    boolean isCommitted = state == State.COMMITTED;
    state = State.CLOSED;
    boolean wasInterrupted = Thread.interrupted(); // the client would not clean up for us
    try {
      release(isCommitted);
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void release(boolean isCommitted) throws IOException {
    if (!isCommitted) {
      failure.compareAndSet(null, new InterruptedIOException("given up"));
    }
    try {
      if (filling != null) {
        filling.close();
        filling = null;
      }
      senders.close(!isCommitted);
      arrays.clear();
    } finally {
      if (isCommitted) {
        forget();
      } else {
        giveUp();
      }
    }
  }

  /** The object is there; an announcement that stays is swept later and harms nobody. */
  private void forget() {
    try {
      retract();
    } catch (StorageException e) {
      LOG.log(Level.WARNING, "A small object is left beside a whole one: {0}", e.getMessage());
    }
  }

  private void giveUp() throws StorageException {
    if (upload != null) {
      upload.abort();
    }
    publication.takeBack();
    retract();
  }

  private void retract() throws StorageException {
    if (announcement != null) {
      leftovers.retract(announcement);
      announcement = null;
    }
  }
}
