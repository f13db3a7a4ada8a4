package io.lifeboat.backup.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.Version;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdentityTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mariadb-dump  Ver 10.19 Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)     | MariaDB    | 10.11.6
          mysql  Ver 15.1 Distrib 10.3.39-MariaDB, for debian-linux-gnu using readline 5.2   | MariaDB    | 10.3.39
          mysqldump from 11.4.5-MariaDB, client 10.19 for linux-systemd (x86_64)             | MariaDB    | 11.4.5
          /opt/x/mariadb from 11.8.6-MariaDB-0+deb13u1, client 15.2 for debian-linux-gnu     | MariaDB    | 11.8.6
          mysqldump  Ver 9.7.4-2 for Linux on x86_64 ((Debian))                              | MySQL      | 9.7.4
          mysqldump  Ver 8.0.36-28 for Linux on x86_64 (Percona Server (GPL), Release '28')  | MySQL      | 8.0.36
          mysqldump  Ver 10.13 Distrib 5.7.44, for Linux (x86_64)                            | MySQL      | 5.7.44
          pg_dump (PostgreSQL) 17.2 (Debian 17.2-1.pgdg120+1)                                | PostgreSQL | 17.2
          pg_dump (PostgreSQL) 18beta1                                                       | PostgreSQL | 18
          """)
  void vendorAndVersionComeFromWhatTheProgramSays(String line, String vendor, String version) {
    ClientIdentity identity = ClientIdentity.parse(line).orElseThrow();
    assertEquals(vendor, identity.vendor());
    assertEquals(Version.parse(version), identity.version());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mysqldump: command not found", "rsync  version 3.2.7"})
  void whatIsNotUnderstoodHasNoIdentity(String line) {
    assertTrue(ClientIdentity.parse(line).isEmpty());
  }
}
