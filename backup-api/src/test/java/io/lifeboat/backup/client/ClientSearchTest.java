package io.lifeboat.backup.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientSearchTest {

  private static final String NAME = "lifeboat-test-dump";

  @TempDir Path directory;

  @Test
  void theSearchPathComesBeforeTheUsualPlaces() throws Exception {
    Path onPath = program("path", "pg_dump (PostgreSQL) 15.4");
    Path usual = program("usual", "pg_dump (PostgreSQL) 17.2");

    assertEquals(
        List.of(onPath, usual),
        programs(
            ClientSearch.of(NAME)
                .withSearchPath("relative:" + directory.resolve("path"))
                .alsoIn(directory + "/usual")));
  }

  @Test
  void aStarInAPlaceFindsTheNewestVersionFirst() throws Exception {
    Path nine = program("pg/9.6/bin", "pg_dump (PostgreSQL) 9.6.24");
    Path fifteen = program("pg/15/bin", "pg_dump (PostgreSQL) 15.4");
    Path ten = program("pg/10/bin", "pg_dump (PostgreSQL) 10.23");

    assertEquals(
        List.of(fifteen, ten, nine),
        programs(ClientSearch.of(NAME).withSearchPath("").alsoIn(directory + "/pg/*/bin")));
  }

  @Test
  void aNamedDirectoryIsTheOnlyOneLookedAt() throws Exception {
    program("path", "pg_dump (PostgreSQL) 15.4");
    Path named = program("named place", "pg_dump (PostgreSQL) 13.1");
    ClientSearch search =
        ClientSearch.of(NAME).withSearchPath(directory.resolve("path").toString());

    assertEquals(List.of(named), programs(search.only(directory.resolve("named place"))));
    assertEquals(List.of(), programs(search.only(directory.resolve("absent"))));
  }

  @Test
  void aNamedProgramMayHaveAnyName() throws Exception {
    Path named = Scripts.write(directory.resolve("my dump.sh"), "echo 'pg_dump (PostgreSQL) 13.1'");

    List<NativeClient> found = ClientSearch.of(NAME).only(named).find(context());

    assertEquals("PostgreSQL", found.get(0).identity().orElseThrow().vendor());
  }

  @Test
  void aProgramReachedTwiceIsListedOnce() throws Exception {
    Path program = program("path", "pg_dump (PostgreSQL) 15.4");
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("path"));

    assertEquals(
        List.of(program),
        programs(
            ClientSearch.of(NAME)
                .withSearchPath(directory.resolve("path").toString())
                .alsoIn(directory + "/link")));
  }

  @Test
  void aProgramThatFailsIsListedWithItsLastWords() throws Exception {
    Path broken =
        Scripts.write(
            directory.resolve("bin").resolve(NAME),
            "echo 'libssl.so.3: cannot open shared object file' >&2; exit 127");

    List<NativeClient> found = ClientSearch.of(NAME).only(broken).find(context());

    assertTrue(found.get(0).identity().isEmpty());
    assertTrue(found.get(0).versionLine().contains("libssl.so.3"), found.get(0).versionLine());
  }

  private Path program(String place, String says) throws IOException {
    return Scripts.write(directory.resolve(place).resolve(NAME), "echo '" + says + "'");
  }

  private List<Path> programs(ClientSearch search) throws DialectException {
    return search.find(context()).stream().map(NativeClient::program).toList();
  }

  private OperationContext context() {
    return OperationContext.in(directory);
  }
}
