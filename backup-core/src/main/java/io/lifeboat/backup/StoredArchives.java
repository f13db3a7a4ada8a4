package io.lifeboat.backup;

import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.archive.ArchiveCorruptException;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.catalog.BackupRecord;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.storage.FileByteSource;
import io.lifeboat.backup.storage.ObjectByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Opens archives from wherever a request says they are. */
final class StoredArchives {

  private static final int COPY_BYTES = 1 << 16;

  private final Setup setup;

  StoredArchives(Setup setup) {
    this.setup = setup;
  }

  ArchiveReader open(RestoreRequest request, OperationContext context, ProgressMeter meter)
      throws IOException {
    RestoreRequest.Source source = request.source();
    if (source instanceof RestoreRequest.Source.Listed listed) {
      Place place = setup.place(listed.destination());
      return openStored(place, Records.require(place.catalog(), listed.id()), request.keys());
    }
    Path file =
        source instanceof RestoreRequest.Source.LocalFile local
            ? local.path()
            : receive(((RestoreRequest.Source.HandedIn) source).stream(), context, meter);
    return setup.archives(request.keys()).open(FileByteSource.open(file));
  }

  /** Opens a backup of the primary list. */
  ArchiveReader openListed(String id, CodecKeys keys) throws IOException {
    return openStored(setup.primary(), Records.require(setup.catalog(), id), keys);
  }

  ArchiveReader openStored(Place place, BackupRecord record, CodecKeys keys) throws IOException {
    ByteSource stored = new ObjectByteSource(place.storage(), record.archive(), record.size());
    return setup.archives(keys).open(stored);
  }

  /** Copies what is handed in, as it is, to a private file. */
  private static Path receive(InputStream stream, OperationContext context, ProgressMeter meter)
      throws IOException {
    meter.phase(Phase.RECEIVING, 0);
    Path file = context.workDirectory().resolve("received.archive");
    try (OutputStream out = Channels.newOutputStream(createPrivate(file))) {
      byte[] buffer = new byte[COPY_BYTES];
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        context.cancellation().throwIfCancelled();
        out.write(buffer, 0, read);
        meter.moved(read);
      }
    }
    return file;
  }

  private static java.nio.channels.SeekableByteChannel createPrivate(Path file) throws IOException {
    FileSystem system = file.getFileSystem();
    FileAttribute<?>[] attributes =
        system.supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    return Files.newByteChannel(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
  }

  /** Says any failure of a storage to a host. */
  static BackupException explained(IOException e) {
    return explain(e).orElseGet(() -> new StorageFailedException(Failures.sentence(e), e));
  }

  /** Turns a failure to read an archive into the exception that says so to a host. */
  static Optional<BackupException> explain(Exception e) {
    if (e instanceof CodecException codec) {
      return Optional.of(
          switch (codec.reason()) {
            case WRONG_KEY, NO_KEY -> new WrongKeyException(Failures.sentence(e), e);
            case CORRUPT, UNSUPPORTED -> new CorruptArchiveException(Failures.sentence(e), e);
          });
    }
    if (e instanceof ArchiveCorruptException) {
      return Optional.of(new CorruptArchiveException(Failures.sentence(e), e));
    }
    if (e instanceof StorageException storage) {
      return Optional.of(
          storage.reason() == StorageException.Reason.NOT_FOUND
              ? new BackupNotFoundException(Failures.sentence(e), e)
              : new StorageFailedException(Failures.sentence(e), e));
    }
    return Optional.empty();
  }
}
