package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.spi.DialectProvider;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the module offers to hosts. */
class ModuleTest {

  private static Path classes() throws URISyntaxException {
    return Path.of(
        PostgresDialectProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void theProviderAndTheOptionsAreTheOnlyPublicTypes() throws Exception {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(classes())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = classes().relativize(file).toString().replace('/', '.');
        if (name.startsWith("io.")) {
          Class<?> type =
              Class.forName(
                  name.substring(0, name.length() - ".class".length()),
                  false,
                  getClass().getClassLoader());
          if (Modifier.isPublic(type.getModifiers()) && type.getEnclosingClass() == null) {
            found.add(type.getSimpleName());
          }
        }
      }
    }
    assertEquals(Set.of("PostgresDialectProvider", "PostgresOptions"), found);
  }

  @Test
  void theServiceFileAndTheModuleAgree() throws IOException, URISyntaxException {
    List<DialectProvider> providers =
        ServiceLoader.load(DialectProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.id().equals("postgresql"))
            .toList();
    assertEquals(1, providers.size());
    assertInstanceOf(PostgresDialectProvider.class, providers.get(0));
    try (var in = Files.newInputStream(classes().resolve("module-info.class"))) {
      assertTrue(
          ModuleDescriptor.read(in).provides().stream()
              .anyMatch(
                  provides ->
                      provides.service().equals(DialectProvider.class.getName())
                          && provides
                              .providers()
                              .equals(List.of(PostgresDialectProvider.class.getName()))));
    }
  }
}
