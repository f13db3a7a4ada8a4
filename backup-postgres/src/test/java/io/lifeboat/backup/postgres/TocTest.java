package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lifeboat.backup.api.DialectException;
import org.junit.jupiter.api.Test;

class TocTest {

  private static final String LISTING =
      """
      ;
      ; Archive created at 2026-11-25 02:00:00 UTC
      ;
      215; 1259 16386 TABLE public foo postgres
      3400; 0 0 ACL public TABLE foo postgres
      3300; 2606 16390 FK CONSTRAINT public foo; DROP postgres
      """;

  @Test
  void anEntryIsKnownByCatalogAndOid() throws Exception {
    Toc toc = Toc.parse(LISTING);
    assertEquals(3, toc.entries().size());
    assertEquals("2606:16390", toc.entries().get(2).object());
  }

  @Test
  void theListForTheClientHoldsNumbersAlone() throws Exception {
    assertEquals("215;\n3300;\n", Toc.parse(LISTING).only(entry -> !entry.is("ACL")).list());
  }

  @Test
  void aLineThatIsNotUnderstoodIsAFailure() {
    assertThrows(DialectException.class, () -> Toc.parse("TABLE public foo"));
  }
}
