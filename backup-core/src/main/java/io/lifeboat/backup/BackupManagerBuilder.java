package io.lifeboat.backup;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.archive.ArchiveSettings;
import io.lifeboat.backup.codec.ZstdCodec;
import io.lifeboat.backup.spi.BackupProvider;
import io.lifeboat.backup.spi.CodecProvider;
import io.lifeboat.backup.spi.DialectProvider;
import io.lifeboat.backup.spi.StorageConfig;
import io.lifeboat.backup.spi.StorageProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link BackupManager} needs. Not thread-safe. */
public final class BackupManagerBuilder {

  private static final int MAX_WORKERS_BY_DEFAULT = 4;
  private static final int MIN_LEVEL = 1;
  private static final int MAX_LEVEL = 19;
  private static final int CHUNK_LIMIT = 64 << 20;

  private final List<FileRoot> roots = new ArrayList<>();
  private final List<DialectProvider> dialects = new ArrayList<>();
  private final List<StorageProvider> storages = new ArrayList<>();
  private final List<CodecProvider> codecs = new ArrayList<>();
  private @Nullable HostApplication application;
  private @Nullable DatabaseEndpoint database;
  private @Nullable DialectOptions dialectOptions;
  private @Nullable StorageConfig storageConfig;
  private @Nullable StorageTarget storage;
  private Encryption encryption = Encryption.none();
  private String prefix = "";
  private Retention retention = Retention.rules();
  private final List<Destination> copies = new ArrayList<>();
  private int compressionLevel = ZstdCodec.DEFAULT_LEVEL;
  private int workers =
      Math.min(MAX_WORKERS_BY_DEFAULT, Runtime.getRuntime().availableProcessors());
  private RestoreHooks hooks = RestoreHooks.NONE;
  private Duration undoFor = Duration.ofHours(24);
  private Path workParent = Path.of(System.getProperty("java.io.tmpdir"));
  private @Nullable Path stateDirectory;
  private Clock clock = Clock.systemUTC();
  private LongSupplier nanoTime = System::nanoTime;
  private RandomGenerator random = new SecureRandom();

  BackupManagerBuilder() {}

  /**
   * Say what the host is. Required.
   *
   * @param value name, version, attributes
   * @return this
   */
  public BackupManagerBuilder application(HostApplication value) {
    this.application = Objects.requireNonNull(value, "application");
    return this;
  }

  /**
   * Say where the database is. Without one, files only are backed up.
   *
   * @param value its dialect names the provider
   * @return this
   */
  public BackupManagerBuilder database(DatabaseEndpoint value) {
    this.database = Objects.requireNonNull(value, "database");
    return this;
  }

  /**
   * Add options of the dialect.
   *
   * @param value of the class that the dialect's provider documents
   * @return this
   */
  public BackupManagerBuilder dialectOptions(DialectOptions value) {
    this.dialectOptions = Objects.requireNonNull(value, "dialectOptions");
    return this;
  }

  /**
   * Add a folder of uploaded files.
   *
   * @param value its name is unique among the roots, and kept in archives
   * @return this
   */
  public BackupManagerBuilder files(FileRoot value) {
    roots.add(Objects.requireNonNull(value, "files"));
    return this;
  }

  /**
   * Keep backups in a local folder.
   *
   * @param folder made if it is not there
   * @return this
   */
  public BackupManagerBuilder storage(Path folder) {
    return storage(folder.toAbsolutePath().toUri());
  }

  /**
   * Keep backups in a storage that needs no further settings.
   *
   * @param location its scheme names the provider
   * @return this
   */
  public BackupManagerBuilder storage(URI location) {
    return storage(StorageConfig.at(location));
  }

  /**
   * Keep backups in a storage of a provider.
   *
   * @param config the scheme of its location names the provider
   * @return this
   */
  public BackupManagerBuilder storage(StorageConfig config) {
    this.storageConfig = Objects.requireNonNull(config, "storage");
    this.storage = null;
    return this;
  }

  /**
   * Keep backups in a storage that the host opened, and closes after the manager.
   *
   * @param target the storage
   * @return this
   */
  public BackupManagerBuilder storage(StorageTarget target) {
    this.storage = Objects.requireNonNull(target, "storage");
    this.storageConfig = null;
    return this;
  }

  /**
   * Put all objects below a prefix, so that several applications can share a storage.
   *
   * @param value segments of letters, digits and {@code . _ - + =}, joined by slashes; empty, the
   *     default, puts them at the top
   * @return this
   */
  public BackupManagerBuilder prefix(String value) {
    this.prefix = Objects.requireNonNull(value, "prefix");
    return this;
  }

  /**
   * Say how many backups the storage keeps. It keeps everything, by default. The rules are applied
   * at the end of each backup, to backups of this application only.
   *
   * @param value the rules
   * @return this
   */
  public BackupManagerBuilder retention(Retention value) {
    this.retention = Objects.requireNonNull(value, "retention");
    return this;
  }

  /**
   * Copy each backup to a further place, at its end. A copy that fails does not fail the backup,
   * and is sent again by the next one.
   *
   * @param value its name is unique among the destinations
   * @return this
   */
  public BackupManagerBuilder copyTo(Destination value) {
    copies.add(Objects.requireNonNull(value, "copyTo"));
    return this;
  }

  /**
   * Say whether and for whom archives are encrypted. They are not, by default.
   *
   * @param value the encryption
   * @return this
   */
  public BackupManagerBuilder encryption(Encryption value) {
    this.encryption = Objects.requireNonNull(value, "encryption");
    return this;
  }

  /**
   * Set the level of Zstandard.
   *
   * @param value 1 to 19; 3 by default
   * @return this
   */
  public BackupManagerBuilder compressionLevel(int value) {
    this.compressionLevel = value;
    return this;
  }

  /**
   * Set how many threads one operation uses. Each takes about 12 MiB of memory.
   *
   * @param value one or more; by default as many as there are processors, and not more than 4
   * @return this
   */
  public BackupManagerBuilder workers(int value) {
    this.workers = value;
    return this;
  }

  /**
   * Say what the host does around a restore.
   *
   * @param value the hooks
   * @return this
   */
  public BackupManagerBuilder hooks(RestoreHooks value) {
    this.hooks = Objects.requireNonNull(value, "hooks");
    return this;
  }

  /**
   * Set how long a restore can be undone: how long the copy that is not live is kept. It takes the
   * room of a second database and of second file roots.
   *
   * @param value more than zero; 24 hours by default. Removed by the next restore, recovery or
   *     {@link BackupManager#discardUndo} after that time
   * @return this
   */
  public BackupManagerBuilder undoFor(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("The time of an undo is more than zero, not " + value);
    }
    this.undoFor = value;
    return this;
  }

  /**
   * Set where short-lived private files go: option files of clients, and archives that are handed
   * in, still encrypted.
   *
   * @param value made if it is not there; the system's directory for temporary files by default
   * @return this
   */
  public BackupManagerBuilder workDirectory(Path value) {
    this.workParent = Objects.requireNonNull(value, "workDirectory");
    return this;
  }

  /**
   * Set where a restore writes what it is about to do, so that a process that starts after a crash
   * knows. Must outlive the process.
   *
   * @param value made when it is needed; by default {@code .lifeboat/<application>} in the home of
   *     the user that runs this process
   * @return this
   */
  public BackupManagerBuilder stateDirectory(Path value) {
    this.stateDirectory = Objects.requireNonNull(value, "stateDirectory");
    return this;
  }

  /**
   * Use a plugin that is not, or not only, to be found by {@link java.util.ServiceLoader}. It wins
   * over a found one of the same id.
   *
   * @param value the provider
   * @return this
   */
  public BackupManagerBuilder provider(BackupProvider value) {
    if (value instanceof DialectProvider dialect) {
      dialects.add(dialect);
    } else if (value instanceof StorageProvider storageProvider) {
      storages.add(storageProvider);
    } else if (value instanceof CodecProvider codec) {
      codecs.add(codec);
    }
    return this;
  }

  /**
   * Use another clock.
   *
   * @param value the time
   * @return this
   */
  public BackupManagerBuilder clock(Clock value) {
    this.clock = Objects.requireNonNull(value, "clock");
    return this;
  }

  /**
   * Use another source of randomness for ids. Keys are not made from it.
   *
   * @param value the source
   * @return this
   */
  public BackupManagerBuilder random(RandomGenerator value) {
    this.random = Objects.requireNonNull(value, "random");
    return this;
  }

  /**
   * Make the manager: finds the plugins and opens the storage. Reaches the database only to {@link
   * BackupManager#recover} from a restore that was cut off; a recovery that fails is logged, and
   * {@link BackupManager#check} and every backup say so.
   *
   * @return the manager; the caller closes it
   * @throws ConfigurationException with all problems at once
   */
  public BackupManager build() {
    List<String> problems = new ArrayList<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    Providers<DialectProvider> foundDialects = Providers.dialects(dialects, context);
    Providers<StorageProvider> foundStorages = Providers.storages(storages, context);
    Providers<CodecProvider> foundCodecs = Providers.codecs(codecs, context);

    checkNumbers(problems);
    checkContents(problems);
    Setup.Database resolved = resolveDatabase(foundDialects, problems);
    checkEncryption(foundCodecs, problems);
    if (storageConfig == null && storage == null) {
      problems.add("No storage is set. Call storage(folder), or another of that name.");
    }
    List<Destination> destinations = destinations();
    PlaceOpener opener = new PlaceOpener(foundStorages, clock, random);
    opener.check(destinations, problems);
    List<Place> places = problems.isEmpty() ? opener.open(destinations, problems) : List.of();
    if (!problems.isEmpty() || application == null) {
      throw new ConfigurationException(problems);
    }
    Setup setup =
        new Setup(
            application,
            resolved,
            List.copyOf(roots),
            places.get(0),
            places.subList(1, places.size()),
            encryption,
            foundCodecs,
            new ZstdCodec(compressionLevel, CHUNK_LIMIT),
            workers,
            ArchiveSettings.DEFAULT_CHUNK_BYTES,
            workParent,
            stateDirectory(application).toAbsolutePath(),
            hooks,
            undoFor,
            clock,
            nanoTime);
    BackupManager manager = new BackupManager(setup);
    manager.recoverIfCutOff();
    return manager;
  }

  private void checkNumbers(List<String> problems) {
    if (workers < 1) {
      problems.add("Workers are one or more, not " + workers + ".");
    }
    if (compressionLevel < MIN_LEVEL || compressionLevel > MAX_LEVEL) {
      problems.add(
          "A compression level is %d to %d, not %d."
              .formatted(MIN_LEVEL, MAX_LEVEL, compressionLevel));
    }
  }

  private void checkContents(List<String> problems) {
    if (application == null) {
      problems.add("No application is set. Call application(HostApplication.of(name, version)).");
    }
    if (database == null && roots.isEmpty()) {
      problems.add("There is nothing to back up. Set a database, or file roots, or both.");
    }
    Set<String> names = new HashSet<>();
    for (FileRoot root : roots) {
      if (!names.add(root.name())) {
        problems.add("Two file roots have the name '" + root.name() + "'.");
      }
    }
  }

  private List<Destination> destinations() {
    List<Destination> all = new ArrayList<>();
    all.add(Destination.primary(storageConfig, storage, prefix, retention));
    all.addAll(copies);
    return all;
  }

  private Setup.@Nullable Database resolveDatabase(
      Providers<DialectProvider> found, List<String> problems) {
    DatabaseEndpoint endpoint = database;
    if (endpoint == null) {
      return null;
    }
    return found
        .get(endpoint.dialect(), problems)
        .map(dialect -> new Setup.Database(endpoint, dialect, dialectOptions))
        .orElse(null);
  }

  private void checkEncryption(Providers<CodecProvider> found, List<String> problems) {
    encryption
        .codec()
        .flatMap(id -> found.get(id, problems))
        .ifPresent(
            codec -> {
              try {
                codec.create(encryption.keys());
              } catch (IOException | RuntimeException e) {
                problems.add("The encryption can't be used: " + Failures.sentence(e));
              }
            });
  }

  private Path stateDirectory(HostApplication host) {
    Path given = stateDirectory;
    if (given != null) {
      return given;
    }
    String name = host.name().replaceAll("[^A-Za-z0-9_-]", "_");
    return Path.of(System.getProperty("user.home"), ".lifeboat", name);
  }
}
