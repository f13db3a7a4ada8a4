package io.lifeboat.backup.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.spi.BackupProvider;
import io.lifeboat.backup.spi.CodecProvider;
import io.lifeboat.backup.spi.DialectProvider;
import io.lifeboat.backup.spi.StorageProvider;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BackupProvider} promises before it is asked for anything. Subclass it once in
 * the tests of a module.
 */
public abstract class ProviderContract {

  private static final List<Class<? extends BackupProvider>> KINDS =
      List.of(DialectProvider.class, StorageProvider.class, CodecProvider.class);

  /** For subclasses. */
  protected ProviderContract() {}

  /**
   * Return the providers of the module under test.
   *
   * @return all of them, at least one
   */
  protected abstract List<Class<? extends BackupProvider>> providers();

  @Test
  void thereIsAProvider() {
    assertFalse(providers().isEmpty());
  }

  @Test
  void itHasAnIdOfLowerCaseLettersDigitsAndDashes() throws ReflectiveOperationException {
    for (Class<? extends BackupProvider> type : providers()) {
      String id = make(type).id();
      assertTrue(id.matches("[a-z0-9]+(-[a-z0-9]+)*"), () -> type + ": " + id);
    }
  }

  @Test
  void itsIdIsAlwaysTheSame() throws ReflectiveOperationException {
    for (Class<? extends BackupProvider> type : providers()) {
      BackupProvider provider = make(type);
      assertEquals(provider.id(), provider.id());
      assertEquals(provider.id(), make(type).id());
    }
  }

  @Test
  void noTwoOfAKindHaveOneId() throws ReflectiveOperationException {
    for (Class<?> kind : KINDS) {
      Set<String> ids = new HashSet<>();
      for (Class<? extends BackupProvider> type : of(kind)) {
        assertTrue(ids.add(make(type).id()), () -> type + " has the id of another");
      }
    }
  }

  @Test
  void itIsBuiltForThisLevel() throws ReflectiveOperationException {
    for (Class<? extends BackupProvider> type : providers()) {
      assertEquals(BackupProvider.API_LEVEL, make(type).apiLevel(), type::toString);
    }
  }

  @Test
  void itIsOfExactlyOneKind() {
    for (Class<? extends BackupProvider> type : providers()) {
      long kinds = KINDS.stream().filter(kind -> kind.isAssignableFrom(type)).count();
      assertEquals(1, kinds, type::toString);
    }
  }

  @Test
  void itHasOnePublicConstructorAndThatOneTakesNothing() {
    for (Class<? extends BackupProvider> type : providers()) {
      assertTrue(Modifier.isPublic(type.getModifiers()), () -> type + " is public");
      assertFalse(Modifier.isAbstract(type.getModifiers()), () -> type + " can be made");
      Constructor<?>[] constructors = type.getConstructors();
      assertEquals(1, constructors.length, type::toString);
      assertEquals(0, constructors[0].getParameterCount(), type::toString);
    }
  }

  @Test
  void itHasNoPublicMethodsButThoseOfItsKind() {
    for (Class<? extends BackupProvider> type : providers()) {
      Set<String> promised =
          Arrays.stream(type.getInterfaces())
              .flatMap(kind -> Arrays.stream(kind.getMethods()))
              .map(Method::getName)
              .collect(Collectors.toSet());
      Arrays.stream(Object.class.getMethods()).map(Method::getName).forEach(promised::add);
      for (Method method : type.getDeclaredMethods()) {
        boolean isOpen = Modifier.isPublic(method.getModifiers()) && !method.isSynthetic();
        assertTrue(!isOpen || promised.contains(method.getName()), method::toString);
      }
    }
  }

  @Test
  void theServiceLoaderFindsItOnceByClassPath() {
    for (Class<?> kind : KINDS) {
      for (Class<? extends BackupProvider> type : of(kind)) {
        long found =
            ServiceLoader.load(kind, type.getClassLoader()).stream()
                .filter(provider -> provider.type().equals(type))
                .count();
        assertEquals(1, found, type::toString);
      }
    }
  }

  @Test
  void moduleInfoAndServiceFilesNameTheSame() {
    ModuleUnderTest module = ModuleUnderTest.of(providers().get(0));
    for (Class<?> kind : KINDS) {
      Set<String> expected =
          of(kind).stream().map(Class::getName).collect(Collectors.toCollection(TreeSet::new));
      assertEquals(expected, module.provided(kind), "module-info");
      assertEquals(List.copyOf(expected), module.listed(kind), "META-INF/services");
    }
  }

  private List<Class<? extends BackupProvider>> of(Class<?> kind) {
    return providers().stream().filter(kind::isAssignableFrom).toList();
  }

  private static BackupProvider make(Class<? extends BackupProvider> type)
      throws ReflectiveOperationException {
    return type.getConstructor().newInstance();
  }
}
