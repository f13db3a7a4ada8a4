package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.ClientExit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientOutputTest {

  private static final Version V15 = Version.parse("15.18");
  private static final Version V17 = Version.parse("17.2");

  private static final List<String> NEW_SETTING =
      List.of(
          "pg_restore: while INITIALIZING:",
          "pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter \"transaction_timeout\"",
          "Command was: SET transaction_timeout = 0;",
          "pg_restore: warning: errors ignored on restore: 1");

  private static final List<String> ABSENT_OWNER =
      List.of(
          "pg_restore: while PROCESSING TOC:",
          "pg_restore: from TOC entry 215; 1259 16384 TABLE t gone",
          "pg_restore: error: could not execute query: ERROR:  role \"gone\" does not exist",
          "Command was: ALTER TABLE public.t OWNER TO gone;",
          "pg_restore: warning: errors ignored on restore: 1");

  private static List<Finding> read(
      int status, List<String> lines, Version client, Version server, Set<String> absent)
      throws DialectException {
    return ClientOutput.ofRestore(new ClientExit(status, lines, 0), 1, client, server, absent);
  }

  @Test
  void aSettingThatAnOlderServerLacksIsHarmless() throws Exception {
    assertEquals(List.of(), read(1, NEW_SETTING, V17, V15, Set.of()));
  }

  @Test
  void theSameWordsOfOtherVersionsAreAFailure() {
    assertThrows(DialectException.class, () -> read(1, NEW_SETTING, V17, V17, Set.of()));
    assertThrows(DialectException.class, () -> read(1, NEW_SETTING, V15, V15, Set.of()));
  }

  @Test
  void anErrorBesideAHarmlessOneIsAFailure() {
    List<String> lines = new java.util.ArrayList<>(NEW_SETTING.subList(0, 3));
    lines.add("pg_restore: error: could not execute query: ERROR:  out of shared memory");
    lines.add("Command was: CREATE TABLE t();");
    lines.add("pg_restore: warning: errors ignored on restore: 2");
    DialectException failure =
        assertThrows(DialectException.class, () -> read(1, lines, V17, V15, Set.of()));
    assertTrue(String.valueOf(failure.getMessage()).contains("out of shared memory"));
  }

  @Test
  void aCountOfErrorsThatDoesNotFitIsAFailure() {
    List<String> lines = new java.util.ArrayList<>(NEW_SETTING.subList(0, 3));
    lines.add("pg_restore: warning: errors ignored on restore: 2");
    assertThrows(DialectException.class, () -> read(1, lines, V17, V15, Set.of()));
  }

  @Test
  void anExitStatusWithoutAWordIsAFailure() {
    assertThrows(DialectException.class, () -> read(1, List.of(), V17, V17, Set.of()));
    assertThrows(DialectException.class, () -> read(137, List.of(), V17, V17, Set.of()));
  }

  @Test
  void anOwnerWhoIsAbsentIsReportedOnlyWhereTheCallerSkipsHim() throws Exception {
    List<Finding> findings = read(1, ABSENT_OWNER, V17, V17, Set.of("gone"));
    assertEquals(List.of("restore.absent-role"), findings.stream().map(Finding::code).toList());
    assertThrows(DialectException.class, () -> read(1, ABSENT_OWNER, V17, V17, Set.of()));
  }

  @Test
  void whatADumpSaysIsAFailureUnlessItIsKnown() throws Exception {
    String known =
        "pg_dump: warning: subscriptions not dumped because current user is not a superuser";
    assertEquals(1, ClientOutput.ofDump(new ClientExit(0, List.of(known), 0)).size());
    assertThrows(
        DialectException.class,
        () -> ClientOutput.ofDump(new ClientExit(0, List.of("pg_dump: warning: other"), 0)));
  }

  @Test
  void aCommandThatFailedIsToldWithoutThePasswordsInIt() {
    for (String command :
        List.of(
            "CREATE USER MAPPING FOR gone SERVER s OPTIONS (password 'secret', \"user\" 'u');",
            "CREATE SUBSCRIPTION sub CONNECTION 'host=h password=secret'\n PUBLICATION p;",
            "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'secret');")) {
      DialectException failure =
          assertThrows(
              DialectException.class,
              () ->
                  read(
                      1,
                      List.of(
                          "pg_restore: error: could not execute query: ERROR:  must be superuser",
                          "Command was: " + command,
                          "pg_restore: warning: errors ignored on restore: 1"),
                      V17,
                      V17,
                      Set.of()));
      String said = String.valueOf(failure.getMessage());
      assertFalse(said.contains("secret"), said);
      assertTrue(said.contains("must be superuser") && said.contains("CREATE "), said);
    }
  }
}
