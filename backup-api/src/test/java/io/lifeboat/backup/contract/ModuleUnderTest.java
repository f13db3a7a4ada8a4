package io.lifeboat.backup.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder or jar that a class comes from, read as the module it is, wherever it is loaded. */
final class ModuleUnderTest {

  private final ModuleReference reference;

  private ModuleUnderTest(ModuleReference reference) {
    this.reference = reference;
  }

  static ModuleUnderTest of(Class<?> member) {
    try {
      Path place = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
      Set<ModuleReference> found = ModuleFinder.of(place).findAll();
      if (found.size() != 1) {
        throw new AssertionError("There is no module-info beside " + member + " in " + place);
      }
      return new ModuleUnderTest(found.iterator().next());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The classes that module-info provides for a service. */
  Set<String> provided(Class<?> service) {
    return reference.descriptor().provides().stream()
        .filter(provides -> provides.service().equals(service.getName()))
        .flatMap(provides -> provides.providers().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The classes that META-INF/services names for a service, as often as it names them. */
  List<String> listed(Class<?> service) {
    try (ModuleReader reader = reference.open()) {
      Optional<String> text = text(reader, "META-INF/services/" + service.getName());
      return text.stream()
          .flatMap(String::lines)
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> text(ModuleReader reader, String name) throws IOException {
    var in = reader.open(name);
    if (in.isEmpty()) {
      return Optional.empty();
    }
    try (var bytes = in.get()) {
      return Optional.of(new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The packages that anybody may use. */
  Set<String> exported() {
    return reference.descriptor().exports().stream()
        .filter(exports -> !exports.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The binary names of all classes. */
  List<String> classes() {
    try (ModuleReader reader = reference.open();
        Stream<String> names = reader.list()) {
      return names
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
