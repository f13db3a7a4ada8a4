package io.lifeboat.backup.client;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a client program: in a place that was named, else on the {@code PATH} and then in the
 * usual places. Immutable.
 *
 * <p>A place that was named is the only one looked at: who names one does not want another.
 */
public final class ClientSearch {

  private static final List<String> USUAL =
      List.of("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", "/usr/local/opt/*/bin");

  private static final Duration VERSION_TIME_LIMIT = Duration.ofSeconds(20);
  private static final int VERSION_BYTES = 4096;

  private final List<String> names;
  private final List<String> places;
  private final @Nullable Path named;
  private final @Nullable String searchPath;

  private ClientSearch(
      List<String> names, List<String> places, @Nullable Path named, @Nullable String searchPath) {
    this.names = names;
    this.places = places;
    this.named = named;
    this.searchPath = searchPath;
  }

  /**
   * Look for a program by its names, on this process's {@code PATH} and in {@code /usr/local/bin},
   * {@code /usr/bin} and where Homebrew installs.
   *
   * @param names without directory, the preferred one first, at least one
   * @return the search
   */
  public static ClientSearch of(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("A program to look for has a name.");
    }
    return new ClientSearch(List.of(names), USUAL, null, System.getenv("PATH"));
  }

  /**
   * Look in one place only.
   *
   * @param value a directory, or the program itself
   * @return a new search
   */
  public ClientSearch only(Path value) {
    return new ClientSearch(names, places, value, searchPath);
  }

  /**
   * Look in further places, before the usual ones.
   *
   * @param globs absolute directories, in which {@code *} stands for a part of one name, such as
   *     <code>/usr/lib/postgresql/&#42;/bin</code>; those that don't exist are passed over
   * @return a new search
   */
  public ClientSearch alsoIn(String... globs) {
    List<String> all = new ArrayList<>(List.of(globs));
    all.addAll(places);
    return new ClientSearch(names, List.copyOf(all), named, searchPath);
  }

  /**
   * Use another {@code PATH} than that of this process.
   *
   * @param value directories joined by the system's separator; empty for none
   * @return a new search
   */
  public ClientSearch withSearchPath(String value) {
    return new ClientSearch(names, places, named, value);
  }

  /**
   * Find every program of these names and ask it for its version. Starts each found program once,
   * for a moment.
   *
   * @param context of this call
   * @return in order of preference: a place named or earlier on the {@code PATH} first, within a
   *     place by the order of the names. One program reached by two paths is listed once. Empty if
   *     there is none
   * @throws DialectException with reason CANCELLED only; a program that can't be asked is listed
   *     without identity
   */
  public List<NativeClient> find(OperationContext context) throws DialectException {
    Map<Path, NativeClient> byRealPath = new LinkedHashMap<>();
    for (Path candidate : candidates()) {
      Path real = realPath(candidate);
      if (!byRealPath.containsKey(real)) {
        byRealPath.put(real, new NativeClient(candidate, askVersion(candidate, context)));
      }
    }
    return List.copyOf(byRealPath.values());
  }

  /**
   * Return where this search looks, for a message to people.
   *
   * @return such as {@code mariadb-dump, mysqldump in /opt/db/bin}
   */
  public String describe() {
    String where = named != null ? named.toString() : "the PATH, " + String.join(", ", places);
    return String.join(", ", names) + " in " + where;
  }

  private List<Path> candidates() {
    List<Path> found = new ArrayList<>();
    for (Path place : directories()) {
      if (place.equals(named) && isProgram(place)) {
        found.add(place.toAbsolutePath());
      }
      for (String name : names) {
        Path candidate = place.resolve(name).toAbsolutePath();
        if (isProgram(candidate)) {
          found.add(candidate);
        }
      }
    }
    return found;
  }

  private List<Path> directories() {
    if (named != null) {
      return List.of(named);
    }
    List<Path> directories = new ArrayList<>();
    String path = searchPath == null ? "" : searchPath;
    for (String entry : path.split(File.pathSeparator, -1)) {
      addIfValid(entry, directories);
    }
    for (String place : places) {
      directories.addAll(expand(place));
    }
    return directories;
  }

  private static void addIfValid(String entry, List<Path> directories) {
    try {
      Path directory = Path.of(entry);
      // A relative entry would depend on where the host was started.
      if (directory.isAbsolute()) {
        directories.add(directory);
      }
    } catch (InvalidPathException e) {
      // Such an entry leads nowhere, for a shell as well.
    }
  }

  /** The highest names first: of several installed versions the newest is met first. */
  private static List<Path> expand(String glob) {
    List<Path> found = List.of(Path.of("/"));
    for (String name : glob.substring(1).split("/", -1)) {
      List<Path> next = new ArrayList<>();
      for (Path directory : found) {
        next.addAll(
            name.contains("*") ? children(directory, name) : List.of(directory.resolve(name)));
      }
      found = next;
    }
    return found;
  }

  private static List<Path> children(Path directory, String glob) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
      stream.forEach(children::add);
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return List.of();
    }
    children.sort(ClientSearch::newestFirst);
    return children;
  }

  private static int newestFirst(Path one, Path other) {
    String a = String.valueOf(one.getFileName());
    String b = String.valueOf(other.getFileName());
    try {
      return Double.compare(Double.parseDouble(b), Double.parseDouble(a));
    } catch (NumberFormatException e) {
      return b.compareTo(a);
    }
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  private static String askVersion(Path program, OperationContext context) throws DialectException {
    ClientCommand command =
        ClientCommand.of(program).withArguments("--version").withTimeLimit(VERSION_TIME_LIMIT);
    try {
      return command.read(VERSION_BYTES, context).strip();
    } catch (DialectException e) {
      if (e.reason() == DialectException.Reason.CANCELLED) {
        throw e;
      }
      return String.valueOf(e.getMessage());
    }
  }
}
