package io.lifeboat.backup.testing;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectVisitor;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.StorageTraits;
import io.lifeboat.backup.api.WriteOptions;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.spi.StorageConfig;
import io.lifeboat.backup.spi.StorageProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A storage that opens every archive with the tools of Debian at the moment it is published, so
 * that no test needs to remember it: {@code
 * BackupManager.builder().provider(OpenedByDebian.of(provider, keys))} takes the place of the
 * provider. What a test does to an archive afterwards is its own affair.
 */
public final class OpenedByDebian implements StorageProvider {

  private final StorageProvider provider;
  private final CodecKeys keys;

  private OpenedByDebian(StorageProvider provider, CodecKeys keys) {
    this.provider = provider;
    this.keys = keys;
  }

  /**
   * Wrap a provider.
   *
   * @param provider of the storage itself
   * @param keys what opens the archives that a test writes; all that may be needed
   * @return a provider of the same id
   */
  public static StorageProvider of(StorageProvider provider, CodecKeys keys) {
    return new OpenedByDebian(provider, keys);
  }

  @Override
  public String id() {
    return provider.id();
  }

  @Override
  public int apiLevel() {
    return provider.apiLevel();
  }

  @Override
  public StorageTarget open(StorageConfig config) throws IOException {
    return new Target(provider.open(config), keys);
  }

  private record Target(StorageTarget target, CodecKeys keys) implements StorageTarget {

    @Override
    public StorageTraits traits() {
      return target.traits();
    }

    @Override
    public ObjectWriter create(ObjectKey key, WriteOptions options) throws IOException {
      ObjectWriter writer = target.create(key, options);
      boolean archive = key.toString().endsWith(".tar") || key.toString().endsWith(".tar.age");
      return archive ? new Writer(this, key, writer) : writer;
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws IOException {
      return target.read(key, range);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
      return target.stat(key);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
      target.list(prefix, visitor);
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
      target.delete(key);
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
      return target.freeBytes();
    }

    @Override
    public void close() throws IOException {
      target.close();
    }
  }

  private record Writer(Target target, ObjectKey key, ObjectWriter writer) implements ObjectWriter {

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      writer.write(bytes);
    }

    @Override
    public boolean append(ObjectKey source, ByteRange range) throws IOException {
      return writer.append(source, range);
    }

    @Override
    public ObjectInfo commit() throws IOException {
      ObjectInfo info = writer.commit();
      Path copy = Files.createTempFile("published-", ".archive");
      try (InputStream in = target.read(key, ByteRange.from(0))) {
        Files.write(copy, in.readAllBytes());
        DebianTools.assertOpens(copy, target.keys());
      } finally {
        Files.delete(copy);
      }
      return info;
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }
}
