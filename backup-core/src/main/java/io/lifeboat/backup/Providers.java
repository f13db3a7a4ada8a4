package io.lifeboat.backup;

import io.lifeboat.backup.spi.BackupProvider;
import io.lifeboat.backup.spi.CodecProvider;
import io.lifeboat.backup.spi.DialectProvider;
import io.lifeboat.backup.spi.StorageProvider;
import java.io.IOException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of one kind: those the host named, and those found by {@link ServiceLoader}, our own
 * class loader first and the context loader second. Found once; finding activates nothing.
 */
final class Providers<P extends BackupProvider> {

  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  private final Class<P> kind;
  private final String what;
  private final Map<String, P> byId = new TreeMap<>();
  private final Map<String, String> broken = new TreeMap<>();
  private final Map<String, String> clashes = new TreeMap<>();

  private Providers(Class<P> kind, String what) {
    this.kind = kind;
    this.what = what;
  }

  static Providers<DialectProvider> dialects(
      Collection<DialectProvider> explicit, @Nullable ClassLoader context) {
    return find(
        DialectProvider.class,
        "dialect",
        explicit,
        context,
        own -> ServiceLoader.load(DialectProvider.class, own));
  }

  static Providers<StorageProvider> storages(
      Collection<StorageProvider> explicit, @Nullable ClassLoader context) {
    return find(
        StorageProvider.class,
        "storage",
        explicit,
        context,
        own -> ServiceLoader.load(StorageProvider.class, own));
  }

  static Providers<CodecProvider> codecs(
      Collection<CodecProvider> explicit, @Nullable ClassLoader context) {
    return find(
        CodecProvider.class,
        "codec",
        explicit,
        context,
        own -> ServiceLoader.load(CodecProvider.class, own));
  }

  /** Loads services from a class loader; written in this module, so that its `uses` counts. */
  private interface Loading<P> {
    ServiceLoader<P> from(ClassLoader loader);
  }

  private static <P extends BackupProvider> Providers<P> find(
      Class<P> kind,
      String what,
      Collection<P> explicit,
      @Nullable ClassLoader context,
      Loading<P> loading) {
    Providers<P> found = new Providers<>(kind, what);
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    loaders.add(Providers.class.getClassLoader());
    if (context != null) {
      loaders.add(context);
    }
    for (ClassLoader loader : loaders) {
      found.discover(loading.from(loader));
    }
    for (P provider : explicit) {
      found.byId.put(provider.id(), provider);
      found.clashes.remove(provider.id());
    }
    return found;
  }

  private void discover(ServiceLoader<P> services) {
    Iterator<P> iterator = services.iterator();
    boolean more = true;
    while (more) {
      try {
        more = iterator.hasNext();
        if (more) {
          add(iterator.next());
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        LOG.warn("A {} provider can't be used: {}", what, e.toString());
        String text = String.valueOf(e.getMessage());
        more = broken.put(text, text) == null; // the same one again would be for ever
      }
    }
  }

  private void add(P provider) {
    String id;
    int level;
    try {
      id = provider.id();
      level = provider.apiLevel();
    } catch (RuntimeException | LinkageError e) {
      broken.put(nameOf(provider), nameOf(provider) + " failed: " + e);
      return;
    }
    if (level != BackupProvider.API_LEVEL) {
      broken.put(
          id,
          "The %s '%s' in %s was built for level %d of Lifeboat's API; this release has level %d. Use a release of the plugin that fits."
              .formatted(what, id, nameOf(provider), level, BackupProvider.API_LEVEL));
      return;
    }
    P other = byId.putIfAbsent(id, provider);
    if (other != null && other.getClass() != provider.getClass()) {
      clashes.put(
          id,
          "Two plugins claim the %s '%s': %s and %s. Remove one, or name the one to use in the builder."
              .formatted(what, id, nameOf(other), nameOf(provider)));
    }
  }

  /** Returns the provider of an id, or adds to the problems why there is none. */
  Optional<P> get(String id, List<String> problems) {
    String clash = clashes.get(id);
    if (clash != null) {
      problems.add(clash);
      return Optional.empty();
    }
    P provider = byId.get(id);
    if (provider == null) {
      problems.add(notFound(id));
    }
    return Optional.ofNullable(provider);
  }

  Collection<P> all() {
    return byId.values();
  }

  private String notFound(String id) {
    String because = broken.get(id);
    if (because != null) {
      return because;
    }
    String seen = String.join(", ", serviceFiles());
    return "There is no %s '%s'. Found: %s. Add the dependency %s, or name the provider in the builder. Service files seen: %s.%s"
        .formatted(
            what,
            id,
            byId.isEmpty() ? "none" : String.join(", ", byId.keySet()),
            dependencyFor(id),
            seen.isEmpty() ? "none (a shaded jar must merge META-INF/services)" : seen,
            broken.isEmpty() ? "" : " Broken: " + String.join("; ", broken.values()) + ".");
  }

  private String dependencyFor(String id) {
    return switch (id) {
      case "mariadb", "mysql", "postgres" -> "io.lifeboat:backup-" + id;
      case "s3" -> "io.lifeboat:backup-storage-s3";
      case "file", "age", "zstd", "none" -> "io.lifeboat:backup-core";
      default -> "that brings it";
    };
  }

  private Set<String> serviceFiles() {
    Set<String> urls = new LinkedHashSet<>();
    List<ClassLoader> loaders = new ArrayList<>();
    loaders.add(Providers.class.getClassLoader());
    Optional.ofNullable(Thread.currentThread().getContextClassLoader()).ifPresent(loaders::add);
    for (ClassLoader loader : loaders) {
      try {
        loader
            .getResources("META-INF/services/" + kind.getName())
            .asIterator()
            .forEachRemaining(url -> urls.add(url.toString()));
      } catch (IOException e) {
        LOG.debug("Service files of {} could not be listed", loader, e);
      }
    }
    return urls;
  }

  private static String nameOf(Object provider) {
    CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
    String jar = source == null ? "" : " of " + source.getLocation();
    return provider.getClass().getName() + jar;
  }
}
