package io.lifeboat.backup;

import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.catalog.Catalog;
import io.lifeboat.backup.spi.StorageConfig;
import io.lifeboat.backup.spi.StorageProvider;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Checks and opens the destinations of a manager, and says all that is wrong with them at once. */
final class PlaceOpener {

  private final Providers<StorageProvider> providers;
  private final Clock clock;
  private final RandomGenerator random;

  PlaceOpener(Providers<StorageProvider> providers, Clock clock, RandomGenerator random) {
    this.providers = providers;
    this.clock = clock;
    this.random = random;
  }

  /** Checks what can be checked without opening anything. */
  void check(List<Destination> destinations, List<String> problems) {
    Set<String> names = new HashSet<>();
    for (Destination destination : destinations) {
      if (!names.add(destination.name())) {
        problems.add("Two destinations have the name '" + destination.name() + "'.");
      }
      checkPrefix(destination.prefix(), problems);
      destination.config().ifPresent(config -> provider(config, problems));
    }
  }

  private static void checkPrefix(String prefix, List<String> problems) {
    if (!prefix.isEmpty()) {
      try {
        ObjectKey.of(prefix);
      } catch (IllegalArgumentException e) {
        problems.add("The prefix '" + prefix + "' can't begin the key of an object.");
      }
    }
  }

  private Optional<StorageProvider> provider(StorageConfig config, List<String> problems) {
    String scheme = config.location().getScheme();
    if (scheme == null) {
      problems.add("The storage '" + config + "' has no scheme, such as file: or s3:.");
      return Optional.empty();
    }
    return providers.get(scheme, problems);
  }

  /** Opens all, in order; where one can't be opened, none stays open. */
  List<Place> open(List<Destination> destinations, List<String> problems) {
    List<Place> places = new ArrayList<>();
    for (Destination destination : destinations) {
      target(destination, problems)
          .map(target -> place(destination, target))
          .ifPresent(places::add);
    }
    if (!problems.isEmpty()) {
      places.stream().filter(Place::owned).forEach(place -> close(place, problems));
    }
    return List.copyOf(places);
  }

  private Place place(Destination destination, StorageTarget target) {
    return new Place(
        destination.name(),
        target,
        new Catalog(target, destination.prefix(), random),
        destination.retention(),
        destination.target().isEmpty());
  }

  private Optional<StorageTarget> target(Destination destination, List<String> problems) {
    if (destination.target().isPresent()) {
      return destination.target();
    }
    Optional<StorageConfig> config = destination.config();
    Optional<StorageProvider> provider = config.flatMap(given -> provider(given, problems));
    if (config.isEmpty() || provider.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(provider.get().open(config.get().withClock(clock)));
    } catch (IOException | RuntimeException e) {
      problems.add(
          "The storage %s could not be opened: %s".formatted(config.get(), Failures.sentence(e)));
      return Optional.empty();
    }
  }

  private static void close(Place place, List<String> problems) {
    try {
      place.storage().close();
    } catch (IOException e) {
      problems.add(
          "The storage '%s' could not be closed: %s".formatted(place.name(), Failures.sentence(e)));
    }
  }
}
