package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.Vendor;
import io.lifeboat.backup.mysql.testing.ZooContract;
import org.junit.jupiter.api.Test;

/** The cases of any MariaDB. */
abstract class MariaDbZooContract extends ZooContract {

  MariaDbZooContract(Vendor vendor) {
    super(vendor);
  }

  @Test
  void aDefaultDrawsFromTheSequenceOfItsOwnDatabase() throws Exception {
    comesBack(
        """
        CREATE SEQUENCE numbers START WITH 100;
        CREATE TABLE from_sequence (id BIGINT PRIMARY KEY DEFAULT NEXTVAL(numbers), v INT);
        INSERT INTO from_sequence (v) VALUES (1), (2);
        """);
  }
}
